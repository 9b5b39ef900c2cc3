//! Whether records have a value.

use super::error::StoreError;
use super::open::Register;
use crate::model::Kind;

impl Register {
    /// Whether any version of any record of a kind has this text in a canonical field. A name that is no field has no values.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn has_value(&self, kind: Kind, field: &str, value: &str) -> Result<bool, StoreError> {
        if field != "team" && kind.position(field).is_none() {
            return Ok(false);
        }
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE \"{field}\" = ?)", kind.id());
        Ok(self.connection().query_row(&sql, [value], |row| row.get(0))?)
    }
}
