//! Whether two descriptors differ by what an auditor would see in the record, or only by how much of it they claim.
//!
//! "Timescales are clearly set" and "some timescales are set" are one descriptor twice: two auditors will divide them in two
//! ways. What is left of a descriptor without its words of degree and the small words between, each word brought to its root, is its
//! substance; two whose substance is the same, in whatever order, differ in degree alone. A negation is no degree: a
//! letter and no letter can be seen.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words that only say how much, how well or how often.
const DEGREE: &str = "\
    absolutely abundant acceptable adequate almost always ample appropriate average bad barely basic best better \
    bright brief broad careful clear close coherent complete comprehensive considerable consistent constant \
    continual decent deep detailed effective enough entire erratic especially ever every evident excellent \
    exceptional exemplary extensive extreme fair few fewer firm frequent full fully general generous good great hard \
    hardly heavy high highly inadequate incomplete inconsistent insufficient intermittent just large largely least \
    less light limited little loose low main major many marginal marked mere merely minimal minor mixed moderate \
    more most mostly much narrow near nearly notable obvious occasional often only ordinary outstanding partial \
    partly patchy perfect plain poor precise predominant primarily principally proper purely quite rare rarely \
    rather real really reasonable regular reliable rich robust rough satisfactory scant scarce seldom several severe \
    sharp significant simple slight so solid some sometimes somewhat sound sparse sporadic strict strong substantial \
    successful sufficient suitable superb superficial sure systematic tentative thin thorough throughout tolerable \
    too total true typical unclear uneven unfailing usual vague variable various vast very weak well whole wholly \
    wide all any each both again still even also yet indeed invariably repeatedly infrequent faint meaningful worse \
    worst requires improvement";

/// Their roots; clarity has another than clear.
static DEGREE_ROOTS: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| DEGREE.split(' ').chain(["clarity"]).map(root).collect());

/// The same in several words, divided by semicolons.
const PHRASES: &str = "\
    to some extent; to a large extent; to a great extent; to a limited extent; to a certain extent; to a degree; to \
    some degree; to a high degree; to a limited degree; in part; in parts; in full; for the most part; at times; \
    from time to time; now and then; on the whole; by and large; more or less; a lot of; a lot; lots of; a little; a \
    bit; a number of; a great deal of; a great deal; the majority of; a majority of; a minority of; most of the \
    time; some of the time; all of the time; all the time; as a rule; in the main; up to a point; in detail; in \
    depth; with care; with clarity; of the";

/// Small words between the others.
const BETWEEN: &str = "\
    a an the is are was were be been being has have had do does did of to in on at by for with and or as that which \
    who this these those it its they their there then but can could may might would should will such into from";

/// What an auditor would see in the record by this descriptor: its words without those of degree, each as its root.
pub fn substance(text: &str) -> BTreeSet<String> {
    let lower: Vec<String> = text
        .to_lowercase()
        .replace(['\u{2019}', '\''], "")
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut flat = format!(" {} ", lower.join(" "));
    for phrase in PHRASES.split("; ") {
        if flat.contains(phrase) {
            flat = flat.replace(&format!(" {phrase} "), " ");
        }
    }
    let words =
        flat.split_whitespace().filter(|word| !BETWEEN.split(' ').any(|small| small == *word) && !is_degree(word));
    words.map(root).collect()
}

/// Whether two descriptors differ in nothing but degree.
pub fn differ_only_in_degree(one: &str, other: &str) -> bool {
    substance(one) == substance(other)
}

/// Whether a word is one of degree, in any of its forms: clear, clearer, clearest, clearly, clarity.
fn is_degree(word: &str) -> bool {
    DEGREE_ROOTS.contains(&root(word))
}

/// A word without its ending: what is left when the usual endings of English are taken off.
fn root(word: &str) -> String {
    let mut rest = word.to_owned();
    for (ending, put) in ENDINGS {
        if let Some(bare) = rest.strip_suffix(ending).filter(|bare| bare.chars().count() >= 3) {
            rest = format!("{bare}{put}");
            break;
        }
    }
    let doubled = |text: &str| {
        let mut letters = text.chars().rev();
        let (last, before) = (letters.next(), letters.next());
        last == before && last.is_some_and(|last| !matches!(last, 'l' | 's' | 'e' | 'o'))
    };
    if doubled(&rest) {
        rest.pop();
    }
    match rest.strip_suffix('e').filter(|bare| bare.chars().count() >= 3) {
        Some(bare) => bare.to_owned(),
        None => rest,
    }
}

/// Endings and what is put in their place, the longer ones first.
const ENDINGS: &[(&str, &str)] = &[
    ("fulness", ""),
    ("fully", "ful"),
    ("iness", "y"),
    ("ically", "ic"),
    ("ibly", "ible"),
    ("ably", "able"),
    ("ness", ""),
    ("iest", "y"),
    ("ily", "y"),
    ("ies", "y"),
    ("ied", "y"),
    ("ier", "y"),
    ("ally", "al"),
    ("ently", "ent"),
    ("ency", "ent"),
    ("ence", "ent"),
    ("antly", "ant"),
    ("ings", ""),
    ("ing", ""),
    ("edly", ""),
    ("est", ""),
    ("ed", ""),
    ("er", ""),
    ("ly", ""),
    ("sses", "ss"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("xes", "x"),
    ("ss", "ss"),
    ("us", "us"),
    ("s", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_only_in_degree_is_found_out() {
        for (one, other) in [
            ("Timescales are clearly and fully set.", "Some timescales are mostly set, and very well."),
            ("Timescales are clear.", "Timescales are partly clear."),
            ("The child's voice is strong.", "The child\u{2019}s voice is limited."),
            ("The IRO sometimes challenges drift.", "Drift is always challenged by the IRO."),
            ("The plan is thoroughly analysed.", "There is a thin analysed plan."),
            ("Analysis of the plan is robust.", "A weak analysis of the plan."),
            ("Views are rarely sought.", "Views were sought to some extent."),
            ("Needs are described in detail.", "The needs are, for the most part, described."),
            ("A satisfactory record of the visit.", "An outstanding record of visits."),
            ("Good.", "Requires improvement."),
            ("Evidence of impact is consistently recorded.", "Inconsistent recording of evidence of impact."),
            ("Clearer actions, more often.", "Actions with clarity, occasionally."),
        ] {
            let (here, there) = (substance(one), substance(other));
            assert!(differ_only_in_degree(one, other), "{one} / {other}: {here:?} {there:?}");
        }
    }

    #[test]
    fn what_can_be_seen_makes_a_difference() {
        for (one, other) in [
            ("Timescales are clearly set.", "Each step has a person and a day."),
            ("A letter is on file.", "No letter is on file."),
            ("The plan names a day.", "The plan never names a day."),
            ("Sent within three days.", "Sent within five days."),
            ("The child was seen.", "The child was seen alone."),
            ("The social worker was asked.", "The team manager was asked."),
            ("A plan.", "No plan."),
        ] {
            assert!(!differ_only_in_degree(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn forms_of_one_word_have_one_root() {
        for forms in [
            &["set", "sets", "setting"][..],
            &["challenge", "challenged", "challenges", "challenging"],
            &["record", "recorded", "recording", "records"],
            &["need", "needs", "needed"],
            &["assess", "assesses", "assessed"],
            &["plan", "plans", "planned", "planning"],
            &["story", "stories"],
            &["name", "named", "names"],
        ] {
            let roots: BTreeSet<String> = forms.iter().map(|form| root(form)).collect();
            assert_eq!(roots.len(), 1, "{forms:?}: {roots:?}");
        }
    }
}
