//! What an auditor types to explain an answer: the words that show it, before which themes may be named by a plus sign and a part
//! of their name; and the numbers of themes, in a step of their own. Digits among the words are words.

use std::collections::BTreeSet;

use crate::model::Theme;

/// The themes that may be named.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice<'a> {
    /// Those with a number where themes are chosen by number, in its order.
    pub numbered: Vec<&'a Theme>,
    /// All, those with a number first.
    pub all: Vec<&'a Theme>,
}

/// What was typed to explain an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Explanation {
    /// The ids of the themes that were named.
    pub named: BTreeSet<String>,
    /// The words; `None` where nothing is said of them, and none where they are taken off.
    pub words: Option<String>,
}

impl<'a> Choice<'a> {
    /// Reads `+drift +late the words`: themes that are added, then words. `-` alone takes the words off. Words that begin with a
    /// plus sign and a letter of their own have a dash before them.
    ///
    /// # Errors
    /// A part of a name fits no theme, or several: a sentence that says so.
    pub(super) fn read(&self, typed: &str) -> Result<Explanation, String> {
        let mut rest = typed.trim();
        let mut named = BTreeSet::new();
        while let Some((part, after)) = leading(rest) {
            named.insert(self.meant(part)?.id.clone());
            rest = after;
        }
        let words = match rest {
            "" => None,
            "-" => Some(String::new()),
            words if is_escaped(words) => Some(words[1..].trim_start().to_owned()),
            words => Some(words.to_owned()),
        };
        Ok(Explanation { named, words })
    }

    /// Words as they would be typed.
    pub(super) fn typed(words: &str) -> String {
        match words.chars().next() {
            Some('+') => format!("- {words}"),
            _ if is_escaped(words) => format!("-{words}"),
            _ => words.to_owned(),
        }
    }

    /// Reads all themes that an answer is to carry: `1 3`, by their numbers, or by a plus sign and a part of the name; `0` for none.
    ///
    /// # Errors
    /// A number or a part of a name fits no theme, or it is neither: a sentence that says so.
    pub(super) fn read_numbers(&self, typed: &str) -> Result<BTreeSet<String>, String> {
        let most = self.numbered.len();
        let mut ids = BTreeSet::new();
        for word in typed.split(is_end).filter(|word| !word.is_empty()) {
            let theme = match (word.strip_prefix('+'), word.parse::<usize>()) {
                (Some(part), _) => self.meant(part)?,
                (None, Ok(0)) => continue,
                (None, Ok(number)) => match self.numbered.get(number - 1) {
                    Some(theme) => theme,
                    None => return Err(format!("There is no theme {number}. The numbers are 1 to {most}.")),
                },
                (None, Err(_)) => {
                    return Err(format!(
                        "\"{word}\" is not a number. Type numbers from 1 to {most}; the words come afterwards."
                    ));
                }
            };
            ids.insert(theme.id.clone());
        }
        Ok(ids)
    }

    /// The numbers of these themes, as they would be typed.
    pub(super) fn numbers(&self, ids: &BTreeSet<String>) -> String {
        let on = (1..).zip(&self.numbered).filter(|(_, theme)| ids.contains(&theme.id));
        on.map(|(number, _): (usize, _)| number.to_string()).collect::<Vec<_>>().join(" ")
    }

