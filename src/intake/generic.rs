//! The format `csv`: any table whose headings name the canonical fields, in the usual words or in those of a mapping
//! file.

use std::collections::BTreeMap;

use super::columns::Target;
use super::error::IntakeError;
use super::format::Format;
use super::headings::identifying::identifies;
use super::headings::{self, Known, Place};
use super::kinds;
use super::layout::{Column, Heading, Layout, Meaning};
use super::options::Options;
use super::typed::Hints;
use crate::model::Kind;

/// The format.
pub(super) const CSV: Format = Format { name: "csv", kind: None, fits: |_| true, columns: &[], layout };

fn layout(headings: &[Heading], options: &Options) -> Result<Layout, IntakeError> {
    let kind = kind(headings, options)?;
    let columns = columns(headings, options, kind)?;
    let unmatched = options.columns.as_ref().map(|mapping| mapping.unmatched(headings)).unwrap_or_default();
    Ok(Layout { format: CSV.name, kind, columns, unmatched })
}

/// What each column means where the records are of a kind, whether or not a record can be made of them.
pub(super) fn columns(headings: &[Heading], options: &Options, kind: Kind) -> Result<Vec<Column>, IntakeError> {
    let known = Known::of(kind);
    let mut columns = Vec::with_capacity(headings.len());
    for heading in headings {
        let meaning = match target(heading, options) {
            Some(target) => mapped(heading, target, kind, options)?,
            None => usual(heading, &known, options),
        };
        columns.push(Column { heading: heading.clone(), meaning, hints: Hints::default() });
    }
    keep_names_apart(&mut columns);
    Ok(columns)
}

/// The kind that the person says, or the mapping file, or the headings.
fn kind(headings: &[Heading], options: &Options) -> Result<Kind, IntakeError> {
    let said = options.columns.as_ref().and_then(|mapping| mapping.kind());
    match (options.kind, said) {
        (Some(asked), Some(holds)) if asked != holds => {
            Err(IntakeError::KindDiffers { what: "by its mapping file, the file".to_owned(), holds, asked })
        }
        (Some(kind), _) | (None, Some(kind)) => Ok(kind),
        (None, None) => kinds::recognise(headings, |heading| match target(heading, options) {
            Some(Target::Field(field)) => Some(field.clone()),
            _ => None,
        }),
    }
}

fn target<'a>(heading: &Heading, options: &'a Options) -> Option<&'a Target> {
    options.columns.as_ref().and_then(|mapping| mapping.target(heading))
}

fn mapped(heading: &Heading, target: &Target, kind: Kind, options: &Options) -> Result<Meaning, IntakeError> {
    match target {
        Target::LeaveOut => Ok(Meaning::LeftOut(None)),
        Target::Extra => match identifies(&heading.key) {
            Some(what) if !options.keeps(heading) => {
                Err(IntakeError::Identifies { heading: heading.shown.clone(), what })
            }
            _ => Ok(Meaning::Extra(heading.shown.clone())),
        },
        Target::Field(field) => {
            Place::named(kind, field).map(Meaning::Place).ok_or_else(|| IntakeError::FieldOfAnotherKind {
                heading: heading.shown.clone(),
                field: field.clone(),
                kind,
                known: headings::canonical_names(kind).join(", "),
            })
        }
    }
}

fn usual(heading: &Heading, known: &Known, options: &Options) -> Meaning {
    if heading.shown.is_empty() {
        return Meaning::Nameless;
    }
    if let Some(place) = known.place(&heading.key) {
        return Meaning::Place(place);
    }
    match identifies(&heading.key) {
        Some(what) if !options.keeps(heading) => Meaning::LeftOut(Some(what)),
        _ => Meaning::Extra(heading.shown.clone()),
    }
}

