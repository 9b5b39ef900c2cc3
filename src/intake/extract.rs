//! An extract: what a table is, and its records one after the other.

use std::io::Read;

use super::about::About;
use super::build::Builder;
use super::columns::Mapping;
use super::error::{IntakeError, listed};
use super::family::Part;
use super::fault::RefusedRow;
use super::formats::{self, Reading};
use super::headings::identifying::identifies;
use super::headline::{self, Headline, Vocabulary};
use super::layout::{Column, Layout, Meaning};
use super::options::Options;
use super::refusals;
use super::row::{Ending, Row};
use super::source::{self, BEGINNING, Cells, Rows, Shape, Source, Table};
use super::totals::LeftOut;
use super::unheaded;

/// A table whose headings are understood, and whose rows are still to be read.
pub struct Extract {
    /// What the headings tell.
    pub about: About,
    rows: Box<dyn Rows>,
    cells: Cells,
    builder: Builder,
    left_out: LeftOut,
    /// How many cells a row has at least, where rows end with their last filled cell.
    width: usize,
    ending: Ending,
    failed: Option<IntakeError>,
}

/// One table of a file.
#[derive(Debug)]
pub struct Found {
    /// The sheet of the workbook, or the file of the return, in which it stands; none of a file that is one table.
    pub sheet: Option<String>,
    /// What it holds.
    pub content: Content,
}

/// What a table holds.
#[derive(Debug)]
pub enum Content {
    /// Records, one a row.
    Extract(Box<Extract>),
    /// A table of a family, to be read together with the others: see [`super::join`].
    Part(Box<Part>),
    /// Nothing that can be understood, and why.
    Unknown(IntakeError),
}

/// Finds the tables of a file, reads their headings, and decides what each is.
///
/// # Errors
/// [`IntakeError`] where the file cannot be read at all. A table that cannot be understood is told as such, and does not
/// keep the others of its file from coming in.
pub fn open(source: &dyn Source, options: &Options) -> Result<Vec<Found>, IntakeError> {
    let (tables, vocabulary) = opened(source, options)?;
    let found = |table: Table| {
        let sheet = table.sheet.clone();
        let content = understood(table, &vocabulary, options).unwrap_or_else(Content::Unknown);
        Found { sheet, content }
    };
    Ok(tables.into_iter().map(found).collect())
}

/// Finds the tables of a file, those that the mapping file does not leave aside.
pub(super) fn opened(source: &dyn Source, options: &Options) -> Result<(Vec<Table>, Vocabulary), IntakeError> {
    let vocabulary = Vocabulary::of(options, formats::columns());
    let mapping = options.columns.as_ref();
    let said = mapping.and_then(Mapping::encoding).map(str::to_owned);
    let encoding = match &options.encoding {
        Some(encoding) => Some(encoding.clone()),
        // A mark at the beginning of the file is surer than what a mapping file says of all of them.
        None => said.filter(|_| !marked(source)),
    };
    let mut tables = source::tables(source, encoding.as_deref(), &|cells| vocabulary.known_in(cells))?;
    if let Some(wanted) = mapping.and_then(Mapping::sheet) {
        let sheets: Vec<String> = tables.iter().filter_map(|table| table.sheet.clone()).collect();
        tables
            .retain(|table| table.sheet.as_ref().is_none_or(|sheet| sheet.trim().eq_ignore_ascii_case(wanted.trim())));
        if tables.is_empty() {
            return Err(IntakeError::NoSheet { sheet: wanted.to_owned(), found: listed(&sheets) });
        }
    }
    Ok((tables, vocabulary))
}

fn marked(source: &dyn Source) -> bool {
    let mut head = Vec::new();
    let read = source.glance().and_then(|input| input.take(3).read_to_end(&mut head));
    read.is_ok() && head == b"\xef\xbb\xbf"
}

fn understood(mut table: Table, vocabulary: &Vocabulary, options: &Options) -> Result<Content, IntakeError> {
    let mut headline = headline::take_at(&mut table, vocabulary, options.heading_row())?;
    let table = refusals::left_out(table, &mut headline.headings, &mut headline.told);
    let table = unheaded::left_out(table, &mut headline.headings, &mut headline.told);
    match formats::reading(&headline.headings, options)? {
        Reading::Alone(layout) => Ok(Content::Extract(Box::new(Extract::new(layout, headline, table, options)))),
        Reading::Together(family, member) => {
            Ok(Content::Part(Box::new(Part::new((family, member), headline, table, options))))
        }
    }
}

