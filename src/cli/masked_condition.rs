//! A condition as readers may see it: what it compares with a record, a child or a member of staff stands under their
//! pseudonyms.

use super::failure::Failure;
use super::masks::Masks;
use super::staff::STAFF_FIELDS;
use crate::model::Kind;
use crate::store::Register;

/// The fields that tell of one human being or one record, besides those of staff.
const OF_ONE: [&str; 4] = ["reference", "child", "child.reference", "child.child"];
/// The field of what was written about a child.
const WORDS: [&str; 2] = ["text", "child.text"];
/// The field of a child's date of birth.
const BIRTHS: [&str; 2] = ["born", "child.born"];
/// Shown instead of search words.
const LEFT_OUT: &str = "'(words)'";
/// Shown instead of a value that no record has.
const WITHHELD: &str = "'(withheld)'";

/// A piece of a condition.
enum Piece<'t> {
    /// A name: a field, a function or a word of the language.
    Name(&'t str),
    /// Text between single quotes, without them, or a number.
    Literal(&'t str),
    /// Anything else.
    Other(&'t str),
}

/// Replaces a literal by a pseudonym if it is compared with a field that identifies a person or a record, and withholds any other
/// text that is not a value of some record. The field is looked for between the same `and` and `or` as the literal: an identifying
/// field wins, the nearest one before the literal first.
///
/// # Errors
/// [`Failure`] when the register cannot be read.
pub(super) fn masked(condition: &str, kind: Kind, masks: &Masks, register: &Register) -> Result<String, Failure> {
    with_known(condition, masks, &|field, value| {
        let (kind, name) = match field.strip_prefix("child.") {
            Some(name) => (Kind::Child, name),
            None => (kind, field),
        };
        Ok(register.has_value(kind, name, value)?)
    })
}

/// Whether records have a value in a field.
type IsKnown<'a> = &'a dyn Fn(&str, &str) -> Result<bool, Failure>;

fn with_known(condition: &str, masks: &Masks, is_known: IsKnown<'_>) -> Result<String, Failure> {
    let pieces = pieces(condition);
    let mut shown = String::new();
    for (place, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Name(text) | Piece::Other(text) => shown.push_str(text),
            Piece::Literal(text) => {
                shown.push_str(&literal(text, field_at(&pieces, place).as_deref(), masks, is_known)?);
            }
        }
    }
    Ok(shown)
}

fn literal(text: &str, field: Option<&str>, masks: &Masks, is_known: IsKnown<'_>) -> Result<String, Failure> {
    let inner = text.strip_prefix('\'').map(|rest| rest.strip_suffix('\'').unwrap_or(rest).replace("''", "'"));
    let plain = inner.clone().unwrap_or_else(|| text.to_owned());
    Ok(match field {
        Some(field) if WORDS.contains(&field) => LEFT_OUT.to_owned(),
        Some(field) if BIRTHS.contains(&field) => "'(date of birth)'".to_owned(),
        Some(field) if is_of_one(field) => format!("'{}'", masks.value(field, &plain)),
        _ if inner.is_none() || is_day(&plain) => text.to_owned(),
        Some(field) if is_known(field, &plain)? => text.to_owned(),
        _ => WITHHELD.to_owned(),
    })
}

fn is_day(text: &str) -> bool {
    text.parse::<chrono::NaiveDate>().is_ok()
}

fn is_of_one(field: &str) -> bool {
    OF_ONE.contains(&field) || STAFF_FIELDS.contains(&field)
}

/// The field that a literal is compared with.
fn field_at(pieces: &[Piece<'_>], place: usize) -> Option<String> {
    let field = |piece: &Piece<'_>| match piece {
        Piece::Name(name) => Some(name.to_lowercase()).filter(|name| is_field(name)),
        _ => None,
    };
    let joins = |piece: &&Piece<'_>| matches!(piece, Piece::Name(name) if ["and", "or"].contains(&name.to_lowercase().as_str()));
    let before = || pieces[..place].iter().rev();
    let after = || pieces[place..].iter();
    let near_before = before().take_while(|piece| !joins(piece)).filter_map(field);
    let near_after = after().take_while(|piece| !joins(piece)).filter_map(field);
    let near: Vec<String> = near_before.chain(near_after).collect();
    let of_one = near.iter().find(|name| is_of_one(name) || WORDS.contains(&name.as_str())).cloned();
    of_one.or_else(|| near.first().cloned()).or_else(|| before().find_map(field)).or_else(|| after().find_map(field))
}

fn is_field(name: &str) -> bool {
    let known = |name: &str| {
        is_of_one(name)
            || name == "date"
            || Kind::ALL.iter().any(|kind| kind.fields().iter().any(|field| field.name == name))
    };
    name.starts_with("extra.") || known(name.strip_prefix("child.").unwrap_or(name))
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = length(rest, first);
        let (piece, after) = rest.split_at(end);
        pieces.push(match first {
            '\'' | '0'..='9' => Piece::Literal(piece),
            first if first.is_alphabetic() || first == '_' => Piece::Name(piece),
            _ => Piece::Other(piece),
        });
        rest = after;
    }
    pieces
}