/// Numbers the names of extra columns that share one, so that neither hides the other.
fn keep_names_apart(columns: &mut [Column]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for column in columns {
        if let Meaning::Extra(name) = &mut column.meaning {
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            if *count > 1 {
                *name = format!("{name} ({count})");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn told(line: &str) -> (Kind, Vec<String>) {
        let headings: Vec<Heading> = line.split(',').map(Heading::new).collect();
        let options = Options::new(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap());
        let laid = layout(&headings, &options).and_then(Layout::checked).unwrap_or_else(|error| panic!("{error}"));
        (laid.kind, laid.columns.iter().map(|column| column.told(laid.kind)).collect())
    }

    #[test]
    fn the_headings_of_a_councils_own_exports_are_known() {
        for (kind, line, meanings) in [
            (
                Kind::Oversight,
                "Case note ID,Person ID,Case note type,Date of event,Date recorded,Recorded by,Allocated worker,Team,Text",
                "reference child type date recorded_on iro worker team text",
            ),
            (
                Kind::Review,
                "Review ID,Person ID,Review type,Date due,Date planned,Date held,Participation code,IRO,Team,Cancelled,\
                 Reason late,Decisions sent,Record sent,RAG,Care plan,Consulted",
                "reference child type due planned date participation iro team cancelled late_reason decisions_sent \
                 record_sent rag care_plan consulted",
            ),
            (
                Kind::Dispute,
                "Dispute ID,Person ID,IRO,Team,Stage,Type,Date raised,Date responded,Date resolved,Outcome,Text",
                "reference child iro team stage type date responded resolved outcome text",
            ),
            (
                Kind::Child,
                "Person ID,Date of birth,Gender,Ethnicity,Disability,UASC,Date started to be looked after,\
                 Date ceased to be looked after,Legal status,Category of need,Placement type,Placement provider,\
                 Placement start date,Number of placements in the last 12 months,Distance (miles),Out of area,\
                 Missing episodes in the last 12 months,Permanence plan,Plan since,Date of latest review,\
                 Date of last IRO contact,IRO,Team,Allocated worker",
                "child born gender ethnicity disability uasc started ceased legal_status need placement_type \
                 placement_provider placement_started placements_12m distance_miles out_of_area missing_12m \
                 permanence_plan plan_since last_review last_iro_contact iro team worker",
            ),
        ] {
            let meanings = meanings.split(' ').map(str::to_owned).collect();
            assert_eq!(told(line), (kind, meanings));
        }
    }

    // Headings of list 8 (children in care) of Annex A to Ofsted's framework for inspecting local authority services.
    #[test]
    fn the_headings_of_annex_a_list_8_are_known() {
        let (kind, meanings) = told(
            "Child Unique ID,Gender,Ethnicity,Date of Birth,Age of Child (Years),\
             Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N),Does the Child have a Disability,\
             Date Started to be Looked After,Child's Category of Need,Start date of current legal status,\
             Child's Legal Status,Date of Latest Statutory Review,Date of Last Social Work Visit,\
             What is the permanence plan for this child?,Date of Last IRO Visit / Contact to the Child,\
             Number of Placements in the Last 12 months,Date Ceased to be Looked After,\
             Start Date of Most Recent Placement,Placement Type,Placement Provider,\
             Number of Episodes the Child has been \u{2018}Missing\u{2019} from their Placement in the last 12 months,\
             Allocated Team,Allocated Worker",
        );
        let extra: Vec<&str> = meanings.iter().filter_map(|meaning| meaning.strip_prefix("extra.")).collect();
        assert_eq!((kind, meanings.len()), (Kind::Child, 23));
        assert_eq!(
            extra,
            ["Age of Child (Years)", "Start date of current legal status", "Date of Last Social Work Visit"]
        );
    }

    #[test]
    fn every_canonical_name_is_known_as_itself() {
        for kind in Kind::ALL {
            let names = headings::canonical_names(kind);
            let expected: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(told(&names.join(",")), (kind, expected.clone()));
            assert_eq!(told(&names.join(",").replace('_', " ").to_uppercase()), (kind, expected));
        }
    }
}
