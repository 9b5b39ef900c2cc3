//! What came of one file of `pack receive`, counted and in words.

use serde::Serialize;

use super::row::{PackFault, Understood};
use crate::model::english::{counted, counted_as};

/// What came of one file.
#[derive(Debug, Default, Serialize)]
pub(super) struct Taken {
    pub file: String,
    pub sample: Option<String>,
    pub auditor: Option<String>,
    /// Finished cases that are new or changed.
    pub taken: u64,
    /// Finished cases that say what the register has.
    pub unchanged: u64,
    /// Cases that are not finished.
    pub unfinished: u64,
    /// Answers of finished cases that want words and have none.
    pub wordless: u64,
    /// Answers of an earlier file that are blank in this one, and are not answered any more.
    pub cleared: u64,
    /// Urgent concerns that came with it.
    pub urgent: u64,
    /// Words that could identify someone, one line each.
    pub identifying: Vec<String>,
    pub faults: Vec<PackFault>,
}

impl Taken {
    /// Counts a row that is taken or says nothing new.
    pub(super) fn count(&mut self, row: &Understood) {
        match (row.finished, row.said.is_empty()) {
            (true, true) => self.unchanged += 1,
            (true, false) => self.taken += 1,
            (false, _) => self.unfinished += 1,
        }
        self.wordless += if row.finished { row.wordless } else { 0 };
        self.cleared += row.cleared;
    }

    pub(super) fn words(&self) -> String {
        let mut text = format!(
            "{}: {} taken, {} unchanged, {} not finished, {} wrong\n",
            self.file,
            counted(self.taken, "case"),
            self.unchanged,
            self.unfinished,
            counted(self.faults.len(), "cell")
        );
        if self.wordless > 0 {
            let answers_have = counted_as(self.wordless, "answer has", "answers have");
            text += &format!("  {answers_have} no words that say what in the record shows it.\n");
        }
        text += &self.taken_back();
        for fault in &self.faults {
            text += &format!("  {}\n", fault.words());
        }
        if !self.faults.is_empty() {
            text += "  Cases with an error were not imported; earlier answers are unchanged. Correct the cells and receive the file again.\n";
        }
        text
    }

    /// What an earlier file said and this one does not.
    fn taken_back(&self) -> String {
        let mut text = match self.cleared {
            0 => String::new(),
            1 => "  1 answer that was in before is blank in this file: it is not answered now.\n".to_owned(),
            count => {
                format!("  {count} answers that were in before are blank in this file: they are not answered now.\n")
            }
        };
        if !text.is_empty() {
            text += "  What was said before stays in the register's history. Was this an older copy? Then receive the right file again.\n";
        }
        for line in &self.identifying {
            text += &format!("  {line}\n");
        }
        text
    }
}
