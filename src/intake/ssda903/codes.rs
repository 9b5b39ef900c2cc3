//! The code lists of the return, with the years in which each code is valid, 2017/18 to 2026/27.
//!
//! A year is named by the one in which it begins: 2017 is 2017/18, from 1 April 2017 to 31 March 2018. Source: the lists
//! of the public validator of the return (csc-validator-be-903, rules 103, 143 to 146, 149 and 167) and the yearly
//! schemas of liia-tools for what each year changed:
//!
//! | from | change |
//! |---|---|
//! | 2018/19 | E43 and E44 become E45 to E48 |
//! | 2024/25 | K3 is new; sex is M, F and U instead of 1 and 2 |
//! | 2025/26 | H5 and P2 are gone; Z1 becomes Z11 to Z14 |
//!
//! Codes are read in lower case too, and as `1.0` where a spreadsheet made a number of one.

use chrono::{Datelike, NaiveDate};

/// One code, and the first and last year in which it is valid.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) code: &'static str,
    from: i32,
    until: i32,
}

/// What a cell is, held against a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// A code of the list.
    Valid(&'static str),
    /// A code of the list, but of other years.
    OtherYear(&'static Code),
    /// No code of the list in any year.
    Unknown,
}

const ALWAYS: (i32, i32) = (i32::MIN, i32::MAX);

const fn always(code: &'static str) -> Code {
    Code { code, from: ALWAYS.0, until: ALWAYS.1 }
}

const fn from(year: i32, code: &'static str) -> Code {
    Code { code, from: year, until: ALWAYS.1 }
}

const fn until(year: i32, code: &'static str) -> Code {
    Code { code, from: ALWAYS.0, until: year }
}

/// Why an episode began (RNE).
pub(super) const NEW_EPISODE: &[Code] = &[always("S"), always("L"), always("P"), always("T"), always("B"), always("U")];

/// Legal status (LS).
pub(super) const LEGAL_STATUS: &[Code] = &[
    always("C1"),
    always("C2"),
    always("D1"),
    always("E1"),
    always("V2"),
    always("V3"),
    always("V4"),
    always("L1"),
    always("L2"),
    always("L3"),
    always("J1"),
    always("J2"),
    always("J3"),
];

/// Category of need (CIN).
pub(super) const NEED: &[Code] =
    &[always("N1"), always("N2"), always("N3"), always("N4"), always("N5"), always("N6"), always("N7"), always("N8")];

/// Type of placement (PLACE).
pub(super) const PLACEMENT: &[Code] = &[
    always("A3"),
    always("A4"),
    always("A5"),
    always("A6"),
    until(2024, "H5"),
    always("K1"),
    always("K2"),
    from(2024, "K3"),
    always("P1"),
    until(2024, "P2"),
    always("P3"),
    always("R1"),
    always("R2"),
    always("R3"),
    always("R5"),
    always("S1"),
    always("T0"),
    always("T1"),
    always("T2"),
    always("T3"),
    always("T4"),
    always("U1"),
    always("U2"),
    always("U3"),
    always("U4"),
    always("U5"),
    always("U6"),
    until(2024, "Z1"),
    from(2025, "Z11"),
    from(2025, "Z12"),
    from(2025, "Z13"),
    from(2025, "Z14"),
];

/// Who provides the placement (PLACE_PROVIDER).
pub(super) const PROVIDER: &[Code] =
    &[always("PR0"), always("PR1"), always("PR2"), always("PR3"), always("PR4"), always("PR5")];

/// Why an episode ceased (REC).
pub(super) const CEASED: &[Code] = &[
    always(CONTINUES),
    always("E11"),
    always("E12"),
    always("E2"),
    always("E3"),
    always("E4A"),
    always("E4B"),
    always("E13"),
    always("E41"),
    until(2017, "E43"),
    until(2017, "E44"),
    from(2018, "E45"),
    from(2018, "E46"),
    from(2018, "E47"),
    from(2018, "E48"),
    always("E5"),
    always("E6"),
    always("E7"),
    always("E8"),
    always("E9"),
    always("E14"),
    always("E15"),
    always("E16"),
    always("E17"),
];

/// The REC of an episode that another follows on the same day; every other one ends the period of care.
pub(super) const CONTINUES: &str = "X1";
/// The RNE of the first episode of a period of care.
pub(super) const STARTED: &str = "S";
/// The RNE of an episode in which only the legal status is new.
pub(super) const LEGAL_ONLY: &str = "L";
/// The legal statuses of short breaks.
pub(super) const SHORT_BREAKS: [&str; 2] = ["V3", "V4"];

/// The code of MISSING for a child who was missing, and not away without authorisation.
pub(super) const MISSED: &str = "M";
/// Participation of the child in a review (REVIEW_CODE).
pub(super) const PARTICIPATION: &[Code] = &[
    always("PN0"),
    always("PN1"),
    always("PN2"),
    always("PN3"),
    always("PN4"),
    always("PN5"),
    always("PN6"),
    always("PN7"),
];

/// Ethnicity (ETHNIC).
pub(super) const ETHNICITY: &[Code] = &[
    always("WBRI"),
    always("WIRI"),
    always("WOTH"),
    always("WIRT"),
    always("WROM"),
    always("MWBC"),
    always("MWBA"),
    always("MWAS"),
    always("MOTH"),
    always("AIND"),
    always("APKN"),
    always("ABAN"),
    always("AOTH"),
    always("BCRB"),
    always("BAFR"),
    always("BOTH"),
    always("CHNE"),
    always("OOTH"),
    always("REFU"),
    always("NOBT"),
];

/// Whether a child was missing or away without authorisation (MISSING).
pub(super) const MISSING: &[Code] = &[always("M"), always("A")];

/// Returns the year of the return to which a day belongs, named by the one in which it begins.
pub(super) fn year_of(day: NaiveDate) -> i32 {
    if day.month() >= 4 { day.year() } else { day.year() - 1 }
}

/// Returns the first day of the year of the return to which a day belongs.
pub(super) fn first_day_of_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(year_of(day), 4, 1).unwrap_or(day)
}

