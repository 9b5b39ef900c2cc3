//! Spellings of staff that are likely one person: proposed, with the command that joins them, and never joined unasked.
//!
//! Two spellings are alike where they have the same words in any order (`Nair, Priya`), where one has the first letter of
//! what the other spells out (`P Nair`), where one is a login or an address made of the other (`pnair`,
//! `priya.nair@council.gov.uk`), or where they differ by a slip of the keys. A spelling that is like two different people
//! is proposed for neither.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::shell::{add_person, pasteable};
use crate::model::Person;
use crate::model::english::counted_as;
use crate::store::PersonRow;

/// Spellings that differ by so little (1 is the same) are a slip of the keys.
const SLIP: f64 = 0.88;
/// Proposals that are printed; `--json` gives all.
const SHOWN: usize = 12;
/// Words that stand before a name and are no part of it.
const TITLES: [&str; 6] = ["mr", "mrs", "ms", "miss", "mx", "dr"];

/// One person, as proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    /// The name: of the list, or the fullest of the spellings.
    pub name: String,
    /// Whether the list has this person.
    pub known: bool,
    /// The other spellings.
    pub also: Vec<String>,
}

impl Proposal {
    /// The command that takes the proposal.
    pub(super) fn command(&self) -> String {
        let role = if self.known { "" } else { " --role iro" };
        let also: Option<String> =
            self.also.iter().map(|spelling| Some(format!(" --also {}", pasteable(spelling)?))).collect();
        match also {
            Some(also) => add_person(&self.name, &format!("{role}{also}")),
            None => add_person(&self.name, &format!("{role} --also SPELLING")),
        }
    }
}

impl Proposal {
    /// The proposal for other programs.
    pub(super) fn as_json(&self) -> Value {
        json!({ "name": self.name, "known": self.known, "also": self.also, "command": self.command() })
    }
}

/// The proposals in words, each with its command; where one is on the list in a spelling that is only near, that is asked.
pub(super) fn words(proposals: &[Proposal], unknown: &[(String, Option<String>)]) -> String {
    if unknown.is_empty() {
        return String::new();
    }
    let count = unknown.len();
    let names_are = counted_as(count, "name of an IRO is", "names of IROs are");
    let mut text = format!("{names_are} not on the list of people:\n");
    for proposal in proposals.iter().take(SHOWN) {
        let near = unknown.iter().find(|(name, _)| *name == proposal.name).and_then(|(_, near)| near.as_ref());
        text += &match (proposal.known, near) {
            (true, _) => {
                format!("  {}    is it {}? Then: {}\n", proposal.also.join(", "), proposal.name, proposal.command())
            }
            (false, Some(near)) if proposal.also.is_empty() => {
                let is = Proposal { name: near.clone(), known: true, also: vec![proposal.name.clone()] };
                format!("  {}    is it {near}? Then: {}\n", proposal.name, is.command())
            }
            (false, _) if proposal.also.is_empty() => {
                format!("  {}    to add them: {}\n", proposal.name, proposal.command())
            }
            (false, _) => format!(
                "  {}, most likely also written {}    to add them: {}\n",
                proposal.name,
                proposal.also.join(", "),
                proposal.command()
            ),
        };
    }
    if proposals.len() > SHOWN {
        text += &format!("  ... and {} more (--json lists them all).\n", proposals.len() - SHOWN);
    }
    text
}

/// Proposes a person for each of these spellings, which nobody on the list has.
pub(super) fn propose(people: &[PersonRow], unknown: &[String]) -> Vec<Proposal> {
    let mut also: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut left: Vec<&String> = Vec::new();
    for spelling in unknown {
        let near = people.iter().filter(|row| is_like(&row.person, spelling));
        match near.collect::<Vec<_>>().as_slice() {
            [one] => also.entry(one.person.name.clone()).or_default().push(spelling.clone()),
            _ => left.push(spelling),
        }
    }
    let known = also.into_iter().map(|(name, also)| Proposal { name, known: true, also });
    known.chain(among(&left)).collect()
}

/// Whether a spelling is like one that a person has.
pub(super) fn is_like(person: &Person, spelling: &str) -> bool {
    std::iter::once(&person.name).chain(&person.also).chain(&person.login).any(|other| alike(spelling, other))
}

/// Spellings of people whom the list does not have: the fullest first, each of the others with the only one it is like.
fn among(spellings: &[&String]) -> Vec<Proposal> {
    let mut fullest: Vec<&String> = spellings.to_vec();
    fullest.sort_by_key(|spelling| (std::cmp::Reverse(fullness(spelling)), spelling.as_str()));
    let mut proposals: Vec<Proposal> = Vec::new();
    for spelling in fullest {
        let mut near = proposals.iter_mut().filter(|proposal| alike(spelling, &proposal.name));
        match (near.next(), near.next()) {
            (Some(one), None) => one.also.push(spelling.clone()),
            _ => proposals.push(Proposal { name: spelling.clone(), known: false, also: Vec::new() }),
        }
    }
    proposals.iter_mut().for_each(|proposal| proposal.also.sort());
    proposals.sort_by(|one, other| one.name.cmp(&other.name));
    proposals
}

