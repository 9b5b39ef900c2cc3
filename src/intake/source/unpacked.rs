//! What a workbook may unpack to, looked at before anything of it is kept in memory.
//!
//! A workbook of a few megabytes can unpack to gigabytes, by damage or on purpose. Its directory says how large each part is, and
//! the crate that unpacks ends a part that grows larger than that. So the directory is held against the limits first. Parts that
//! are kept whole in memory later (the table of texts, the styles), and those in which one cell could be too large, are then
//! unpacked once to be measured, in memory that does not grow: no stretch between two tags is ever longer than a cell may be. The
//! crate does not mind tags that do not match, so a cell could hide its length behind them; here they end the reading.
//!
//! Under [`LIMITS`], reading a workbook takes less than 500 MB of memory, whatever is in it.

use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// The limits, in bytes where nothing else is said.
#[derive(Clone, Copy, Debug)]
pub(in crate::intake) struct Limits {
    /// The file as it is.
    pub(in crate::intake) file: u64,
    /// The files that are packed in it, counted.
    parts: usize,
    /// Everything that it unpacks to.
    pub(in crate::intake) whole: u64,
    /// A part that is no XML, such as a picture.
    other: u64,
    /// One cell, with its marks; also one tag, comment or stretch of text.
    cell: u64,
    /// The table of texts.
    texts: u64,
    /// Its texts, counted.
    text_count: u64,
    /// The marks of the styles, counted; and the letters, both of the part and of their copies in memory.
    styles: u64,
    style_letters: u64,
    /// Sheets, names and links of the workbook, counted; and a part that holds some.
    names: u64,
    names_part: u64,
    /// The SSDA903 return as XML, which is kept whole in memory.
    pub(in crate::intake) xml: u64,
    /// Its elements, counted.
    pub(in crate::intake) elements: u64,
    /// One field of it; it is given to each row of its child.
    pub(in crate::intake) field: usize,
    /// One tag, comment or stretch of text.
    pub(in crate::intake) stretch: usize,
    /// The rows of its tables, counted.
    pub(in crate::intake) rows: usize,
}

const MB: u64 = 1_000_000;
/// How deep elements lie in each other in a part of a workbook, and the letters of an element's name, at most.
const DEEPEST: usize = 200;
const LONGEST_NAME: usize = 1_000;

pub(in crate::intake) const LIMITS: Limits = Limits {
    file: 100 * MB,
    parts: 10_000,
    whole: 2_000 * MB,
    other: 50 * MB,
    cell: 8 * MB,
    texts: 200 * MB,
    text_count: 3_000_000,
    styles: 500_000,
    style_letters: 40 * MB,
    names: 100_000,
    names_part: 20 * MB,
    xml: 64 * MB,
    elements: 1_000_000,
    field: 100,
    stretch: 100_000,
    rows: 100_000,
};

/// Which limit a file goes beyond, and how much it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooMuch {
    /// The file itself.
    File(u64),
    /// The files that are packed in it.
    Parts(usize),
    /// All that it unpacks to.
    Whole(u64),
    /// One part that is no XML.
    Other(u64),
    /// One cell.
    Cell(u64),
    /// The texts of all cells.
    Texts(u64),
    /// How many texts there are.
    TextCount(u64),
    /// The styles.
    Styles,
    /// Sheets, names and links.
    Names(u64),
    /// The part of a workbook that holds them.
    NamesPart(u64),
    /// An XML file.
    Xml(u64),
    /// The elements of an XML file.
    Elements(u64),
    /// One field of an XML file.
    Field(usize),
    /// One tag, comment or stretch of text in an XML file.
    Stretch(usize),
    /// The rows of an XML file.
    Rows(usize),
    /// Cells of a sheet that are held in memory.
    Cells(u64),
}

