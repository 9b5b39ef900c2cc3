//! The files of the SSDA903 return that hold records: `Reviews` and `Header`.
//!
//! A file of the return is known by its set of columns and by nothing else: councils name the files as they like. The
//! columns of Reviews and the codes of participation have been the same since 2017. Sex was written 1 and 2 until
//! 2023/24, and M, F and U since.

use chrono::NaiveDate;

use super::build::{Given, settle};
use super::family::{Family, Joiner, Member, MemberColumn, MemberRow, Outcome, Reads, Request, TableFacts};
use super::fault::{Fault, RefusedRow};
use super::headings::Place;
use super::layout::{Heading, Known};
use super::reader::Draft;
use super::typed::CellForm;
use crate::model::{Form, Kind, Value};

/// The return: its files are read together.
pub(super) const FAMILY: Family =
    Family { name: "SSDA903", members: &[REVIEWS, HEADER], joiner: |request| Box::new(Return::new(request)) };

/// Reviews of children looked after.
const REVIEWS: Member = Member {
    name: "Reviews",
    format: "ssda903-reviews",
    kind: Kind::Review,
    columns: &[
        column("CHILD", Reads::As(CellForm::Id), "child"),
        column("DOB", Reads::Not("it belongs to the child"), ""),
        column("REVIEW", Reads::As(CellForm::Form(Form::Date)), "date"),
        column("REVIEW_CODE", Reads::As(CellForm::Coded(participation)), "participation"),
    ],
    fits: Member::has_exactly,
};

/// The children themselves.
const HEADER: Member = Member {
    name: "Header",
    format: "ssda903-header",
    kind: Kind::Child,
    columns: &[
        column("CHILD", Reads::As(CellForm::Id), "child"),
        column("SEX", Reads::As(CellForm::Coded(sex)), "gender"),
        column("DOB", Reads::As(CellForm::Form(Form::Date)), "born"),
        column("ETHNIC", Reads::As(CellForm::Coded(|cell| Ok(cell.to_uppercase()))), "ethnicity"),
        column("UPN", Reads::Not("it identifies a person"), ""),
        column("MOTHER", Reads::As(CellForm::Kept), "extra.MOTHER"),
        column("MC_DOB", Reads::Not("it identifies a person"), ""),
    ],
    fits: Member::has_exactly,
};

const fn column(name: &'static str, reads: Reads, means: &'static str) -> MemberColumn {
    MemberColumn { name, also: &[], reads, means }
}

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

fn has_exactly(headings: &[Heading], columns: &[&str]) -> bool {
    let headings: Vec<&Heading> = headings.iter().filter(|heading| !heading.shown.is_empty()).collect();
    let has = |column: &&str| headings.iter().any(|heading| heading.shown.eq_ignore_ascii_case(column));
    headings.len() == columns.len() && columns.iter().all(has)
}

/// The tables of the return, read together: each row of Header is a child, each of Reviews a review.
struct Return {
    tables: Vec<Outcome>,
    members: Vec<&'static Member>,
    as_at: Option<NaiveDate>,
    today: NaiveDate,
    /// The latest review that is not after today.
    latest: Option<NaiveDate>,
}

impl Return {
    fn new(request: &Request) -> Return {
        let member = |name: &str| FAMILY.members.iter().find(|member| member.name == name).unwrap_or(&HEADER);
        let members: Vec<&'static Member> = request.tables.iter().map(|table| member(table.member)).collect();
        let tables = members.iter().zip(&request.tables).map(|(member, facts)| empty(member, facts)).collect();
        Return { tables, members, as_at: request.as_at, today: request.today, latest: None }
    }
}

fn empty(member: &Member, facts: &TableFacts) -> Outcome {
    let known = Known { child: true, date: member.kind == Kind::Review, ..Known::nothing(member.kind) };
    let (known, extra) = match member.kind {
        Kind::Child => (Known { extra: true, ..known }, vec!["MOTHER".to_owned()]),
        _ => (known, Vec::new()),
    };
    let has = |column: &&MemberColumn| facts.has.contains(&column.name);
    let fields = member.columns.iter().filter(has).filter(|column| member.kind.position(column.means).is_some());
    let known = fields.fold(known, |known, column| known.with(member.kind, column.means));
    Outcome { rows: Vec::new(), known, extra, as_at: None, told: Vec::new(), warnings: Vec::new() }
}

impl Joiner for Return {
    fn take(&mut self, row: MemberRow) {
        let (Some(table), Some(member)) = (self.tables.get_mut(row.table), self.members.get(row.table)) else { return };
        let made = record(member, row);
        let day = made.as_ref().ok().and_then(|made| made.record.date).filter(|day| *day <= self.today);
        self.latest = self.latest.max(day);
        table.rows.push(made);
    }

    fn finish(mut self: Box<Self>) -> Vec<Outcome> {
        for (table, member) in self.tables.iter_mut().zip(&self.members) {
            table.as_at = self.as_at.or(self.latest).filter(|_| member.kind == Kind::Child);
        }
        self.tables
    }
}

/// One row to one record.
fn record(member: &Member, row: MemberRow) -> Result<super::Row, RefusedRow> {
    let MemberRow { row, values, faults, .. } = row;
    let mut draft = Draft::empty(member.kind);
    for (column, value) in member.columns.iter().zip(values) {
        match (column.means, value) {
            ("child", value) => draft.child = value.map(|value| value.as_text()),
            ("date", Some(Value::Date(date))) => draft.date = Some(date),
            ("extra.MOTHER", Some(value)) => drop(draft.extra.insert("MOTHER".to_owned(), value.as_text())),
            (name, value) => {
                if let Some(at) = member.kind.position(name) {
                    draft.put(at, value);
                }
            }
        }
    }
    let child = draft.child.clone().filter(|_| member.kind == Kind::Child);
    match settle(member.kind, Given { reference: false, child: true }, draft, row) {
        Ok(settled) if faults.is_empty() => Ok(settled),
        Ok(settled) => Err(RefusedRow { row, reference: Some(settled.record.reference), faults }),
        Err((place, reason)) => {
            Err(RefusedRow { row, reference: child, faults: with_lack(faults, row, place, reason) })
        }
    }
}

/// The faults of a row, with what it lacks, unless the cell that should hold it is told already.
fn with_lack(mut faults: Vec<Fault>, row: u64, place: Place, reason: &str) -> Vec<Fault> {
    let column = if place == Place::Date { "REVIEW" } else { "CHILD" };
    if !faults.iter().any(|fault| fault.column.eq_ignore_ascii_case(column)) {
        faults.push(Fault::new(row, column, "", reason));
    }
    faults
}

/// A code of participation, PN0 to PN7.
fn participation(cell: &str) -> Result<String, String> {
    let field = Kind::Review.position("participation").and_then(|at| Kind::Review.fields().get(at));
    match field.map(|field| field.form) {
        Some(Form::Choice(list)) => super::cell::choice(list, cell).map(str::to_owned),
        _ => Ok(cell.to_owned()),
    }
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
        assert!(REVIEWS.has_exactly(&headings(" review_code,REVIEW, Dob ,child")));
        assert!(!REVIEWS.has_exactly(&headings("CHILD,DOB,REVIEW")));
        assert!(!REVIEWS.has_exactly(&headings("CHILD,CHILD,DOB,REVIEW")));
        assert_eq!(holds_no_records(&headings("CHILD,DOB,MISSING,MIS_START,MIS_END")), Some("Missing"));
    }
}
