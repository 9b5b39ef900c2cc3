//! The findings on a screen.

use dipsample::reporting::terminal::findings;

use crate::example::{check, october, provisional};

#[test]
fn a_grade_has_its_figures_its_bar_and_its_sentence() {
    let shown = findings(&october(), 80).render(false);
    assert!(shown.contains("Good                  47% (28)  between 34% and 60%           [==|===]\n  September 41%"));
    assert!(shown.contains(" Drift and delay       |     60 |   22% (13) |             37% (22) | 42% (25)\n"));
    assert!(shown.contains("(too few)"));
    let [good, worst] = ["Good  ", "Inadequate  "].map(|label| shown.find(label).unwrap());
    assert!(good < worst, "the best grade stands first, as on Summary");
}

#[test]
fn nothing_is_wider_than_the_screen() {
    for width in [40, 60, 80, 132] {
        let mut value = provisional();
        value.criteria.push(check("advocate", "The child was offered an advocate and said what they thought of it"));
        for line in findings(&value, width).render(false).lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    let plain = findings(&provisional(), 80).render(false);
    let mut coloured = findings(&provisional(), 80).render(true);
    assert!(plain.contains("PROVISIONAL") && !plain.contains('\u{1b}'));
    for code in ["\u{1b}[1m", "\u{1b}[1;31m", "\u{1b}[0m"] {
        assert!(coloured.contains(code));
        coloured = coloured.replace(code, "");
    }
    assert_eq!(coloured, plain);
}

#[test]
fn an_empty_sample_has_a_screen_too() {
    let mut value = october();
    value.grades.clear();
    value.criteria.clear();
    value.by.clear();
    value.themes.clear();
    assert!(findings(&value, 80).render(false).starts_with("IRO oversights, October 2026\n60 of 231"));
}
