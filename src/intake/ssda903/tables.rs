//! The tables of the return and their columns, by which each is known: as a set, in any order and case, and never by the
//! name of the file or the sheet.
//!
//! The columns are those of the public validator of the return and have been the same since 2017/18; what some systems
//! leave out or add is accepted ([`OPTIONAL`]).

use crate::intake::family::TableFacts;
use crate::intake::headings::Known;
use crate::intake::layout::Heading;
use crate::intake::member::{Member, MemberColumn, REST, Reads};
use crate::intake::typed::CellForm;
use crate::model::{Form, Kind};

/// Where a row stands: which of the tables that were given together, and under which number a spreadsheet shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct At {
    pub(super) source: usize,
    pub(super) row: u64,
}

/// A table of the return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::intake) enum Table {
    /// The children.
    Header,
    /// What their care was, from change to change.
    Episodes,
    /// Their reviews.
    Reviews,
    /// Unaccompanied asylum seeking children.
    Uasc,
    /// When children were missing, or away without authorisation.
    Missing,
    /// Decisions that a child should be placed for adoption, and their reversal.
    PlacedAdoption,
    /// Permanence that ended in care again.
    PrevPerm,
    /// Social workers, one after the other.
    SwEpisodes,
    /// Deprivation of liberty orders.
    DoLo,
    /// Health, needs and offending of children in care for a year.
    Oc2,
    /// Care leavers.
    Oc3,
    /// Adoptions.
    Ad1,
}

const fn column(name: &'static str, form: CellForm, means: &'static str) -> MemberColumn {
    MemberColumn { name, also: &[], reads: Reads::As(form), means }
}

const fn code(name: &'static str, means: &'static str) -> MemberColumn {
    column(name, CellForm::Form(Form::Text), means)
}

const fn day(name: &'static str, means: &'static str) -> MemberColumn {
    column(name, CellForm::Form(Form::Date), means)
}

const fn not(name: &'static str, reads: Reads) -> MemberColumn {
    MemberColumn { name, also: &[], reads, means: "" }
}

/// The other columns of a table that makes no records are not kept.
const OTHERS: MemberColumn = not(REST, Reads::Unused);
const CHILD: MemberColumn = column("CHILD", CellForm::Id, "child");
const DOB: MemberColumn = day("DOB", "compared with the date of birth in Header");

/// Columns without which a table is still known, and those that some systems add to what the return asks for.
const OPTIONAL: &[&str] = &[
    "UPN",
    "MOTHER",
    "MC_DOB",
    "PLACE_PROVIDER",
    "REASON_PLACE_CHANGE",
    "HOME_POST",
    "PL_POST",
    "URN",
    "PL_LA",
    "PL_DISTANCE",
    "PL_LOCATION",
    "LA_PERM",
    "INTERVENTION_RECEIVED",
    "INTERVENTION_OFFERED",
];

const HEADER: &[MemberColumn] = &[
    CHILD,
    code("SEX", "gender"),
    day("DOB", "born"),
    code("ETHNIC", "ethnicity"),
    not("UPN", Reads::Identifies),
    code("MOTHER", "extra.MOTHER"),
    not("MC_DOB", Reads::Identifies),
];
const EPISODES: &[MemberColumn] = &[
    CHILD,
    day("DECOM", "started, placement_started, placements_12m"),
    code("RNE", "started, placement_started, placements_12m"),
    code("LS", "legal_status"),
    code("CIN", "need"),
    code("PLACE", "placement_type"),
    code("PLACE_PROVIDER", "placement_provider"),
    day("DEC", "ceased"),
    code("REC", "ceased"),
    not("REASON_PLACE_CHANGE", Reads::Unused),
    not("HOME_POST", Reads::Identifies),
    not("PL_POST", Reads::Identifies),
    code("URN", "placement_started, placements_12m"),
    not("PL_LA", Reads::Unused),
    column("PL_DISTANCE", CellForm::Form(Form::Number), "distance_miles"),
    code("PL_LOCATION", "out_of_area"),
];
const REVIEWS: &[MemberColumn] = &[CHILD, DOB, day("REVIEW", "date"), code("REVIEW_CODE", "participation")];
const UASC: &[MemberColumn] = &[CHILD, not("SEX", Reads::Unused), DOB, day("DUC", "uasc"), OTHERS];
const MISSING: &[MemberColumn] = &[
    CHILD,
    DOB,
    code("MISSING", "missing_12m"),
    day("MIS_START", "missing_12m"),
    day("MIS_END", "missing_12m"),
    OTHERS,
];
const PLACED_ADOPTION: &[MemberColumn] = &[
    CHILD,
    DOB,
    day("DATE_PLACED", "permanence_plan, plan_since"),
    day("DATE_PLACED_CEASED", "permanence_plan, plan_since"),
    not("REASON_PLACED_CEASED", Reads::Unused),
    OTHERS,
];
const PREV_PERM: &[MemberColumn] = &[
    CHILD,
    DOB,
    code("PREV_PERM", "extra.PREV_PERM"),
    not("LA_PERM", Reads::Unused),
    day("DATE_PERM", "extra.DATE_PERM"),
    OTHERS,
];
const SW_EPISODES: &[MemberColumn] = &[
    CHILD,
    DOB,
    code("SW_ID", "worker"),
    day("SW_DECOM", "worker"),
    day("SW_DEC", "worker"),
    not("SW_REASON", Reads::Unused),
    OTHERS,
];
const DOLO: &[MemberColumn] =
    &[CHILD, DOB, day("DOLO_START", "extra.DOLO_START"), day("DOLO_END", "extra.DOLO_END"), OTHERS];