    /// The themes whose names have the part that is being typed; `None` where none is. A part that fits one theme alone is
    /// finished as soon as a space follows it.
    pub(super) fn narrowed(&self, typed: &str) -> Option<Vec<&'a Theme>> {
        let (start, end) = self.open_part(typed)?;
        Some(self.fitting(&typed[start + 1..end]))
    }

    /// What the tabulator makes of it, and where the cursor stands then: the part being typed becomes the first theme of
    /// the narrowed list; where there is none, one is begun before the words.
    pub(super) fn completed(&self, typed: &str) -> (String, usize) {
        if let Some((start, end)) = self.open_part(typed) {
            let Some(theme) = self.fitting(&typed[start + 1..end]).first().copied() else {
                return (typed.to_owned(), typed[..end].chars().count());
            };
            let begun = format!("{}+{} ", &typed[..start], theme.id);
            let cursor = begun.chars().count();
            return (begun + typed[end..].trim_start(), cursor);
        }
        let mut rest = typed;
        while let Some((_, after)) = leading(rest) {
            rest = after;
        }
        let (before, rest) = typed.split_at(typed.len() - rest.len());
        let before = if before.is_empty() { String::new() } else { format!("{} ", before.trim_end()) };
        let text = format!("{before}+{}{rest}", if rest.is_empty() { "" } else { " " });
        (text, before.chars().count() + 1)
    }

    /// Where the part that is being typed stands: its plus sign and its end.
    fn open_part(&self, typed: &str) -> Option<(usize, usize)> {
        let mut rest = typed;
        loop {
            let start = typed.len() - rest.len();
            if let Some(part) = rest.strip_prefix('+') {
                let end = start + 1 + part.find(is_end).unwrap_or(part.len());
                let name = &typed[start + 1..end];
                if end == typed.len() || (name.is_empty() || self.meant(name).is_err()) {
                    return (name.is_empty() || name.starts_with(char::is_alphabetic)).then_some((start, end));
                }
            }
            rest = leading(rest)?.1;
        }
    }

    fn fitting(&self, part: &str) -> Vec<&'a Theme> {
        let part = plain(part);
        let fits = |theme: &&&Theme| plain(&theme.label).contains(&part) || plain(&theme.id).contains(&part);
        self.all.iter().filter(fits).copied().collect()
    }

    fn meant(&self, part: &str) -> Result<&'a Theme, String> {
        if let Some(theme) = self.all.iter().find(|theme| theme.id == part) {
            return Ok(theme);
        }
        match self.fitting(part).as_slice() {
            [theme] => Ok(theme),
            [] => Err(format!(
                "No theme has \"{part}\" in its name. Put a dash before words that begin with a plus sign."
            )),
            several => {
                let labels: Vec<&str> = several.iter().take(3).map(|theme| theme.label.as_str()).collect();
                let more = if several.len() > 3 { ", and more" } else { "" };
                let (count, labels) = (several.len(), labels.join(", "));
                Err(format!(
                    "\"+{part}\" fits {count} themes: {labels}{more}. Type more of the name, a hyphen for each space."
                ))
            }
        }
    }
}

fn plain(text: &str) -> String {
    text.to_lowercase().replace(['-', '_'], " ")
}

fn is_end(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ',' | ';')
}

/// Whether words that begin with a plus sign are kept from being read as a theme by a dash.
fn is_escaped(words: &str) -> bool {
    let rest = words.trim_start_matches('-');
    rest.len() < words.len() && rest.trim_start().starts_with('+')
}

