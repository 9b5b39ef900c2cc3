//! The plans that are shipped inside the program: each is a file of `samples/plans/` and a line here, programmes first.

use super::plan_file;
use crate::model::Plan;

/// Id and text of each plan shipped.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("monthly-oversights", include_str!("../../samples/plans/monthly-oversights.toml")),
    ("quarterly-review-records", include_str!("../../samples/plans/quarterly-review-records.toml")),
    ("monthly-care-plans", include_str!("../../samples/plans/monthly-care-plans.toml")),
    ("three-placements", include_str!("../../samples/plans/three-placements.toml")),
    ("missing-episodes", include_str!("../../samples/plans/missing-episodes.toml")),
    ("placed-out-of-area", include_str!("../../samples/plans/placed-out-of-area.toml")),
    ("long-term-fostering-unmatched", include_str!("../../samples/plans/long-term-fostering-unmatched.toml")),
    ("unaccompanied-young-people", include_str!("../../samples/plans/unaccompanied-young-people.toml")),
    ("few-inadequate", include_str!("../../samples/plans/few-inadequate.toml")),
    ("late-reviews", include_str!("../../samples/plans/late-reviews.toml")),
    ("child-did-not-take-part", include_str!("../../samples/plans/child-did-not-take-part.toml")),
    ("no-care-plan", include_str!("../../samples/plans/no-care-plan.toml")),
    ("few-oversights", include_str!("../../samples/plans/few-oversights.toml")),
    ("exploitation-in-the-notes", include_str!("../../samples/plans/exploitation-in-the-notes.toml")),
    ("permanence-not-settled", include_str!("../../samples/plans/permanence-not-settled.toml")),
    ("section-20-over-a-year", include_str!("../../samples/plans/section-20-over-a-year.toml")),
];

/// Returns the shipped plan of that id, in any case.
pub fn built_in(id: &str) -> Option<Plan> {
    let id = id.trim().to_lowercase();
    let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == id)?;
    Some(plan_file::parse(text).expect("every shipped plan is parsed by a test"))
}

/// Returns the ids of the shipped plans, programmes first.
pub fn ids() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::intake::built_in as rubrics;

    #[test]
    fn every_file_is_in_the_table_and_has_its_id_as_its_name() {
        assert_eq!(rubrics::shipped("samples/plans"), ids().map(str::to_owned).collect());
        for (id, text) in BUILT_IN {
            let plan = plan_file::parse(text).unwrap_or_else(|fault| panic!("samples/plans/{id}.toml, {fault}"));
            assert_eq!(plan.id, *id);
            assert_eq!(built_in(&id.to_uppercase()).as_ref(), Some(&plan));
        }
        assert_eq!(built_in("no-such"), None);
    }

    #[test]
    fn every_plan_asks_one_question_and_is_graded_by_a_rubric_of_its_kind() {
        for plan in ids().filter_map(built_in) {
            assert!(plan.question.ends_with('?') && plan.question.matches('?').count() == 1, "{}", plan.id);
            let rubric = rubrics::built_in(plan.rubric.as_deref().unwrap()).unwrap();
            assert_eq!(rubric.kind(), plan.kind, "{}", plan.id);
            let whole = plan.programme || plan.sequential.is_some();
            assert!(plan.programme || plan.all_if_fewer, "{}: a theme may have few records", plan.id);
            assert!(whole || plan.condition.is_some() || plan.words.is_some(), "{}", plan.id);
        }
        assert_eq!(ids().filter_map(built_in).filter(|plan| plan.programme).count(), 3);
        assert!(ids().filter_map(built_in).filter(|plan| !plan.programme).count() >= 10);
    }
}