const OC2: &[MemberColumn] = &[
    CHILD,
    DOB,
    code("SDQ_SCORE", "extra.SDQ_SCORE"),
    code("SDQ_REASON", "extra.SDQ_REASON"),
    not("CONVICTED", Reads::Unused),
    code("HEALTH_CHECK", "extra.HEALTH_CHECK"),
    code("IMMUNISATIONS", "extra.IMMUNISATIONS"),
    code("TEETH_CHECK", "extra.TEETH_CHECK"),
    code("HEALTH_ASSESSMENT", "extra.HEALTH_ASSESSMENT"),
    not("SUBSTANCE_MISUSE", Reads::Unused),
    not("INTERVENTION_RECEIVED", Reads::Unused),
    not("INTERVENTION_OFFERED", Reads::Unused),
    OTHERS,
];
const OC3: &[MemberColumn] =
    &[CHILD, DOB, not("IN_TOUCH", Reads::Unused), not("ACTIV", Reads::Unused), not("ACCOM", Reads::Unused), OTHERS];
const AD1: &[MemberColumn] = &[
    CHILD,
    DOB,
    not("DATE_INT", Reads::Unused),
    not("DATE_MATCH", Reads::Unused),
    not("FOSTER_CARE", Reads::Unused),
    not("NB_ADOPTR", Reads::Unused),
    not("SEX_ADOPTR", Reads::Unused),
    not("LS_ADOPTR", Reads::Unused),
    OTHERS,
];

const fn member(name: &'static str, format: &'static str, kind: Kind, columns: &'static [MemberColumn]) -> Member {
    Member { name, format, kind, columns, fits, may_fit: has_columns }
}

/// The tables as the members of a family, in the order of [`Table::ALL`].
pub(super) const MEMBERS: &[Member] = &[
    member("Header", "ssda903-header", Kind::Child, HEADER),
    member("Episodes", "ssda903-episodes", Kind::Child, EPISODES),
    member("Reviews", "ssda903-reviews", Kind::Review, REVIEWS),
    member("UASC", "ssda903-uasc", Kind::Child, UASC),
    member("Missing", "ssda903-missing", Kind::Child, MISSING),
    member("PlacedAdoption", "ssda903-placed-adoption", Kind::Child, PLACED_ADOPTION),
    member("PrevPerm", "ssda903-prev-perm", Kind::Child, PREV_PERM),
    member("SWEpisodes", "ssda903-sw-episodes", Kind::Child, SW_EPISODES),
    member("DoLo", "ssda903-dolo", Kind::Child, DOLO),
    member("OC2", "ssda903-oc2", Kind::Child, OC2),
    member("OC3", "ssda903-oc3", Kind::Child, OC3),
    member("AD1", "ssda903-ad1", Kind::Child, AD1),
];

/// The fields that a table of these columns tells or helps to tell: canonical names, and `extra.NAME`.
pub(super) fn told((facts, table): (&TableFacts, &Table)) -> impl Iterator<Item = &'static str> {
    let has = facts.has.clone();
    let columns = table.member().columns.iter().filter(move |column| has.contains(&column.name));
    columns.flat_map(|column| column.means.split(", "))
}