/// How many bytes the piece takes that begins with `first`.
fn length(text: &str, first: char) -> usize {
    let run = |fits: fn(char) -> bool| text.find(|letter| !fits(letter)).unwrap_or(text.len());
    match first {
        '\'' => {
            let mut from = 1;
            while let Some(at) = text[from..].find('\'').map(|at| from + at) {
                if !text[at + 1..].starts_with('\'') {
                    return at + 1;
                }
                from = at + 2;
            }
            text.len()
        }
        '0'..='9' => run(|letter| letter.is_alphanumeric() || letter == '.'),
        first if first.is_alphabetic() || first == '_' => {
            run(|letter| letter.is_alphanumeric() || letter == '_' || letter == '.')
        }
        first => first.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_of_one_human_being_or_record_is_masked_and_the_rest_stays() {
        let masks = Masks::for_tests();
        let (iro, child, record) = (masks.staff("Nell O'Hara"), masks.child("1000440"), masks.record("099980000"));
        for (typed, shown) in [
            ("iro <> 'Nell O''Hara'".to_owned(), format!("iro <> '{iro}'")),
            ("'Nell O''Hara' = IRO".to_owned(), format!("'{iro}' = IRO")),
            (
                "lower(child.iro) in ('x', 'Nell O''Hara')".to_owned(),
                format!("lower(child.iro) in ('{}', '{iro}')", masks.staff("x")),
            ),
            (
                "child = 1000440 and date > '2026-10-05'".to_owned(),
                format!("child = '{child}' and date > '2026-10-05'"),
            ),
            (
                "date > '2026-10-05' or reference='099980000'".to_owned(),
                format!("date > '2026-10-05' or reference='{record}'"),
            ),
            (
                "team = 'North' and '1000440' = child or 'Zed Quirk' = iro".to_owned(),
                format!("team = 'North' and '{child}' = child or '{}' = iro", masks.staff("Zed Quirk")),
            ),
            (
                "iro between 'A' and 'B'".to_owned(),
                format!("iro between '{}' and '{}'", masks.staff("A"), masks.staff("B")),
            ),
            ("child.born = '2012-03-04'".to_owned(), "child.born = '(date of birth)'".to_owned()),
            ("text like '%Kayleigh%'".to_owned(), "text like '(words)'".to_owned()),
            ("child.placements_12m >= 3".to_owned(), "child.placements_12m >= 3".to_owned()),
            (
                "team = 'North' and extra.Ward = 'É 3'".to_owned(),
                "team = 'North' and extra.Ward = '(withheld)'".to_owned(),
            ),
            ("team in ('North', 'Kayleigh')".to_owned(), "team in ('North', '(withheld)')".to_owned()),
            ("'Kayleigh' like team".to_owned(), "'(withheld)' like team".to_owned()),
            ("'Kayleigh' = 'Kayleigh'".to_owned(), "'(withheld)' = '(withheld)'".to_owned()),
            ("iro = 'never closed".to_owned(), format!("iro = '{}'", masks.staff("never closed"))),
        ] {
            let known = |field: &str, value: &str| Ok(field == "team" && value == "North");
            assert_eq!(with_known(&typed, &masks, &known).unwrap(), shown);
        }
    }
}
