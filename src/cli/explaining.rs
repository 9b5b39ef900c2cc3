//! What an auditor types to explain an answer: themes first, by number or by a part of their name after a plus sign, then the
//! words that show it.

use std::collections::BTreeSet;

use crate::model::Theme;

/// The themes that may be named: those of the criterion, which have numbers, and all of the rubric.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice<'a> {
    /// Those with a number, in its order.
    pub offered: Vec<&'a Theme>,
    /// All, those with a number first.
    pub all: Vec<&'a Theme>,
}

/// What was typed; `None` where nothing is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Explanation {
    /// The ids of the themes.
    pub themes: Option<BTreeSet<String>>,
    /// The words.
    pub words: Option<String>,
}

/// A theme as it was typed.
enum Token<'t> {
    Number(usize),
    Part(&'t str),
}

impl<'a> Choice<'a> {
    /// Reads `1 3 +drift the words`: themes first, then words. `0` alone takes the themes off, `-` alone the words. Words that
    /// begin with a number or a plus sign of their own stand after a dash or in quotation marks.
    ///
    /// # Errors
    /// A number or a part of a name fits no theme, or the part fits several: a sentence that says so.
    pub(super) fn read(&self, typed: &str) -> Result<Explanation, String> {
        let mut rest = typed.trim();
        let mut ids = BTreeSet::new();
        let mut none = false;
        while let Some((token, after)) = leading(rest) {
            match token {
                Token::Number(0) => none = true,
                Token::Number(number) => match self.offered.get(number - 1) {
                    Some(theme) => drop(ids.insert(theme.id.clone())),
                    None if after.is_empty() && !self.offered.is_empty() => {
                        return Err(format!("The themes have the numbers 1 to {}.", self.offered.len()));
                    }
                    // A number that is no theme's begins the words: 12 October.
                    None => break,
                },
                Token::Part(part) => drop(ids.insert(self.meant(part)?.id.clone())),
            }
            rest = after;
        }
        let themes = (none || !ids.is_empty()).then_some(ids);
        let words = match rest.strip_prefix('-') {
            Some(words) => Some(words.trim()),
            None if rest.is_empty() => None,
            None => Some(rest.strip_prefix('"').and_then(|words| words.strip_suffix('"')).unwrap_or(rest).trim()),
        };
        Ok(Explanation { themes, words: words.map(str::to_owned) })
    }