impl Extract {
    fn new(mut layout: Layout, headline: Headline, mut table: Table, options: &Options) -> Extract {
        let first: Vec<Cells> = table.rows.look(BEGINNING).map(|(_, _, cells)| cells.clone()).collect();
        layout.hinted(&first, table.days_from);
        let builder = Builder::new(&layout, options.date_rules()).with_values(&layout, options.columns.as_ref());
        let headings: Vec<String> = headline.headings.iter().map(|heading| heading.shown.clone()).collect();
        Extract {
            left_out: LeftOut::new(&headings, headline.stated),
            width: if table.ragged { headings.len() } else { 0 },
            about: about(layout, headline, &table, options),
            rows: Box::new(table.rows),
            cells: Cells::default(),
            builder,
            ending: Ending { rows_read: 0, refused: 0, told: Vec::new() },
            failed: None,
        }
    }

    /// Reads the next row that holds a record; `None` at the end, or where the table cannot be read on, which
    /// [`Extract::finish`] tells.
    pub fn next_row(&mut self) -> Option<Result<Row, RefusedRow>> {
        while self.failed.is_none() {
            match self.rows.next(&mut self.cells) {
                Err(error) => self.failed = Some(error),
                Ok(None) => return None,
                Ok(Some((row, Shape::Sound))) if self.is_no_record(row) => {}
                Ok(Some((row, shape))) => {
                    self.cells.pad(self.width);
                    let built = self.builder.build(row, shape, &self.cells);
                    self.ending.rows_read += 1;
                    self.ending.refused += u64::from(built.is_err());
                    return Some(built);
                }
            }
        }
        None
    }

    fn is_no_record(&mut self, row: u64) -> bool {
        self.cells.all_blank() || self.left_out.is(row, &self.cells, self.ending.rows_read)
    }

    /// Tells what the table came to, once [`Extract::next_row`] has given `None`.
    ///
    /// # Errors
    /// [`IntakeError`] where the table could not be read to its end, or where all its rows together show that dates are
    /// month first. Nothing of the file may then stay in the register.
    pub fn finish(mut self) -> Result<Ending, IntakeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let swapped = self.builder.swapped();
        if !swapped.is_empty() {
            return Err(IntakeError::Swapped(swapped));
        }
        let columns = self.builder.month_first();
        if !columns.is_empty() {
            return Err(IntakeError::MonthFirst(columns));
        }
        self.ending.told = self.builder.told();
        self.ending.told.extend(self.left_out.told(self.ending.rows_read));
        Ok(self.ending)
    }
}

fn about(layout: Layout, headline: Headline, table: &Table, options: &Options) -> About {
    let told = |column: &Column| (column.heading.shown.clone(), column.told(layout.kind));
    let named = |wanted: &dyn Fn(&Column) -> bool| {
        let columns = layout.columns.iter().filter(|column| wanted(column));
        columns.map(|column| column.heading.shown.clone()).collect::<Vec<String>>()
    };
    let kept_though = |column: &Column| {
        let identifies = || identifies(&column.heading.key).is_some();
        matches!(column.meaning, Meaning::Extra(_)) && options.keeps(&column.heading) && identifies()
    };
    let extra = layout.columns.iter().filter_map(|column| match &column.meaning {
        Meaning::Extra(name) => Some(name.clone()),
        _ => None,
    });
    About {
        sheet: table.sheet.clone(),
        hidden: table.hidden,
        format: layout.format,
        table: None,
        kind: layout.kind,
        encoding: table.encoding.clone(),
        known: layout.known(),
        columns: layout.columns.iter().map(told).collect(),
        left_out: named(&|column| matches!(column.meaning, Meaning::LeftOut(_))),
        identifying: named(&|column| matches!(column.meaning, Meaning::LeftOut(Some(_)))),
        kept: named(&kept_though),
        extra: extra.collect(),
        unmatched: layout.unmatched,
        told: table.told.iter().cloned().chain(headline.told).collect(),
    }
}

impl std::fmt::Debug for Extract {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Extract").field("about", &self.about).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{DateOrder, Fault, Mapping};
    use crate::model::{Kind, Value};
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn usual() -> Options {
        Options::new(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap())
    }