/// A part of a name after a plus sign that stands alone at the beginning; and what comes after it.
fn leading(text: &str) -> Option<(&str, &str)> {
    let end = text.find(is_end).unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    let part = word.strip_prefix('+').filter(|part| part.starts_with(char::is_alphabetic))?;
    Some((part, after.trim_start_matches(is_end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Bearing;

    fn themes() -> Vec<Theme> {
        let theme = |(id, label): (&str, &str)| Theme {
            id: id.to_owned(),
            label: label.to_owned(),
            bearing: Bearing::Concern,
            family: "IRO practice".to_owned(),
        };
        let all = [
            ("drift", "Identified drift was not addressed"),
            ("purpose", "No clear purpose"),
            ("late", "Late oversight"),
            ("plan", "The plan has no dates"),
            ("child", "The child's view is not there"),
            ("permanence-drift", "Drift in permanence"),
        ];
        all.map(theme).to_vec()
    }

    fn choice(themes: &[Theme]) -> Choice<'_> {
        Choice { numbered: themes[..5].iter().collect(), all: themes.iter().collect() }
    }

    fn set(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn digits_are_words_and_a_plus_sign_names_a_theme() {
        let themes = themes();
        let choice = choice(&themes);
        for (typed, named, words) in [
            ("", &[][..], None),
            ("2 weeks overdue, not asked about", &[], Some("2 weeks overdue, not asked about")),
            ("1 3 Due in May", &[], Some("1 3 Due in May")),
            ("2", &[], Some("2")),
            ("0", &[], Some("0")),
            ("12 October passed", &[], Some("12 October passed")),
            ("  née Müller, £5 ", &[], Some("née Müller, £5")),
            ("- 3 visits missed", &[], Some("- 3 visits missed")),
            ("\"as before\" is all", &[], Some("\"as before\" is all")),
            ("-", &[], Some("")),
            ("+permanence Since May", &["permanence-drift"], Some("Since May")),
            ("+DATES +purpose Two\nlines", &["plan", "purpose"], Some("Two\nlines")),
            ("+late, 3 weeks", &["late"], Some("3 weeks")),
            ("+drift -", &["drift"], Some("")),
            ("+drift", &["drift"], None),
            ("+5 days late", &[], Some("+5 days late")),
            ("- +ve outcome", &[], Some("+ve outcome")),
            ("-- +ve outcome", &[], Some("- +ve outcome")),
        ] {
            let expected = Explanation { named: set(named), words: words.map(str::to_owned) };
            assert_eq!(choice.read(typed), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn numbers_are_themes_in_a_step_of_their_own() {
        let themes = themes();
        let choice = choice(&themes);
        for (typed, ids) in [
            ("1 3", &["drift", "late"][..]),
            ("3,1;1", &["drift", "late"]),
            ("0", &[]),
            ("", &[]),
            ("5 +permanence", &["child", "permanence-drift"]),
        ] {
            assert_eq!(choice.read_numbers(typed), Ok(set(ids)), "{typed}");
        }
        assert_eq!(choice.read_numbers("6").unwrap_err(), "There is no theme 6. The numbers are 1 to 5.");
        assert!(choice.read_numbers("2 weeks").unwrap_err().starts_with("\"weeks\" is not a number."));
        assert_eq!(choice.numbers(&set(&["late", "drift", "permanence-drift"])), "1 3");
    }

    #[test]
    fn what_fits_no_theme_or_several_is_refused_in_words() {
        let themes = themes();
        let choice = choice(&themes);
        assert!(choice.read("+zebra x").unwrap_err().starts_with("No theme has \"zebra\""));
        let several = choice.read("+no x").unwrap_err();
        assert!(
            several.starts_with("\"+no\" fits 4 themes: Identified drift was not addressed, No clear"),
            "{several}"
        );
    }

    #[test]
    fn a_part_of_a_name_narrows_the_list_and_the_tabulator_takes_the_first() {
        let themes = themes();
        let choice = choice(&themes);
        let narrowed = |typed: &str| {
            choice.narrowed(typed).map(|themes| themes.iter().map(|theme| theme.id.clone()).collect::<Vec<_>>())
        };
        assert_eq!(narrowed("words"), None);
        assert_eq!(narrowed("+").map(|ids| ids.len()), Some(6));
        assert_eq!(narrowed("+late +dri"), Some(vec!["drift".to_owned(), "permanence-drift".to_owned()]));
        assert_eq!(narrowed("+perm words"), None, "one alone, and finished");
        assert_eq!(narrowed("+no words").map(|ids| ids.len()), Some(4));
        assert_eq!(choice.completed("+dri"), ("+drift ".to_owned(), 7));
        assert_eq!(choice.completed("+late +perm"), ("+late +permanence-drift ".to_owned(), 24));
        assert_eq!(choice.completed("Since £5"), ("+ Since £5".to_owned(), 1));
        assert_eq!(choice.completed("2 weeks"), ("+ 2 weeks".to_owned(), 1));
        assert_eq!(choice.completed("+late Since"), ("+late + Since".to_owned(), 7));
        assert_eq!(choice.completed("+zz Since").0, "+zz Since");
        assert_eq!(choice.completed(""), ("+".to_owned(), 1));
    }

    #[test]
    fn words_read_back_as_they_stand() {
        let themes = themes();
        let choice = choice(&themes);
        for words in
            ["Seen.\n£5", "12 October", "- a list\n- of two", "\"said so\"", "+5 days", "+ve", "- +ve", "-+ve", "--"]
        {
            let read = choice.read(&Choice::typed(words)).unwrap();
            assert_eq!((read.words.as_deref(), read.named), (Some(words), set(&[])), "{words}");
        }
    }
}