impl fmt::Display for TooMuch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mb = |bytes: u64| match bytes / MB {
            mb if mb >= 1_000 => format!("{} GB", mb / 1_000),
            mb => format!("{mb} MB"),
        };
        match *self {
            TooMuch::File(most) => return write!(out, "the workbook is larger than {}", mb(most)),
            TooMuch::Xml(most) => return write!(out, "the XML file is larger than {}", mb(most)),
            TooMuch::Elements(most) => write!(out, "this XML file has more than {most} elements"),
            TooMuch::Field(most) => write!(out, "one field of this XML file is longer than {most} bytes"),
            TooMuch::Stretch(most) => {
                write!(out, "one tag, comment or text in this XML file is longer than {} kB", most / 1_000)
            }
            TooMuch::Rows(most) => write!(out, "this XML file has more than {most} rows"),
            TooMuch::Parts(most) => write!(out, "more than {most} files are packed in this workbook"),
            TooMuch::Whole(most) => write!(out, "this workbook unpacks to more than {}", mb(most)),
            TooMuch::Other(most) => {
                write!(out, "a picture or attachment in this workbook unpacks to more than {}", mb(most))
            }
            TooMuch::Cell(most) => write!(out, "one cell of this workbook unpacks to more than {}", mb(most)),
            TooMuch::Texts(most) => {
                write!(out, "the text in the cells of this workbook unpacks to more than {}", mb(most))
            }
            TooMuch::TextCount(most) => write!(out, "this workbook says that it has more than {most} different texts"),
            TooMuch::Styles => write!(out, "the styles of this workbook unpack to more than Excel allows"),
            TooMuch::Names(most) => write!(out, "this workbook has more than {most} sheets, names and links"),
            TooMuch::NamesPart(most) => {
                write!(out, "the sheets, names and links of this workbook unpack to more than {}", mb(most))
            }
            TooMuch::Cells(most) => {
                write!(out, "a sheet of this workbook has more than {most} cells to be held in memory")
            }
        }?;
        write!(out, ": it is damaged, or made to do harm")
    }
}

/// Why a workbook, or a sheet of it, cannot be read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::intake) enum Broken {
    Damaged(String),
    TooMuch(TooMuch),
}

impl From<TooMuch> for Broken {
    fn from(what: TooMuch) -> Broken {
        Broken::TooMuch(what)
    }
}

/// Holds a workbook against the limits. What cannot be unpacked at all is not told here: the reader tells it.
pub(in crate::intake) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Broken> {
    if bytes.len() as u64 > limits.file {
        return Err(TooMuch::File(limits.file).into());
    }
    if bytes.windows(4).filter(|four| four == b"PK\x01\x02").count() > limits.parts {
        return Err(TooMuch::Parts(limits.parts).into());
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut whole = 0u64;
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else { continue };
        whole = whole.saturating_add(part.size());
        if whole > limits.whole {
            return Err(TooMuch::Whole(limits.whole).into());
        }
    }
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else { continue };
        let (name, size) = (part.name().map(|name| name.to_lowercase()).unwrap_or_default(), part.size());
        let kind = PartKind::of(&name);
        if kind == PartKind::NoXml && size > limits.other {
            return Err(TooMuch::Other(limits.other).into());
        }
        if kind == PartKind::Styles && size > limits.style_letters {
            return Err(TooMuch::Styles.into());
        }
        // A part that is no larger than one cell may be holds no cell that is too large.
        if size > limits.cell || matches!(kind, PartKind::Texts | PartKind::Styles) {
            Measure::new(kind, *limits).of(part)?;
        }
    }
    Ok(())
}

/// What a part is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PartKind {
    Texts,
    Styles,
    Xml,
    NoXml,
}

impl PartKind {
    fn of(name: &str) -> PartKind {
        let ends = |ending: &str| name.ends_with(ending);
        match name {
            _ if ends("sharedstrings.xml") => PartKind::Texts,
            _ if ends("styles.xml") => PartKind::Styles,
            _ if ends(".xml") || ends(".rels") => PartKind::Xml,
            _ => PartKind::NoXml,
        }
    }
}