    /// The one table of a text, which is read by itself.
    fn begin(file: &[u8], options: &Options) -> Result<Extract, IntakeError> {
        let mut found = open(&file.to_vec(), options)?;
        match found.pop().map(|found| found.content) {
            Some(Content::Extract(extract)) => Ok(*extract),
            Some(Content::Unknown(error)) => Err(error),
            Some(Content::Part(part)) => panic!("{part:?}"),
            None => Err(IntakeError::Empty),
        }
    }

    fn start(file: &str, options: &Options) -> Result<Extract, IntakeError> {
        begin(file.as_bytes(), options)
    }

    /// The one table of a text, which belongs to a family.
    fn joined(file: &str) -> crate::intake::Group {
        let mut found = open(&file.as_bytes().to_vec(), &usual()).unwrap();
        let Some(Content::Part(part)) = found.pop().map(|found| found.content) else { panic!("no part") };
        crate::intake::join(vec![*part], &usual(), None).unwrap().pop().unwrap()
    }

    /// Reads a file to its end: the rows that came in, all faults, and the ending.
    fn read(file: &str, options: &Options) -> (Vec<Row>, Vec<Fault>, Result<Ending, IntakeError>) {
        let mut extract = start(file, options).unwrap_or_else(|error| panic!("{error}"));
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        while let Some(row) = extract.next_row() {
            match row {
                Ok(row) => rows.push(row),
                Err(refused) => faults.extend(refused.faults),
            }
        }
        (rows, faults, extract.finish())
    }

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    const OVERSIGHTS: &str = "Case note ID,Person ID,Case note type,Date of event,Date recorded,Recorded by,\
                              Allocated worker,Team,Text\n";

    #[test]
    fn an_oversight_comes_in_with_all_its_fields() {
        let file = format!(
            "{OVERSIGHTS}0071,00042,IRO oversight,02/11/2026 14:05,2026-11-03,A Patel,NULL,North,\"£5,\nok\"\n"
        );
        let (rows, faults, ending) = read(&file, &usual());
        assert_eq!((faults, ending.unwrap()), (vec![], Ending { rows_read: 1, refused: 0, told: vec![] }));
        let Row { row, record, derived_reference, collision_suffix, knows: _ } = &rows[0];
        assert_eq!((*row, *derived_reference, collision_suffix), (2, false, &None));
        assert_eq!((record.reference.as_str(), record.child.as_deref()), ("0071", Some("00042")));
        assert_eq!(record.date, Some(day("2026-11-02")));
        let text = |name| record.text_of(Kind::Oversight, name);
        assert_eq!(text("recorded_on").as_deref(), Some("2026-11-03"));
        assert_eq!((text("iro").as_deref(), text("worker")), (Some("A Patel"), None));
        assert_eq!(text("text").as_deref(), Some("£5,\nok"));
    }

    #[test]
    fn what_the_file_is_and_knows_is_told() {
        let file = "\u{feff}Person ID,Name,IRO,Stage,Date raised,Venue,Venue,\n";
        let extract = start(file, &usual()).unwrap();
        assert_eq!(
            (extract.about.format, extract.about.kind, extract.about.encoding.as_str()),
            ("csv", Kind::Dispute, "UTF-8 with BOM")
        );
        assert_eq!(extract.about.left_out, ["Name"]);
        assert_eq!(extract.about.extra, ["Venue", "Venue (2)"]);
        let told: Vec<&str> = extract.about.columns.iter().map(|(_, meaning)| meaning.as_str()).collect();
        assert_eq!(
            told,
            [
                "child",
                "left out: it names a child",
                "iro",
                "stage",
                "date",
                "extra.Venue",
                "extra.Venue (2)",
                "no heading"
            ]
        );
        let known: Vec<&str> = Kind::Dispute
            .fields()
            .iter()
            .zip(&extract.about.known.fields)
            .filter(|(_, known)| **known)
            .map(|(field, _)| field.name)
            .collect();
        assert_eq!(known, ["iro", "stage"]);
        assert!(
            !extract.about.known.reference
                && extract.about.known.child
                && extract.about.known.date
                && extract.about.known.extra
        );
    }

