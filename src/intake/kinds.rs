//! Which kind of record a file holds, judged by its headings.
//!
//! Each heading that a kind knows speaks for it, the more the fewer other kinds know it: `Participation code` speaks
//! for reviews alone, `Team` for all four alike, and so for none. The kind that most speaks for is it; where two are
//! level, or no heading speaks for one kind more than for another, the person is asked.

use super::error::{IntakeError, listed};
use super::headings::{Known, Place};
use super::layout::Heading;
use crate::model::Kind;

/// A number that 1, 2, 3 and 4 kinds share evenly.
const WEIGHT: u32 = 12;

/// Judges the kind by the headings; `mapped` gives the canonical name that a mapping file has for a heading.
pub(super) fn recognise(
    headings: &[Heading],
    mapped: impl Fn(&Heading) -> Option<String>,
) -> Result<Kind, IntakeError> {
    decide(scores(headings, mapped), headings)
}

/// The kind that most headings speak for, the first of several that are level.
pub(super) fn likeliest(headings: &[Heading]) -> Kind {
    let scores = scores(headings, |_| None);
    let most = scores.into_iter().max().unwrap_or_default();
    Kind::ALL.into_iter().zip(scores).find(|(_, score)| *score == most).map_or(Kind::Oversight, |(kind, _)| kind)
}

/// Whether a heading is known of this kind alone.
pub(super) fn speaks_for(heading: &Heading, kind: Kind) -> bool {
    Kind::ALL.into_iter().all(|one| Known::of(one).place(&heading.key).is_some() == (one == kind))
}

/// How much the headings speak for each kind.
fn scores(headings: &[Heading], mapped: impl Fn(&Heading) -> Option<String>) -> [u32; Kind::ALL.len()] {
    let known: Vec<(Kind, Known)> = Kind::ALL.into_iter().map(|kind| (kind, Known::of(kind))).collect();
    let mut scores = [0; Kind::ALL.len()];
    for heading in headings {
        let field = mapped(heading);
        let speaks: Vec<bool> = known
            .iter()
            .map(|(kind, known)| match &field {
                Some(field) => Place::named(*kind, field).is_some(),
                None => known.place(&heading.key).is_some(),
            })
            .collect();
        let heard = speaks.iter().map(|speaks| u32::from(*speaks)).sum::<u32>();
        for (score, speaks) in scores.iter_mut().zip(speaks) {
            *score += if speaks { WEIGHT / heard } else { 0 };
        }
    }
    scores
}

fn decide(scores: [u32; Kind::ALL.len()], headings: &[Heading]) -> Result<Kind, IntakeError> {
    let found = || listed(&headings.iter().map(|heading| heading.shown.clone()).collect::<Vec<_>>());
    let most = scores.into_iter().max().unwrap_or_default();
    let leading: Vec<Kind> =
        Kind::ALL.into_iter().zip(scores).filter(|(_, score)| *score == most).map(|(kind, _)| kind).collect();
    match leading.as_slice() {
        [kind] => Ok(*kind),
        kinds if kinds.len() == Kind::ALL.len() => Err(IntakeError::KindUnknown { found: found() }),
        kinds => Err(IntakeError::KindAmbiguous { kinds: kinds.to_vec(), found: found() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::headings::canonical_names;

    fn judge(line: &str) -> Result<Kind, IntakeError> {
        let headings: Vec<Heading> = line.split(',').map(Heading::new).collect();
        recognise(&headings, |_| None)
    }

    #[test]
    fn the_headings_tell_the_kind() {
        for (line, kind) in [
            (
                "Case note ID,Person ID,Case note type,Date of event,Date recorded,Recorded by,Allocated worker,Team,Text",
                Kind::Oversight,
            ),
            ("FACT_CASENOTE_ID,DIM_PERSON_ID,EVENT_DTTM,DIM_LOOKUP_CASNT_TYPE_ID_CODE,SEEN_FLAG", Kind::Oversight),
            ("reference,child,date,iro,team,recorded_on,type,worker,text", Kind::Oversight),
            (
                "Review ID,Person ID,Review type,Date due,Date planned,Date held,Participation code,IRO,Team,Cancelled,\
                 Reason late,Decisions sent,Record sent,RAG,Care plan,Consulted",
                Kind::Review,
            ),
            (
                "clar_cla_review_id,clar_cla_person_id,clar_cla_review_due_date,clar_cla_review_date,\
                 clar_cla_review_cancelled,clar_cla_review_participation",
                Kind::Review,
            ),
            (
                "Dispute ID,Person ID,IRO,Team,Stage,Type,Date raised,Date responded,Date resolved,Outcome,Text",
                Kind::Dispute,
            ),
            ("Person ID,Name,IRO,Stage,Date raised,Reason/Type,Date response due,Text", Kind::Dispute),
            ("Child Unique ID,Gender,Ethnicity,Date of Birth,Allocated Team,Allocated Worker", Kind::Child),
            ("Person ID,Legal status", Kind::Child),
        ] {
            assert_eq!(judge(line).ok(), Some(kind), "{line}");
        }
    }

    #[test]
    fn all_canonical_names_of_a_kind_tell_it() {
        for kind in Kind::ALL {
            assert_eq!(judge(&canonical_names(kind).join(",")).ok(), Some(kind));
        }
    }

    #[test]
    fn where_headings_do_not_tell_the_person_is_asked() {
        assert!(matches!(judge("Person ID,Team,IRO"), Err(IntakeError::KindUnknown { .. })));
        assert!(matches!(judge("x,y"), Err(IntakeError::KindUnknown { .. })));
        let Err(IntakeError::KindAmbiguous { kinds, .. }) = judge("reference,child,date,iro,team,type,text") else {
            panic!("several kinds have all of these");
        };
        assert_eq!(kinds, [Kind::Oversight, Kind::Review, Kind::Dispute]);
    }
}