/// Reads no more bytes at a time than one cell may have.
struct Meter<R> {
    inner: R,
    most: u64,
    left: u64,
}

impl<R: BufRead> Read for Meter<R> {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(space)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("longer than a cell may be"));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let bytes = self.inner.fill_buf()?;
        Ok(bytes.get(..most.min(bytes.len())).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
        self.inner.consume(count);
    }
}

/// What was measured of a part so far.
struct Measure {
    kind: PartKind,
    limits: Limits,
    /// How many elements are open.
    depth: usize,
    /// Where the cell or the text began that is being read, and at which depth.
    began: Option<(u64, usize)>,
    texts: u64,
    text_count: u64,
    /// The marks of the styles, those of them that take up a font and a format, and the longest of all.
    styles: u64,
    formats: u64,
    longest: u64,
    names: u64,
}

impl Measure {
    fn new(kind: PartKind, limits: Limits) -> Measure {
        let (texts, text_count, styles, formats, longest, names) = (0, 0, 0, 0, 0, 0);
        Measure { kind, limits, depth: 0, began: None, texts, text_count, styles, formats, longest, names }
    }

    /// Unpacks a part to its end, or to where it is no XML.
    fn of(mut self, part: impl Read) -> Result<(), Broken> {
        let (most, is_xml) = (self.limits.cell, self.kind != PartKind::NoXml);
        let mut reader = Reader::from_reader(Meter { inner: BufReader::new(part), most, left: most });
        let config = reader.config_mut();
        (config.check_end_names, config.check_comments, config.expand_empty_elements) = (is_xml, false, true);
        let mut space = Vec::new();
        loop {
            space.clear();
            let meter = reader.get_mut();
            meter.left = meter.most;
            let event = reader.read_event_into(&mut space);
            let at = reader.buffer_position();
            match event {
                Err(_) if reader.get_ref().left == 0 && is_xml => return Err(TooMuch::Cell(most).into()),
                Err(quick_xml::Error::IllFormed(why)) if is_xml => return Err(Broken::Damaged(why.to_string())),
                Err(_) | Ok(Event::Eof) => return Ok(()),
                Ok(Event::Start(tag)) => self.start(&tag, at)?,
                Ok(Event::End(tag)) => self.end(tag.local_name().as_ref(), at)?,
                Ok(_) => {}
            }
            if is_xml && self.length(at) > most {
                return Err(TooMuch::Cell(most).into());
            }
            if self.names > 0 && at > self.limits.names_part {
                return Err(TooMuch::NamesPart(self.limits.names_part).into());
            }
        }
    }

    /// The length of the cell or the text that is being read.
    fn length(&self, at: u64) -> u64 {
        self.began.map_or(0, |(began, _)| at.saturating_sub(began))
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: u64) -> Result<(), Broken> {
        let limits = self.limits;
        self.depth += 1;
        if self.kind != PartKind::NoXml && (self.depth > DEEPEST || tag.name().as_ref().len() > LONGEST_NAME) {
            return Err(Broken::Damaged("its elements lie too deep in each other".to_owned()));
        }
        match tag.local_name().as_ref() {
            "c" | "si" => {
                self.began.get_or_insert((at, self.depth));
            }
            "sst" => {
                let mut said = tag.attributes();
                let said = said.with_checks(false).flatten().filter(|one| one.key.as_ref() == "uniqueCount");
                let said = said.filter_map(|one| one.value.parse().ok());
                if said.max().is_some_and(|count: u64| count > limits.text_count) {
                    return Err(TooMuch::TextCount(limits.text_count).into());
                }
            }
            "sheet" | "definedName" | "Relationship" => self.names += 1,
            name => self.formats += u64::from(name == "xf"),
        }
        if self.kind == PartKind::Styles {
            self.styles += 1;
            self.longest = self.longest.max(tag.len() as u64);
            if self.styles > limits.styles || self.formats.saturating_mul(self.longest) > limits.style_letters {
                return Err(TooMuch::Styles.into());
            }
        }
        if self.names > limits.names { Err(TooMuch::Names(limits.names).into()) } else { Ok(()) }
    }