    // The suffix of "abc" is the beginning of its digest in FIPS 180-2, appendix B.1.
    #[test]
    fn a_reference_is_made_where_the_file_has_none() {
        let file = "Person ID,Case note type,Date of event,Text\n42,IRO oversight,02/11/2026,abc\n42,,02/11/2026,\n";
        let (rows, ..) = read(file, &usual());
        let made: Vec<(&str, Option<&str>)> =
            rows.iter().map(|row| (row.record.reference.as_str(), row.collision_suffix.as_deref())).collect();
        assert_eq!(made, [("42/2026-11-02/IRO oversight", Some("ba7816bf")), ("42/2026-11-02", Some("e3b0c442"))]);
        assert!(rows.iter().all(|row| row.derived_reference));
        let (rows, ..) = read("Person ID,Date held,Review type\n42,02/11/2026,first\n", &usual());
        assert_eq!(rows[0].record.reference, "42/2026-11-02");
        assert_eq!((rows[0].derived_reference, &rows[0].collision_suffix), (true, &None));
    }

    #[test]
    fn a_bad_row_is_refused_with_its_place_and_the_rest_come_in() {
        let file = "Review ID,Person ID,Review type,Date due,Date held,Participation code,Number\n\
                    1,42,first,01/11/2026,02/11/2026,PN1,1\n\
                    \n\
                    2,42,sixth,31/02/2026,02/11/2026,PN9,-4\n\
                    ,42,first,,02/11/2026,PN1,1\n\
                    #N/A,42,first,,02/11/2026,PN1,1\n\
                    3,42,second,,,PN1,2\n\
                    \"4\n4\",42,second,,02/11/2026,PN1,2\n\
                    5,42,second\n\
                    6,42,second,,02/11/2026,PN1,2,surplus\n\
                    ,,,,,,\n\
                    7,42,second,,02/11/2026,PN1,2.0,,\n\
                    8,42,\"sec\"ond,,02/11/2026,PN1,2\n\
                    9,42,second,,02/11/2026,PN1,\"2\n";
        let (rows, faults, ending) = read(file, &usual());
        let came: Vec<(u64, &str)> = rows.iter().map(|row| (row.row, row.record.reference.as_str())).collect();
        assert_eq!(came, [(2, "1"), (12, "7")]);
        let told: Vec<(u64, &str, &str)> =
            faults.iter().map(|fault| (fault.row, fault.column.as_str(), fault.value.as_str())).collect();
        assert_eq!(
            told,
            [
                (4, "Review type", "sixth"),
                (4, "Date due", "31/02/2026"),
                (4, "Participation code", "PN9"),
                (4, "Number", "-4"),
                (5, "Review ID", ""),
                (6, "Review ID", "#N/A"),
                (7, "Date held", ""),
                (8, "Review ID", "4 4"),
                (9, "Date due", ""),
                (10, "column H", "surplus"),
                (13, "Review type", "second"),
                (14, "Number", "2"),
            ]
        );
        assert!(faults[0].reason.contains("first, second, subsequent or pathway"));
        assert!(faults[11].reason.contains("the file ends inside a quoted cell"));
        assert_eq!(ending.unwrap(), Ending { rows_read: 11, refused: 9, told: vec![] });
    }

    #[test]
    fn a_review_that_was_not_held_may_lack_its_date() {
        let file = "Review ID,Person ID,Date due,Date held,Cancelled\n\
                    1,42,01/11/2026,,\n2,42,,1900-01-01,Yes\n3,42,,,no\n";
        let (rows, faults, _) = read(file, &usual());
        assert!(rows.iter().all(|row| row.record.date.is_none()) && rows.len() == 2);
        assert_eq!((faults.len(), faults[0].row, faults[0].column.as_str()), (1, 4, "Date held"));
        let (rows, faults, _) = read("Person ID,Date due,Date held,Cancelled\n42,01/11/2026,,yes\n", &usual());
        assert!(rows.is_empty() && faults[0].reason.contains("no column for the record's own id"));
    }

    #[test]
    fn a_childs_reference_is_its_child() {
        let (rows, faults, _) =
            read("reference,child,born,distance_miles\n7,7,2014-05-01,12.5\n8,9,,\n,6,,\n5,,,\nNULL,,,3\n", &usual());
        let ids: Vec<(&str, Option<&str>)> =
            rows.iter().map(|row| (row.record.reference.as_str(), row.record.child.as_deref())).collect();
        assert_eq!(ids, [("7", Some("7")), ("6", Some("6")), ("5", Some("5"))]);
        assert_eq!(rows[0].record.value(Kind::Child, "distance_miles"), Some(&Value::Number(12.5)));
        assert_eq!(faults.iter().map(|fault| fault.row).collect::<Vec<_>>(), [3, 6]);
    }