    /// What stands, as it would be typed.
    pub(super) fn typed(&self, themes: &BTreeSet<String>, words: &str) -> String {
        let number = |id: &String| self.offered.iter().position(|theme| theme.id == *id);
        let mut marks: Vec<(usize, String)> = themes
            .iter()
            .map(|id| number(id).map_or((usize::MAX, format!("+{id}")), |place| (place, (place + 1).to_string())))
            .collect();
        marks.sort();
        let dash = words.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '"'));
        let mut parts: Vec<String> = marks.into_iter().map(|(_, mark)| mark).collect();
        parts.extend(dash.then(|| "-".to_owned()));
        parts.extend((!words.is_empty()).then(|| words.to_owned()));
        parts.join(" ")
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
            let place = self.offered.iter().position(|other| other.id == theme.id);
            let mark = place.map_or_else(|| format!("+{}", theme.id), |place| (place + 1).to_string());
            let text = format!("{}{mark} {}", &typed[..start], typed[end..].trim_start());
            let cursor = text.chars().count();
            return (text, cursor);
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
            [] => {
                Err(format!("No theme has '{part}' in its name. Words that begin with a plus sign stand after a dash."))
            }
            several => {
                let labels: Vec<&str> = several.iter().take(3).map(|theme| theme.label.as_str()).collect();
                let more = if several.len() > 3 { ", and more" } else { "" };
                let (count, labels) = (several.len(), labels.join(", "));
                Err(format!(
                    "'+{part}' fits {count} themes: {labels}{more}. Type more of the name, a hyphen for each space."
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

/// A number, or a part of a name after a plus sign, that stands alone at the beginning; and what comes after it.
fn leading(text: &str) -> Option<(Token<'_>, &str)> {
    let end = text.find(is_end).unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    let token = match word.strip_prefix('+') {
        Some(part) if part.starts_with(char::is_alphabetic) => Token::Part(part),
        Some(_) => return None,
        None if word.chars().all(|letter| letter.is_ascii_digit()) => Token::Number(word.parse().ok()?),
        None => return None,
    };
    Some((token, after.trim_start_matches(is_end)))
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
        Choice { offered: themes[..5].iter().collect(), all: themes.iter().collect() }
    }

    fn set(ids: &[&str]) -> Option<BTreeSet<String>> {
        Some(ids.iter().map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn a_line_gives_themes_and_words() {
        let themes = themes();
        let choice = choice(&themes);
        for (typed, themes, words) in [
            ("", None, None),
            ("1 3 Due in May, not asked about.", set(&["drift", "late"]), Some("Due in May, not asked about.")),
            ("2,1", set(&["drift", "purpose"]), None),
            ("  5;  née Müller, £5 ", set(&["child"]), Some("née Müller, £5")),
            ("Seen on 3 May", None, Some("Seen on 3 May")),
            ("12 October passed", None, Some("12 October passed")),
            ("1 12 October passed", set(&["drift"]), Some("12 October passed")),
            ("3rd review", None, Some("3rd review")),
            ("- 3 visits missed", None, Some("3 visits missed")),
            ("2 - 3 visits missed", set(&["purpose"]), Some("3 visits missed")),
            ("\"3 visits missed\"", None, Some("3 visits missed")),
            ("1 \"as before\" is all", set(&["drift"]), Some("\"as before\" is all")),
            ("0", set(&[]), None),
            ("-", None, Some("")),
            ("0 -", set(&[]), Some("")),
            ("0 the words", set(&[]), Some("the words")),
            ("+permanence Since May", set(&["permanence-drift"]), Some("Since May")),
            ("+DATES 1 Two\nlines", set(&["plan", "drift"]), Some("Two\nlines")),
            ("+5 days late", None, Some("+5 days late")),
            ("+drift", set(&["drift"]), None),
        ] {
            let expected = Explanation { themes, words: words.map(str::to_owned) };
            assert_eq!(choice.read(typed), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn what_fits_no_theme_or_several_is_refused_in_words() {
        let themes = themes();
        let choice = choice(&themes);
        assert!(choice.read("6").is_err() && choice.read("1 6").is_err());
        assert_eq!(Choice::default().read("6").unwrap().words.as_deref(), Some("6"));
        assert!(choice.read("+zebra x").unwrap_err().starts_with("No theme has 'zebra'"));
        let several = choice.read("+no x").unwrap_err();
        assert!(several.starts_with("'+no' fits 4 themes: Identified drift was not addressed, No clear"), "{several}");
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
        assert_eq!(narrowed("1 +dri"), Some(vec!["drift".to_owned(), "permanence-drift".to_owned()]));
        assert_eq!(narrowed("+perm words"), None, "one alone, and finished");
        assert_eq!(narrowed("+no words").map(|ids| ids.len()), Some(4));
        assert_eq!(choice.completed("+dri"), ("1 ".to_owned(), 2));
        assert_eq!(choice.completed("2 +perm"), ("2 +permanence-drift ".to_owned(), 20));
        assert_eq!(choice.completed("Since £5"), ("+ Since £5".to_owned(), 1));
        assert_eq!(choice.completed("2 Since"), ("2 + Since".to_owned(), 3));
        assert_eq!(choice.completed("2 +zz Since").0, "2 +zz Since");
        assert_eq!(choice.completed("2"), ("2 +".to_owned(), 3));
    }

    #[test]
    fn what_stands_reads_back_as_it_stands() {
        let themes = themes();
        let choice = choice(&themes);
        for (ids, words) in [
            (&["drift", "permanence-drift", "late"][..], "Seen.\n£5"),
            (&[], "12 October"),
            (&["plan"], "- a list\n- of two"),
            (&[], "\"said so\""),
            (&["child"], ""),
            (&[], "+5 days"),
        ] {
            let typed = choice.typed(&set(ids).unwrap(), words);
            let read = choice.read(&typed).unwrap();
            assert_eq!(read.themes.unwrap_or_default(), set(ids).unwrap(), "{typed}");
            assert_eq!(read.words.unwrap_or_default(), words, "{typed}");
        }
    }
}