    fn end(&mut self, name: &str, at: u64) -> Result<(), Broken> {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        if self.began.is_none_or(|(_, began)| began != depth) {
            return Ok(());
        }
        let length = self.length(at);
        self.began = None;
        if name == "si" {
            self.texts += length;
            self.text_count += 1;
        }
        match (self.texts > self.limits.texts, self.text_count > self.limits.text_count) {
            (true, _) => Err(TooMuch::Texts(self.limits.texts).into()),
            (_, true) => Err(TooMuch::TextCount(self.limits.text_count).into()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// Limits that a test can go beyond.
    const SMALL: Limits = Limits {
        file: 100_000,
        parts: 4,
        whole: 50_000,
        other: 2_000,
        cell: 1_000,
        texts: 5_000,
        text_count: 100,
        styles: 100,
        style_letters: 10_000,
        names: 20,
        names_part: 3_000,
        xml: 1_000,
        elements: 10,
        field: 100,
        stretch: 100,
        rows: 10,
    };

    fn packed(parts: &[(&str, String)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn sheet(inside: &str) -> String {
        format!(
            "<worksheet><sheetData><row r=\"1\">{inside}</row></sheetData></worksheet>{}",
            " ".repeat(900).replace(' ', "<a/>")
        )
    }

    #[test]
    fn what_goes_beyond_a_limit_is_found_by_which() {
        let long = "x".repeat(1_001);
        let words = |count: usize, length: usize| {
            format!("<sst>{}</sst>", format!("<si><t>{}</t></si>", "y".repeat(length)).repeat(count))
        };
        let hidden = |what: &str| format!("<r><t>{}</t></r>{what}", "z".repeat(300)).repeat(4);
        let runs = format!("<c t=\"inlineStr\"><is>{}</is></c>", "<r><t>some words</t></r>".repeat(60));
        for (name, text, expected) in [
            ("xl/worksheets/sheet1.xml", sheet("<c><v>1</v></c>"), None),
            ("xl/worksheets/sheet1.xml", sheet(&format!("<c><is><t>{long}</t></is></c>")), Some(TooMuch::Cell(1_000))),
            ("xl/worksheets/sheet1.xml", sheet(&runs), Some(TooMuch::Cell(1_000))),
            ("xl/worksheets/sheet1.xml", sheet(&format!("<!--{long}-->")), Some(TooMuch::Cell(1_000))),
            ("xl/worksheets/sheet1.xml", sheet(&format!("<![CDATA[{long}]]>")), Some(TooMuch::Cell(1_000))),
            ("xl/worksheets/sheet1.xml", sheet(&format!("<c a=\"{long}\"/>")), Some(TooMuch::Cell(1_000))),
            ("xl/worksheets/sheet1.xml", sheet(&" ".repeat(1_001)), Some(TooMuch::Cell(1_000))),
            ("xl/worksheets/sheet1.xml", "<a/>".repeat(20_000), Some(TooMuch::Whole(50_000))),
            ("xl/media/image.png", long.clone(), None),
            ("xl/media/image.png", long.repeat(2), Some(TooMuch::Other(2_000))),
            ("xl/sharedStrings.xml", words(50, 40), None),
            ("xl/sharedStrings.xml", words(50, 100), Some(TooMuch::Texts(5_000))),
            ("xl/SHAREDSTRINGS.xml", words(101, 1), Some(TooMuch::TextCount(100))),
            ("xl/sharedStrings.xml", "<sst uniqueCount=\"4000000000\"/>".to_owned(), Some(TooMuch::TextCount(100))),
            ("xl/styles.xml", "<xf/>".repeat(101), Some(TooMuch::Styles)),
            (
                "xl/styles.xml",
                format!("<name val=\"{}\"/>{}", "z".repeat(500), "<xf/>".repeat(30)),
                Some(TooMuch::Styles),
            ),
            ("xl/styles.xml", "<xf numFmtId=\"1\"/>".repeat(90), None),
            ("xl/styles.xml", "<font/>".repeat(10_001 / 7 + 1), Some(TooMuch::Styles)),
            ("xl/workbook.xml", "<definedName name=\"a\">b</definedName>".repeat(50), Some(TooMuch::Names(20))),
            (
                "xl/workbook.xml",
                format!("<definedName name=\"a\">{}</definedName>", format!("<!--{}-->", "x".repeat(500)).repeat(7)),
                Some(TooMuch::NamesPart(3_000)),
            ),
            // What is in a cell or a text belongs to it, whatever it is called.
            (
                "xl/worksheets/sheet1.xml",
                sheet(&format!("<c><is>{}</is></c>", hidden("<c/>"))),
                Some(TooMuch::Cell(1_000)),
            ),
            (
                "xl/worksheets/sheet1.xml",
                sheet(&format!("<c><is>{}</is></c>", hidden("<si/>"))),
                Some(TooMuch::Cell(1_000)),
            ),
            ("xl/sharedStrings.xml", format!("<sst><si>{}</si></sst>", hidden("<c></c>")), Some(TooMuch::Cell(1_000))),
        ] {
            let found = check(&packed(&[("_rels/.rels", "<a/>".to_owned()), (name, text)]), &SMALL);
            assert_eq!(found.err(), expected.map(Broken::TooMuch), "{name}");
        }
        // Tags that do not match could hide the end of a cell.
        for inside in ["<c><is><t>x</t></c></is></c>", "</c></c>", &"<a>".repeat(DEEPEST)] {
            let found = check(&packed(&[("xl/worksheets/sheet1.xml", sheet(inside))]), &SMALL);
            assert!(matches!(found, Err(Broken::Damaged(_))), "{inside}: {found:?}");
        }
        let many: Vec<(String, String)> = (0..5).map(|at| (format!("{at}.xml"), String::new())).collect();
        let many: Vec<(&str, String)> = many.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        assert_eq!(check(&packed(&many), &SMALL), Err(TooMuch::Parts(4).into()));
        assert_eq!(check(&vec![0; 100_001], &SMALL), Err(TooMuch::File(100_000).into()));
        assert_eq!(check(b"PK no archive", &SMALL), Ok(()));
    }

    #[test]
    fn a_directory_that_understates_a_part_gains_nothing() {
        let text = sheet(&" ".repeat(40_000));
        let size = u32::try_from(text.len()).unwrap();
        let mut bytes = packed(&[("xl/worksheets/sheet1.xml", text)]);
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == size.to_le_bytes()).collect();
        assert!(!places.is_empty());
        for at in places {
            bytes[at..at + 4].copy_from_slice(&1_100u32.to_le_bytes());
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        let mut unpacked = Vec::new();
        let read = archive.by_index(0).unwrap().read_to_end(&mut unpacked);
        assert!(read.is_err() && unpacked.len() < 10_000, "{}", unpacked.len());
        // Nor does it give more to the reader, which then tells that the workbook is damaged.
        assert_eq!(check(&bytes, &SMALL), Ok(()));
    }

    #[test]
    fn a_limit_is_said_in_words() {
        for (limit, words) in [
            (
                TooMuch::Whole(LIMITS.whole),
                "this workbook unpacks to more than 2 GB: it is damaged, or made to do harm",
            ),
            (
                TooMuch::Cell(LIMITS.cell),
                "one cell of this workbook unpacks to more than 8 MB: it is damaged, or made to do harm",
            ),
            (TooMuch::File(LIMITS.file), "the workbook is larger than 100 MB"),
        ] {
            assert_eq!(limit.to_string(), words);
        }
    }
}