    #[test]
    fn month_first_columns_are_refused_as_a_whole_unless_said() {
        let file = "Person ID,Date raised,Stage,Date resolved\n1,02/11/2026,formal,25/11/2026\n2,02/25/2026,formal,\n";
        let (_, faults, ending) = read(file, &usual());
        assert_eq!((faults.len(), faults[0].row), (1, 3));
        let Err(IntakeError::MonthFirst(columns)) = ending else { panic!("the column is month first") };
        assert_eq!((columns.len(), columns[0].heading.as_str(), &columns[0].rows), (1, "Date raised", &vec![3]));
        let (rows, faults, ending) = read(file, &Options { dates: Some(DateOrder::Mdy), ..usual() });
        assert_eq!((rows[0].row, rows[0].record.date), (3, Some(day("2026-02-25"))));
        assert_eq!((faults.len(), faults[0].column.as_str()), (1, "Date resolved"));
        assert!(ending.is_ok());
    }

    #[test]
    fn a_mapping_file_says_what_the_headings_do_not() {
        let mapping = "kind = \"dispute\"\n[columns]\n\"Who\" = \"child\"\n\"When\" = \"date\"\n\"Stage\" = \"extra\"\n\
                       \"Father\" = \"\"\n\"Gone\" = \"level\"\n";
        let options = Options { columns: Some(Mapping::parse(mapping).unwrap()), ..usual() };
        let mut extract = start("WHO,When,Stage,Father\n42,02/11/2026,3rd,X\n", &options).unwrap();
        assert_eq!(
            (extract.about.kind, &extract.about.left_out, &extract.about.unmatched),
            (Kind::Dispute, &vec!["Father".to_owned()], &vec!["Gone".to_owned()])
        );
        let row = extract.next_row().unwrap().unwrap();
        assert_eq!(row.record.extra.get("Stage").map(String::as_str), Some("3rd"));
        let wrong = Options { kind: Some(Kind::Review), ..options };
        assert!(matches!(start("WHO,When\n", &wrong), Err(IntakeError::KindDiffers { .. })));
    }

