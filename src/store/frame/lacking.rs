//! Fields that nobody has: a condition on one of them would draw from nobody and not say why.

use rusqlite::named_params;

use super::FrameQuery;
use super::sql::Order;
use crate::store::computed;
use crate::store::condition::Condition;
use crate::store::error::StoreError;
use crate::store::field_ref::{FieldRef, Place};
use crate::store::open::Register;

impl Register {
    /// Of the fields that a frame's query uses, those that no record of its population has a value of. Without a population
    /// there are none.
    ///
    /// # Errors
    /// As [`Register::stream_frame`].
    pub fn fields_lacking(&self, query: &FrameQuery<'_>) -> Result<Vec<String>, StoreError> {
        let mut used: Vec<FieldRef> =
            query.condition.map(Condition::fields).unwrap_or_default().iter().chain(query.fields).cloned().collect();
        used.extend(query.words.map(|_| FieldRef { name: "text".to_owned(), place: Place::Record }));
        let held: Vec<String> =
            used.iter().map(|field| format!("CAST({} IS NOT NULL AS TEXT)", field.column())).collect();
        let population = FrameQuery { condition: None, words: None, fields: &used, ..query.clone() };
        let (mut has, mut records) = (vec![false; used.len()], 0u64);
        self.scan::<StoreError>(&population, &held, Order::Any, |seen| {
            records += 1;
            for (place, has) in has.iter_mut().enumerate().filter(|(_, has)| !**has) {
                *has = seen.value(place)? == Some("1");
            }
            Ok(())
        })?;
        let lacking = used.into_iter().zip(has).filter(|(_, has)| !has && records > 0);
        Ok(lacking.map(|(field, _)| field.name).collect())
    }

    /// The months, as 2026-03, of the twelve that end with a query's period of which the register holds no oversight, in order,
    /// where the condition counts the oversights of these months; else none.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn months_without_oversights(&self, query: &FrameQuery<'_>) -> Result<Vec<String>, StoreError> {
        let fields = query.condition.map(Condition::fields).unwrap_or_default();
        if !fields.iter().any(|field| field.name.trim_start_matches("child.") == computed::OVERSIGHTS) {
            return Ok(Vec::new());
        }
        let mut months = self.connection().prepare_cached(&computed::months_not_held())?;
        let bound = named_params! { ":last": query.period.last().to_string(), ":batch": query.as_of };
        Ok(months.query_map(bound, |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}
