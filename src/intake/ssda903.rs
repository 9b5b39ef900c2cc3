//! The files of the SSDA903 return that hold records: `Reviews` and `Header`.
//!
//! A file of the return is known by its set of columns and by nothing else: councils name the files as they like. The
//! columns of Reviews and the codes of participation have been the same since 2017. Sex was written 1 and 2 until
//! 2023/24, and M, F and U since.

use super::error::IntakeError;
use super::formats::{Format, has_exactly};
use super::headings::Place;
use super::layout::{Column, Heading, Layout, Meaning};
use super::options::Options;
use crate::model::Kind;

/// Reviews of children looked after.
pub(super) const REVIEWS: Format = Format {
    name: "ssda903-reviews",
    kind: Some(Kind::Review),
    columns: &["CHILD", "DOB", "REVIEW", "REVIEW_CODE"],
    layout: reviews,
};

/// The children themselves.
pub(super) const HEADER: Format = Format {
    name: "ssda903-header",
    kind: Some(Kind::Child),
    columns: &["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"],
    layout: header,
};

/// The other files of the return, by their columns.
const OTHERS: &[(&str, &[&str])] = &[
    (
        "Episodes",
        &[
            "CHILD",
            "DECOM",
            "RNE",
            "LS",
            "CIN",
            "PLACE",
            "PLACE_PROVIDER",
            "DEC",
            "REC",
            "REASON_PLACE_CHANGE",
            "HOME_POST",
            "PL_POST",
            "URN",
        ],
    ),
    ("UASC", &["CHILD", "SEX", "DOB", "DUC"]),
    (
        "OC2",
        &[
            "CHILD",
            "DOB",
            "SDQ_SCORE",
            "SDQ_REASON",
            "CONVICTED",
            "HEALTH_CHECK",
            "IMMUNISATIONS",
            "TEETH_CHECK",
            "HEALTH_ASSESSMENT",
            "SUBSTANCE_MISUSE",
            "INTERVENTION_RECEIVED",
            "INTERVENTION_OFFERED",
        ],
    ),
    ("OC3", &["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"]),
    ("AD1", &["CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"]),
    ("PlacedAdoption", &["CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"]),
    ("PrevPerm", &["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"]),
    ("Missing", &["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"]),
    ("SWEpisodes", &["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"]),
    ("DoLo", &["CHILD", "DOB", "DOLO_START", "DOLO_END"]),
];

/// Returns the name of a file of the return that holds no records, if the headings are those of one.
pub(super) fn holds_no_records(headings: &[Heading]) -> Option<&'static str> {
    OTHERS.iter().find(|(_, columns)| has_exactly(headings, columns)).map(|(name, _)| *name)
}

fn reviews(headings: &[Heading], _: &Options) -> Result<Layout, IntakeError> {
    Ok(lay_out(&REVIEWS, Kind::Review, headings, |column| match column {
        "CHILD" => Meaning::Place(Place::Child),
        "REVIEW" => Meaning::Place(Place::Date),
        "REVIEW_CODE" => field(Kind::Review, "participation"),
        _ => Meaning::LeftOut("it belongs to the child"),
    }))
}

fn header(headings: &[Heading], _: &Options) -> Result<Layout, IntakeError> {
    Ok(lay_out(&HEADER, Kind::Child, headings, |column| match column {
        "CHILD" => Meaning::Place(Place::Child),
        "DOB" => field(Kind::Child, "born"),
        "SEX" => coded(Kind::Child, "gender", sex),
        "ETHNIC" => coded(Kind::Child, "ethnicity", |cell| Ok(cell.to_uppercase())),
        "MOTHER" => Meaning::Extra("MOTHER".to_owned()),
        _ => Meaning::LeftOut("it identifies a person"),
    }))
}

fn lay_out(format: &Format, kind: Kind, headings: &[Heading], meaning: fn(&str) -> Meaning) -> Layout {
    let column = |heading: &Heading| Column {
        heading: heading.clone(),
        meaning: match heading.shown.as_str() {
            "" => Meaning::Nameless,
            shown => meaning(&shown.to_uppercase()),
        },
    };
    let columns = headings.iter().map(column).collect();
    Layout { format: format.name, kind, columns, unmatched: Vec::new() }
}

fn field(kind: Kind, name: &str) -> Meaning {
    Meaning::Place(Place::named(kind, name).expect("the return's columns go to fields that the kind has"))
}

fn coded(kind: Kind, name: &str, coding: fn(&str) -> Result<String, String>) -> Meaning {
    Meaning::Coded(kind.position(name).expect("the return's columns go to fields that the kind has"), coding)
}

/// Sex as the return codes it: 1 or M, 2 or F; not known is kept as it is written.
fn sex(cell: &str) -> Result<String, String> {
    match cell.strip_suffix(".0").unwrap_or(cell).to_uppercase().as_str() {
        "1" | "M" => Ok("male".to_owned()),
        "2" | "F" => Ok("female".to_owned()),
        "0" | "9" | "U" => Ok(cell.to_owned()),
        _ => Err("expected M, F or U, or 1 or 2 as it was until 2023/24".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The codes of rule 101 of the public validator, before and since 2024/25.
    #[test]
    fn both_codings_of_sex_are_read() {
        for (cell, expected) in
            [("1", Some("male")), ("m", Some("male")), ("2.0", Some("female")), ("F", Some("female")), ("U", Some("U"))]
        {
            assert_eq!(sex(cell).ok().as_deref(), expected);
        }
        assert!(sex("3").is_err());
    }

    #[test]
    fn a_file_is_known_by_its_set_of_columns() {
        let headings = |line: &str| line.split(',').map(Heading::new).collect::<Vec<_>>();
        assert!(has_exactly(&headings(" review_code,REVIEW, Dob ,child"), REVIEWS.columns));
        assert!(!has_exactly(&headings("CHILD,DOB,REVIEW"), REVIEWS.columns));
        assert!(!has_exactly(&headings("CHILD,CHILD,DOB,REVIEW"), REVIEWS.columns));
        assert_eq!(holds_no_records(&headings("CHILD,DOB,MISSING,MIS_START,MIS_END")), Some("Missing"));
    }
}