    #[test]
    fn a_file_that_cannot_be_understood_says_what_to_do() {
        for (file, format, words) in [
            ("", None, "the file is empty"),
            ("\u{feff}\n\n", None, "the file is empty"),
            ("Person ID,\"Team\n1,2", None, "quotation mark that is not closed"),
            ("Person ID,Team,IRO\n", None, "say so with --kind"),
            ("reference,child,date,type,text\n", None, "oversights, reviews and disputes equally well"),
            ("Person ID,Case note type,Date of evnt\n", None, "'Date of evnt' is nearly 'Date of event'"),
            ("Case note type,Date of event\n", None, "id of the child or of the record"),
            ("Review ID,Participation code\n", None, "day on which it happened"),
            (
                "Person ID,Stage,Date raised,Team,Allocated team\n",
                None,
                "'Team' and 'Allocated team' would both be team",
            ),
            (
                "CHILD,DOB\n",
                Some("ssda903-reviews"),
                "needs each of these columns once: REVIEW and REVIEW_CODE. This file has CHILD and DOB",
            ),
            ("CHILD,DOB\n", Some("annex"), "there is no format 'annex'; the formats are"),
        ] {
            let options = Options { format: format.map(str::to_owned), ..usual() };
            let error = start(file, &options).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(words), "{file:?}: {error}");
        }
    }

    #[test]
    fn a_kind_that_the_headings_cannot_bear_is_refused() {
        let reviews = "Review ID,Person ID,Date due,Date held\n1,42,,02/11/2026\n";
        for (kind, words) in [
            (Kind::Child, "a column for the child besides the id, usually headed Date of birth"),
            (Kind::Oversight, "a column for the day on which it happened"),
        ] {
            let error = start(reviews, &Options { kind: Some(kind), ..usual() }).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn a_type_that_becomes_part_of_a_reference_stands_on_one_line() {
        let file = "Person ID,Case note type,Date of event\n42,\"IRO\nnote\",02/11/2026\n";
        let (rows, faults, _) = read(file, &usual());
        assert!(rows.is_empty());
        assert_eq!(
            (faults.len(), faults[0].column.as_str(), faults[0].value.as_str()),
            (1, "Case note type", "IRO note")
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_in_a_file_that_is_end_it() {
        let file = [OVERSIGHTS.as_bytes(), b"1,2,caf\xc3\xa9,02/11/2026,,,,,\n1,2,x,02/11/2026,,,,,caf\xe9\n"].concat();
        let mut extract = begin(&file, &usual()).unwrap();
        while extract.next_row().is_some() {}
        assert!(extract.finish().unwrap_err().to_string().contains("row 3 is not in the encoding UTF-8"));
    }

    #[test]
    fn the_ssda903_files_are_read_by_their_columns() {
        let group = joined("CHILD,DOB,REVIEW,REVIEW_CODE\n566910,27/03/2008,30/08/2017,pn6\n");
        let row = group.rows[0].as_ref().unwrap();
        assert_eq!((row.row, row.record.reference.as_str()), (2, "566910/2017-08-30"));
        assert_eq!(row.record.text_of(Kind::Review, "participation").as_deref(), Some("PN6"));
        let group = joined("Child,Sex,DOB,Ethnic,UPN,Mother,MC_DOB\n00a1,2,27/03/2008,wbri,D051910639385,1,\n");
        assert_eq!((group.about.format, group.about.kind), ("ssda903-header", Kind::Child));
        assert_eq!(group.about.left_out, ["UPN", "MC_DOB"]);
        let record = &group.rows[0].as_ref().unwrap().record;
        assert_eq!((record.reference.as_str(), record.child.as_deref()), ("00a1", Some("00a1")));
        let text = |name| record.text_of(Kind::Child, name);
        assert_eq!(text("gender").as_deref(), Some("female"));
        assert_eq!((text("ethnicity").as_deref(), text("born").as_deref()), (Some("WBRI"), Some("2008-03-27")));
        assert_eq!(record.extra.get("MOTHER").map(String::as_str), Some("1"));
    }

    fn word() -> impl Strategy<Value = String> {
        "[A-Za-z0-9é£'\", ;\n=-]{0,12}".prop_map(|text| cell_as_stored(&text))
    }

    /// What a cell is once read: the test's own words for trimming and blanks.
    fn cell_as_stored(text: &str) -> String {
        let text = text.trim();
        if ["-1", "null", "n/a", "#n/a", "1900-01-01"].contains(&text.to_lowercase().as_str()) {
            return String::new();
        }
        text.to_owned()
    }

    proptest! {
        #[test]
        fn valid_tables_come_in_as_they_were_written(
            table in prop::collection::vec(("[a-z0-9]{1,8}", 0..3000_i64, word(), word()), 0..20),
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["Text", "Date of event", "Case note ID", "Case note type", "Person ID"]).unwrap();
            let day_of = |offset: &i64| day("2020-01-01") + chrono::Duration::days(*offset % 2400);
            for (at, (child, offset, kind, text)) in table.iter().enumerate() {
                let date = day_of(offset).format("%d/%m/%Y").to_string();
                writer.write_record([text, &date, &format!("n{at}"), kind, child]).unwrap();
            }
            let file = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let (rows, faults, ending) = read(&file, &usual());
            prop_assert_eq!(faults, vec![]);
            prop_assert!(ending.is_ok());
            prop_assert_eq!(rows.len(), table.len());
            for (at, (row, (child, offset, kind, text))) in rows.iter().zip(&table).enumerate() {
                let stored = |name| row.record.text_of(Kind::Oversight, name).unwrap_or_default();
                prop_assert_eq!(&row.record.reference, &format!("n{at}"));
                prop_assert_eq!(row.record.date, Some(day_of(offset)));
                prop_assert_eq!(row.record.child.clone().unwrap_or_default(), cell_as_stored(child));
                prop_assert_eq!((stored("type"), stored("text")), (kind.clone(), text.clone()));
            }
        }

        #[test]
        fn any_bytes_below_sound_headings_end(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut extract = begin(&[OVERSIGHTS.as_bytes(), &bytes].concat(), &usual());
            while let Ok(Some(_)) = extract.as_mut().map(Extract::next_row) {}
        }

        #[test]
        fn any_text_as_a_file_ends(file in "[a-zA-Z,\";\n\t 0-9/]{0,80}", kind in 0..4_usize) {
            let options = Options { kind: Some(Kind::ALL[kind]), ..usual() };
            let _ = start(&file, &options);
            let _ = start(&file, &usual());
        }
    }
}
