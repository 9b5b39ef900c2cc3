//! Fields that no extract holds and that the register counts itself, for conditions only: of a child, its age and its
//! oversights of twelve months; of any record, the day on which the period ends.
//!
//! They are computed as of the frame's batch and the period's end, so that a frame stays what it was.

use crate::model::Kind;

/// The last day of the period, as ISO text; of any kind of record.
pub(super) const PERIOD_END: &str = "period_end";
/// The oversights that the register holds of a child in the twelve months that end with the period. Blank for every child
/// where the register holds no oversight at all of those months.
pub(super) const OVERSIGHTS: &str = "oversights_12m";
/// The child's age in whole years on the period's last day.
pub(super) const AGE: &str = "age";

/// The computed fields of a child, by name.
pub(super) const OF_CHILD: [&str; 2] = [AGE, OVERSIGHTS];

/// The first day of the twelve months that end with the period.
const FIRST_OF_TWELVE: &str = "date(:last, '+1 day', '-12 months')";

/// Whether a name, without `child.`, is a computed field of a child.
pub(super) fn is_of_child(name: &str) -> bool {
    OF_CHILD.contains(&name)
}

/// The names of computed fields as a condition on records of a kind has them.
pub(super) fn names(kind: Kind) -> Vec<String> {
    let of_child = OF_CHILD.map(|name| if kind == Kind::Child { name.to_owned() } else { format!("child.{name}") });
    of_child.into_iter().chain([PERIOD_END.to_owned()]).collect()
}

/// The expression for a field of the child `c`, stored or computed.
pub(super) fn child_expression(name: &str) -> String {
    match name {
        AGE => {
            "strftime('%Y', :last) - strftime('%Y', c.born) - (strftime('%m-%d', :last) < strftime('%m-%d', c.born))"
                .to_owned()
        }
        OVERSIGHTS => format!(
            "CASE WHEN c.id IS NOT NULL AND EXISTS (SELECT 1 FROM oversight o WHERE {}) THEN coalesce(counted.oversights, 0) END",
            held()
        ),
        stored => format!("c.{stored}"),
    }
}

/// The table that the expressions of these fields need beside the child `c`; nothing where none does.
pub(super) fn join<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    match names.into_iter().any(|name| name == OVERSIGHTS) {
        true => format!(
            "LEFT JOIN (SELECT o.child AS counted_child, count(*) AS oversights FROM oversight o WHERE {} GROUP BY o.child) counted
               ON counted.counted_child = c.reference",
            held()
        ),
        false => String::new(),
    }
}

/// A query for the months, as 2026-03, of the twelve that end with the period of which the register holds no oversight.
pub(super) fn months_not_held() -> String {
    format!(
        "WITH RECURSIVE month (day) AS (SELECT date({FIRST_OF_TWELVE}, 'start of month')
             UNION ALL SELECT date(day, '+1 month') FROM month WHERE date(day, '+1 month') <= :last)
         SELECT substr(day, 1, 7) FROM month WHERE NOT EXISTS (SELECT 1 FROM oversight o WHERE {}
             AND o.date BETWEEN month.day AND date(month.day, '+1 month', '-1 day')) ORDER BY day",
        held()
    )
}

fn held() -> String {
    format!(
        "o.date BETWEEN {FIRST_OF_TWELVE} AND :last AND o.from_batch <= :batch AND (o.to_batch IS NULL OR o.to_batch > :batch)"
    )
}