/// How much of a name a spelling gives: words of more than one letter, in the order in which they are spoken, then letters.
fn fullness(spelling: &str) -> (usize, bool, usize) {
    let spelt_out = parts(spelling).iter().filter(|word| word.chars().count() > 1).count();
    let is_login = spelling.contains('@') || !spelling.trim().contains(' ');
    let spoken = !spelling.contains(',') && !is_login;
    (if is_login { 0 } else { spelt_out }, spoken, spelling.chars().count())
}

/// The words of a name in the order in which they are spoken, in lower case, without titles and brackets; of an address,
/// those before its `@`.
fn parts(spelling: &str) -> Vec<String> {
    let lower = spelling.to_lowercase();
    let bare = lower.split('(').next().unwrap_or_default();
    let bare = bare.split('@').next().unwrap_or_default();
    let spoken = match bare.split_once(',') {
        Some((last, first)) => format!("{first} {last}"),
        None => bare.to_owned(),
    };
    let split = spoken.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '\u{2019}');
    let named = split.map(|word| word.trim_end_matches(|letter: char| letter.is_ascii_digit()));
    named.filter(|word| !word.is_empty() && !TITLES.contains(word)).map(str::to_owned).collect()
}

/// Whether two spellings are likely one person.
fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (parts(one), parts(other));
    let (Some(first), Some(last)) = (one.first(), one.last()) else { return false };
    let (Some(other_first), Some(other_last)) = (other.first(), other.last()) else { return false };
    if one.len() == 1 || other.len() == 1 {
        let (login, name) = if one.len() == 1 { (first, &other) } else { (other_first, &one) };
        return made_of(login, name);
    }
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort();
        words.join(" ")
    };
    let (ordered, other_ordered) = (sorted(&one), sorted(&other));
    if ordered == other_ordered || (last == other_last && shortens(first, other_first)) {
        return true;
    }
    // Two people of one surname are not a slip of the keys: what differs must be small beside the whole of it.
    let slip = |a: &str, b: &str| strsim::normalized_damerau_levenshtein(a, b) >= SLIP;
    slip(&ordered, &other_ordered) && (first == other_first || strsim::damerau_levenshtein(first, other_first) == 1)
}

/// Whether one first name is the other's first letter or beginning.
fn shortens(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let letters = short.chars().count();
    long.starts_with(short) && (letters == 1 || letters >= 3)
}

/// Whether a single word is a login made of a name: `pnair`, `nairp`, `priyanair`, `priyan`.
fn made_of(login: &str, name: &[String]) -> bool {
    let (Some(first), Some(last)) = (name.first(), name.last()) else { return false };
    if name.len() < 2 {
        return login == first;
    }
    let letter = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
    let made = [
        format!("{}{last}", letter(first)),
        format!("{last}{}", letter(first)),
        format!("{first}{last}"),
        format!("{last}{first}"),
        format!("{first}{}", letter(last)),
    ];
    made.iter().any(|made| made == login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_person_are_alike_and_of_two_are_not() {
        for (one, other, expected) in [
            ("Priya Nair", "Nair, Priya", true),
            ("Priya Nair", "P Nair", true),
            ("Priya Nair", "P. Nair (IRO)", true),
            ("Priya Nair", "Ms Priya Nair", true),
            ("Priya Nair", "pnair", true),
            ("Priya Nair", "PNAIR2", true),
            ("Priya Nair", "priya.nair@council.gov.uk", true),
            ("Priya Nair", "Prya Nair", true),
            ("Priya Nair", "Paul Nair", false),
            ("Priya Nair", "Tom Adeyemi", false),
            ("Jane Smith", "John Smith", false),
            ("Ann Bell", "Ann Ball", false),
            ("Priya Nair", "", false),
            ("Nair", "Priya Nair", false),
        ] {
            assert_eq!(alike(one, other), expected, "{one} / {other}");
            assert_eq!(alike(other, one), expected, "{other} / {one}");
        }
    }

    fn row(name: &str) -> PersonRow {
        PersonRow { id: 1, person: Person { name: name.to_owned(), ..Person::default() } }
    }

    #[test]
    fn proposals_name_the_person_of_the_list_or_the_fullest_spelling() {
        let unknown = ["Adeyemi, Tom", "P Nair", "Wei Chen", "chenw", "Chen, Wei"].map(str::to_owned);
        let proposals = propose(&[row("Priya Nair")], &unknown);
        let commands: Vec<String> = proposals.iter().map(Proposal::command).collect();
        assert_eq!(
            commands,
            [
                "dipsample person add \"Priya Nair\" --also \"P Nair\"",
                "dipsample person add \"Adeyemi, Tom\" --role iro",
                "dipsample person add \"Wei Chen\" --role iro --also \"Chen, Wei\" --also \"chenw\"",
            ]
        );
    }

    #[test]
    fn a_spelling_that_is_like_two_people_is_proposed_for_neither() {
        let proposals = propose(&[row("Priya Nair"), row("Paul Nair")], &["P Nair".to_owned()]);
        assert_eq!(proposals, [Proposal { name: "P Nair".to_owned(), known: false, also: Vec::new() }]);
    }
}
