//! The SSDA903 return in its XML form: one table for each file of its CSV form, with the same columns.
//!
//! ```text
//! <EXPSSDA903><CHILD><HEADER><CHILDID/> <SEX/> <DOB/> ... <AREVIEW><REVIEW/><REVIEW_CODE/></AREVIEW> ...</HEADER>
//!                    <EPISODE><DECOM/> ... <PL/></EPISODE> ...</CHILD> ...</EXPSSDA903>
//! ```
//!
//! `CHILDID` is the column `CHILD`, and `PL` the column `PLACE`. What belongs to the child (`DOB`, `SEX`) is given to each row
//! of a table that has such a column. A row's number is the line on which its element begins, if no two rows of its table
//! begin on one line; else (a file without line breaks) it is its place among the elements of its name, the first being 1.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

use crate::intake::error::IntakeError;
use crate::intake::source::cells::{Cells, Rows, Shape};
use crate::intake::source::unpacked::{Limits, TooMuch};

/// The root element.
const ROOT: &str = "EXPSSDA903";

/// One table: its name, the element that is a row of it, and its columns.
struct TableForm {
    name: &'static str,
    element: &'static str,
    columns: &'static [&'static str],
    /// Columns of which one must be filled, where the child's own element holds them only for some children.
    only_with: &'static [&'static str],
}

const fn form(name: &'static str, element: &'static str, columns: &'static [&'static str]) -> TableForm {
    TableForm { name, element, columns, only_with: &[] }
}