/// Whether these headings belong to the table. If there are others besides (`LA` or `YEAR` in a merged extract), the return's own
/// columns must be written as in the return, and no other may be a usual heading of a field that the return does not have
/// (`IRO`): a table with such a heading is read by its headings.
fn fits(member: &Member, headings: &[Heading]) -> bool {
    if !has_columns(member, headings) {
        return false;
    }
    let others: Vec<&Heading> = headings.iter().filter(|heading| is_other(member, heading)).collect();
    let as_written = |heading: &&Heading| {
        let column = member.columns.iter().find(|column| column.is(heading));
        column.is_none_or(|column| heading.shown == column.name || heading.shown == column.name.to_lowercase())
    };
    let known = Known::of(member.kind);
    let of_one_table = || MEMBERS.iter().filter(|other| has_columns(other, headings)).count() == 1;
    others.is_empty()
        || (headings.iter().filter(|heading| !is_other(member, heading)).all(|heading| as_written(&heading))
            && others.iter().all(|heading| known.place(&heading.key).is_none())
            && of_one_table())
}

fn is_other(member: &Member, heading: &Heading) -> bool {
    !heading.shown.is_empty() && !member.columns.iter().any(|column| column.is(heading))
}

/// Whether each column of the table is there exactly once. Some are optional.
fn has_columns(member: &Member, headings: &[Heading]) -> bool {
    let own = member.columns.iter().filter(|column| column.name != REST);
    own.into_iter().all(|column| {
        match headings.iter().filter(|heading| !heading.shown.is_empty() && column.is(heading)).count() {
            0 => OPTIONAL.contains(&column.name),
            times => times == 1,
        }
    })
}

impl Table {
    /// All tables.
    const ALL: [Table; 12] = [
        Table::Header,
        Table::Episodes,
        Table::Reviews,
        Table::Uasc,
        Table::Missing,
        Table::PlacedAdoption,
        Table::PrevPerm,
        Table::SwEpisodes,
        Table::DoLo,
        Table::Oc2,
        Table::Oc3,
        Table::Ad1,
    ];

    /// The table that a member is.
    pub(super) fn named(name: &str) -> Option<Table> {
        MEMBERS.iter().zip(Table::ALL).find(|(member, _)| member.name == name).map(|(_, table)| table)
    }

    /// The member that it is.
    pub(super) fn member(self) -> &'static Member {
        MEMBERS.get(self as usize).expect("each table is a member, in the same order")
    }

    /// The place of a column among the member's.
    pub(super) fn place(self, column: &str) -> Option<usize> {
        self.member().columns.iter().position(|known| known.name == column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(headings: &[Heading]) -> Vec<&'static str> {
        MEMBERS.iter().filter(|member| (member.fits)(member, headings)).map(|member| member.name).collect()
    }

    fn headings(line: &str) -> Vec<Heading> {
        line.split(',').map(Heading::new).collect()
    }

    #[test]
    fn a_table_is_known_by_its_set_of_columns() {
        let known: [(&str, &[&str]); 16] = [
            (" review_code,REVIEW, Dob ,child", &["Reviews"]),
            ("CHILD,DOB,REVIEW", &[]),
            ("CHILD,CHILD,DOB,REVIEW", &[]),
            ("CHILD,DOB,REVIEW,REVIEW_CODE,IRO", &[]),
            ("CHILD,DOB,MISSING,MIS_START,MIS_END,", &["Missing"]),
            ("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB", &["Header"]),
            ("CHILD,SEX,DOB,ETHNIC", &["Header"]),
            ("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB,LA", &["Header"]),
            ("YEAR,child,sex,dob,ethnic,name", &["Header"]),
            ("Child,Sex,DOB,Ethnic,Ward", &[]),
            ("CHILD,SEX,DOB,ETHNIC,REVIEW,REVIEW_CODE,LA", &[]),
            ("CHILD,DOB,REVIEW,REVIEW_CODE,LA,YEAR", &["Reviews"]),
            ("CHILD,SEX,DOB,DUC", &["UASC"]),
            ("CHILD,DOB,DOLO_START,DOLO_END", &["DoLo"]),
            (
                "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
                &["Episodes"],
            ),
            ("URN,CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC,PL_DISTANCE", &["Episodes"]),
        ];
        for (line, table) in known {
            assert_eq!(recognised(&headings(line)), table, "{line}");
        }
    }

    #[test]
    fn no_two_tables_have_the_same_columns_or_format() {
        for (member, table) in MEMBERS.iter().zip(Table::ALL) {
            assert_eq!((Table::named(member.name), table.member().name), (Some(table), member.name));
            let own = member.columns.iter().filter(|column| column.name != REST);
            let all: Vec<Heading> = own.map(|column| Heading::new(column.name)).collect();
            assert_eq!(recognised(&all), [member.name]);
            let needed: Vec<Heading> =
                all.into_iter().filter(|heading| !OPTIONAL.contains(&heading.shown.as_str())).collect();
            assert_eq!(recognised(&needed), [member.name]);
            assert_eq!(MEMBERS.iter().filter(|other| other.format == member.format).count(), 1);
        }
    }
}