/// Holds a tidy cell against a list as it is in one year.
pub(super) fn judge(list: &'static [Code], cell: &str, year: i32) -> Judged {
    match find(list, cell) {
        None => Judged::Unknown,
        Some(code) if (code.from..=code.until).contains(&year) => Judged::Valid(code.code),
        Some(code) => Judged::OtherYear(code),
    }
}

/// Finds a cell in a list of whatever year.
pub(super) fn find(list: &'static [Code], cell: &str) -> Option<&'static Code> {
    let cell = plain(cell);
    list.iter().find(|code| code.code.eq_ignore_ascii_case(cell))
}

/// Reads sex as the return codes it: 1 or M, 2 or F; not known is kept as it is written.
pub(super) fn sex(cell: &str) -> Result<String, String> {
    match plain(cell).to_uppercase().as_str() {
        "1" | "M" => Ok("male".to_owned()),
        "2" | "F" => Ok("female".to_owned()),
        "0" | "9" | "U" => Ok(cell.to_owned()),
        _ => Err("expected M, F or U, or 1 or 2 as it was until 2023/24".to_owned()),
    }
}

/// The cell without the fraction that a spreadsheet gives to a number.
pub(super) fn plain(cell: &str) -> &str {
    cell.strip_suffix(".0").unwrap_or(cell).trim()
}

impl Code {
    /// The words for the years in which the code is valid: `from 2024/25`, `until 2017/18`.
    pub(super) fn years(&self) -> String {
        let named = |year: i32| format!("{year}/{:02}", (year + 1) % 100);
        match (self.from == ALWAYS.0, self.until == ALWAYS.1) {
            (true, true) => "every year".to_owned(),
            (false, true) => format!("from {}", named(self.from)),
            (true, false) => format!("until {}", named(self.until)),
            (false, false) => format!("from {} until {}", named(self.from), named(self.until)),
        }
    }
}

/// Names the codes that a list has in one year.
pub(super) fn named(list: &'static [Code], year: i32) -> String {
    let valid = list.iter().filter(|code| (code.from..=code.until).contains(&year));
    valid.map(|code| code.code).collect::<Vec<_>>().join(", ")
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
    fn the_year_turns_on_the_first_of_april() {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
        assert_eq!((year_of(day("2018-03-31")), year_of(day("2018-04-01"))), (2017, 2018));
        assert_eq!(first_day_of_year(day("2018-03-31")), day("2017-04-01"));
    }

    // The changes between the yearly lists of rules 146 and 149 and the schemas of 2018 and 2019.
    #[test]
    fn a_code_is_valid_in_its_years() {
        for (list, cell, year, valid) in [
            (CEASED, "E43", 2017, true),
            (CEASED, "E43", 2018, false),
            (CEASED, "e45", 2017, false),
            (CEASED, "e45", 2018, true),
            (PLACEMENT, "K3", 2023, false),
            (PLACEMENT, "k3", 2024, true),
            (PLACEMENT, "H5", 2024, true),
            (PLACEMENT, "H5", 2025, false),
            (PLACEMENT, "P2", 2026, false),
            (PLACEMENT, "Z1", 2024, true),
            (PLACEMENT, "Z12", 2024, false),
            (PLACEMENT, "Z12", 2026, true),
            (LEGAL_STATUS, "v4", 2017, true),
        ] {
            assert_eq!(matches!(judge(list, cell, year), Judged::Valid(_)), valid, "{cell} in {year}");
        }
        assert_eq!(judge(LEGAL_STATUS, "V1", 2020), Judged::Unknown);
        let Judged::OtherYear(code) = judge(PLACEMENT, "z1", 2025) else { panic!("Z1 was a code until 2024/25") };
        assert_eq!(code.years(), "until 2024/25");
        assert!(named(PLACEMENT, 2025).ends_with("Z11, Z12, Z13, Z14"));
    }
}