#[rustfmt::skip] // one table a line
const TABLES: &[TableForm] = &[
    form("Header", "HEADER", &["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]),
    form("Episodes", "EPISODE", &["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"]),
    form("Reviews", "AREVIEW", &["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]),
    TableForm { only_with: &["DUC"], ..form("UASC", "HEADER", &["CHILD", "SEX", "DOB", "DUC"]) },
    form("OC2", "OC2", &["CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"]),
    TableForm { only_with: &["IN_TOUCH", "ACTIV", "ACCOM"], ..form("OC3", "HEADER", &["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"]) },
    TableForm { only_with: &["DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"], ..form("AD1", "HEADER", &["CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"]) },
    form("PlacedAdoption", "AD_PLACED", &["CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"]),
    form("PrevPerm", "PERMANENCE", &["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"]),
    form("Missing", "AMISSING", &["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"]),
];

/// One table of the return, with its rows.
pub(super) struct ReturnTable {
    pub(super) name: &'static str,
    pub(super) rows: ReturnRows,
}

/// The rows of one table: the headings first.
pub(super) struct ReturnRows(std::vec::IntoIter<(u64, Cells)>);

impl Rows for ReturnRows {
    fn next(&mut self, cells: &mut Cells) -> Result<Option<(u64, Shape)>, IntakeError> {
        Ok(self.0.next().map(|(row, next)| {
            *cells = next;
            (row, Shape::Sound)
        }))
    }
}

/// One element that holds fields: its name, the line where it begins, and its fields by name.
#[derive(Default)]
struct Element {
    name: String,
    line: u64,
    fields: BTreeMap<String, String>,
}

/// Reads the return.
///
/// # Errors
/// [`IntakeError`] where it is another kind of XML, is broken, or goes beyond the limits.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Vec<ReturnTable>, IntakeError> {
    let mut walk = Walk { found: TABLES.iter().map(|_| Vec::new()).collect(), ..Walk::default() };
    let too_much = |what: TooMuch| Err(IntakeError::TooMuch(what));
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut line, mut counted, mut elements) = (1, 0, 0);
    loop {
        let event = reader.read_event();
        let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
        let broken = |why: String, line: u64| IntakeError::BrokenXml { line, why };
        let event = event.map_err(|error| broken(error.to_string(), line))?;
        let ended = matches!(event, Event::Eof);
        elements += u64::from(matches!(event, Event::Start(_)));
        if elements > limits.elements {
            return too_much(TooMuch::Elements(limits.elements));
        }
        if event.len() > limits.stretch {
            return too_much(TooMuch::Stretch(limits.stretch));
        }
        // A field is put together from several stretches of text, where it holds references or comments.
        if matches!(event, Event::End(_)) && walk.text.trim().len() > limits.field || walk.text.len() > limits.stretch {
            return too_much(TooMuch::Field(limits.field));
        }
        walk.step(event, line).map_err(|why| broken(why, line))?;
        if walk.child.len() + walk.rows > limits.rows {
            return too_much(TooMuch::Rows(limits.rows));
        }
        line += text.as_bytes().get(counted..position).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count()
            as u64;
        counted = position;
        if ended {
            return walk.tables();
        }
    }
}

/// Where the reader stands, and what it found so far.
#[derive(Default)]
struct Walk {
    open: Vec<String>,
    text: String,
    elements: Vec<Element>,
    child: Vec<Element>,
    found: Vec<Vec<(u64, Cells)>>,
    /// How many rows were found.
    rows: usize,
}

impl Walk {
    fn step(&mut self, event: Event<'_>, line: u64) -> Result<(), String> {
        match event {
            Event::Start(start) => self.open(start.local_name().as_ref().to_uppercase(), line)?,
            Event::End(_) => self.close(),
            Event::Text(text) => self.text.push_str(&text),
            Event::CData(text) => self.text.push_str(&text),
            Event::GeneralRef(name) => {
                self.text.push_str(&unescape(&format!("&{};", &*name)).map_err(|error| error.to_string())?);
            }
            Event::DocType(_) => return Err("it declares a document type, which the return has not".to_owned()),
            Event::Eof if !self.open.is_empty() => return Err("it ends in the middle".to_owned()),
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, name: String, line: u64) -> Result<(), String> {
        const DEEPEST: usize = 8;
        if self.open.is_empty() && name != ROOT {
            return Err(format!("its outermost element is {name}; dipsample reads the SSDA903 return, {ROOT}"));
        }
        if self.open.len() >= DEEPEST {
            return Err("its elements lie deeper in each other than those of the return".to_owned());
        }
        self.text.clear();
        if self.open.len() >= 2 && (TABLES.iter().any(|table| table.element == name)) {
            self.elements.push(Element { name: name.clone(), line, fields: BTreeMap::new() });
        }
        self.open.push(name);
        Ok(())
    }

    fn close(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if self.elements.last().is_some_and(|element| element.name == name) {
            self.child.extend(self.elements.pop());
        } else if name == "CHILD" && self.open.len() == 1 {
            self.end_child();
        } else if let Some(element) = self.elements.last_mut() {
            let name = match name.as_str() {
                "CHILDID" => "CHILD".to_owned(),
                "PL" => "PLACE".to_owned(),
                _ => name,
            };
            let text = self.text.trim();
            // What no table has a column for is not kept, so that a file cannot fill the memory with names.
            if !text.is_empty() && TABLES.iter().any(|table| table.columns.contains(&name.as_str())) {
                element.fields.insert(name, text.to_owned());
            }
        }
        self.text.clear();
    }

    /// Gives each element of a child to the tables whose row it is.
    fn end_child(&mut self) {
        let mut elements = std::mem::take(&mut self.child);
        elements.sort_by_key(|element| element.line);
        let header = elements.iter().find(|element| element.name == "HEADER").map(|header| &header.fields);
        for element in &elements {
            for (table, rows) in TABLES.iter().zip(&mut self.found) {
                let field = |name: &str| {
                    let own = element.fields.get(name);
                    let childs = || header.and_then(|header| header.get(name));
                    own.or_else(|| if matches!(name, "CHILD" | "DOB" | "SEX") { childs() } else { None })
                        .map_or("", String::as_str)
                };
                let belongs = table.only_with.is_empty() || table.only_with.iter().any(|name| !field(name).is_empty());
                if table.element == element.name && belongs {
                    let mut cells = Cells::default();
                    table.columns.iter().for_each(|column| cells.push(field(column)));
                    rows.push((element.line, cells));
                    self.rows += 1;
                }
            }
        }
    }

    fn tables(self) -> Result<Vec<ReturnTable>, IntakeError> {
        let mut tables = Vec::new();
        for (form, mut rows) in TABLES.iter().zip(self.found) {
            if rows.is_empty() {
                continue;
            }
            let one_a_line = rows.windows(2).all(|pair| matches!(pair, [(first, _), (second, _)] if first < second));
            if !one_a_line {
                rows.iter_mut().zip(1..).for_each(|(row, place)| row.0 = place);
            }
            let mut headings = Cells::default();
            form.columns.iter().for_each(|column| headings.push(column));
            rows.insert(0, (0, headings));
            tables.push(ReturnTable { name: form.name, rows: ReturnRows(rows.into_iter()) });
        }
        if tables.is_empty() { Err(IntakeError::Empty) } else { Ok(tables) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::source::unpacked::LIMITS;

    fn tables(text: &str) -> Vec<(&'static str, Vec<String>)> {
        let line = |(row, cells): (u64, Cells)| format!("{row}: {}", cells.iter().collect::<Vec<_>>().join(","));
        read(text, &LIMITS)
            .unwrap()
            .into_iter()
            .map(|table| (table.name, table.rows.0.skip(1).map(line).collect()))
            .collect()
    }

    const CHILD: &str = "<CHILD>\n<HEADER><CHILDID>007</CHILDID><SEX>2</SEX><UASC/>\n\
        <AREVIEW><REVIEW>27/09/2015</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>\n\
        <AREVIEW><REVIEW>14/07/2016</REVIEW><REVIEW_CODE/></AREVIEW><DOB>28/07/2010</DOB>\n\
        <ETHNIC>A&amp;B</ETHNIC><DUC>28/07/2028</DUC></HEADER>\n\
        <EPISODE><DECOM>06/01/2017</DECOM><PL>R5</PL><PL_POST>E7 5YR</PL_POST></EPISODE>\n</CHILD>";

    #[test]
    fn each_file_of_the_return_is_a_table_with_the_childs_own_fields() {
        let found = tables(&format!("<?xml version='1.0'?>\n<EXPSSDA903>\n{CHILD}\n</EXPSSDA903>"));
        let row = |text: &str| text.to_owned();
        assert_eq!(
            found,
            [
                ("Header", vec![row("4: 007,2,28/07/2010,A&B,,,")]),
                ("Episodes", vec![row("8: 007,06/01/2017,,,,R5,,,,,,E7 5YR,")]),
                ("Reviews", vec![row("5: 007,28/07/2010,27/09/2015,PN1"), row("6: 007,28/07/2010,14/07/2016,")]),
                ("UASC", vec![row("4: 007,2,28/07/2010,28/07/2028")]),
            ]
        );
    }

    #[test]
    fn in_a_file_without_line_breaks_rows_are_counted() {
        let text = format!("<EXPSSDA903>{CHILD}{CHILD}</EXPSSDA903>").replace('\n', "");
        let found = tables(&text);
        let reviews = found.iter().find(|table| table.0 == "Reviews").unwrap();
        let rows: Vec<&str> = reviews.1.iter().map(|row| row.split(':').next().unwrap()).collect();
        assert_eq!(rows, ["1", "2", "3", "4"]);
    }

    #[test]
    fn what_is_no_return_is_refused() {
        for (text, words) in [
            ("<html><body/></html>", "outermost element is HTML"),
            ("<EXPSSDA903><CHILD>", "ends in the middle"),
            ("<EXPSSDA903><CHILD></HEADER>", "line 1"),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><EXPSSDA903/>", "document type"),
            ("<EXPSSDA903>&nothing;</EXPSSDA903>", "nothing"),
            ("<EXPSSDA903></EXPSSDA903>", "empty"),
        ] {
            let error = read(text, &LIMITS).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(words), "{text}: {error}");
        }
        let deep = format!("<EXPSSDA903>{}", "<CHILD>".repeat(100_000));
        assert!(matches!(read(&deep, &LIMITS), Err(IntakeError::BrokenXml { .. })));
    }

    #[test]
    fn what_goes_beyond_a_limit_is_refused_by_which() {
        let mut limits = LIMITS;
        (limits.elements, limits.field, limits.stretch, limits.rows) = (1_000, 100, 200, 20);
        let long = "x".repeat(60);
        let review = "<AREVIEW><REVIEW>01/10/2026</REVIEW></AREVIEW>";
        for (inside, expected) in [
            ("<CHILD/>".repeat(1_000), TooMuch::Elements(1_000)),
            (format!("<!--{long}{long}{long}{long}-->"), TooMuch::Stretch(200)),
            (format!("<CHILD a='{long}{long}{long}{long}'/>"), TooMuch::Stretch(200)),
            (format!("<CHILD>{long}<!-- -->{long}<!-- -->{long}<!-- -->{long}<!-- -->"), TooMuch::Field(100)),
            (format!("<CHILD><HEADER><DOB>{long}{long}</DOB></HEADER></CHILD>"), TooMuch::Field(100)),
            (format!("<CHILD><HEADER><DOB>{long}<!-- -->{long}</DOB></HEADER></CHILD>"), TooMuch::Field(100)),
            (format!("<CHILD><HEADER><DOB>{long}&lt;{long}</DOB></HEADER></CHILD>"), TooMuch::Field(100)),
            (format!("<CHILD><HEADER>{}</HEADER></CHILD>", review.repeat(20)), TooMuch::Rows(20)),
        ] {
            let found = read(&format!("<EXPSSDA903>{inside}</EXPSSDA903>"), &limits).err();
            assert!(matches!(found, Some(IntakeError::TooMuch(what)) if what == expected), "{expected:?}: {found:?}");
        }
        for (children, sound) in [(5, true), (6, false)] {
            let children = format!("<CHILD><HEADER>{}</HEADER></CHILD>", review.repeat(3)).repeat(children);
            assert_eq!(read(&format!("<EXPSSDA903>{children}</EXPSSDA903>"), &limits).is_ok(), sound);
        }
    }
}
