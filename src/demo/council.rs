//! The council: what it is called, who works there, and its children, each made when it is asked for.

use chrono::NaiveDate;

use super::chance::{Root, Shuffling};
use super::child::Child;
use super::days;
use super::margins::{self, Margins};
use super::schedule;
use super::staff::{Auditor, Staff};
use crate::model::Person;

/// What a demo is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Children in care; the default has the size of one English county.
    pub children: u64,
    /// For how many of the last months a sample is drawn, up to twelve.
    pub months: u32,
    /// The text that everything follows from.
    pub seed: String,
}

impl Default for Options {
    fn default() -> Options {
        Options { children: margins::CHILDREN, months: 6, seed: "dipsample".to_owned() }
    }
}

/// A synthetic council.
#[derive(Debug)]
pub struct Council {
    pub(super) root: Root,
    pub(super) margins: Margins,
    pub(super) staff: Staff,
    pub(super) months: u32,
    ranks: Shuffling,
}

impl Council {
    /// Makes the council that the options describe: the same options, the same council.
    pub fn new(options: &Options) -> Council {
        let root = Root::new(&options.seed);
        let margins = Margins::of(options.children);
        Council {
            staff: Staff::of(margins.children),
            ranks: Shuffling::new(margins.children, &mut root.stream("ranks", 0)),
            months: options.months.clamp(1, 12),
            margins,
            root,
        }
    }

    /// What the council is called. There is no such county.
    pub fn name(&self) -> &'static str {
        "Fallowshire County Council"
    }

    /// The day that the demo takes for today.
    pub fn today(&self) -> NaiveDate {
        days::today()
    }

    /// Everybody whom the register is to know.
    pub(super) fn people(&self) -> Vec<Person> {
        self.staff.people()
    }

    /// Those who grade, each with a nature of their own: one is harsher than the rest.
    pub fn auditors(&self) -> Vec<Auditor> {
        self.staff.auditors()
    }

    /// How many oversights the extract holds.
    pub fn oversights(&self) -> u64 {
        self.margins.oversights
    }

    /// The child with this number, made anew at each call.
    pub(super) fn child(&self, number: u64) -> Child {
        let rank = self.ranks.of(number);
        Child::new((number, rank), &self.margins, self.root.stream("child", number))
    }

    /// The days on which a child's oversights were recorded.
    pub(super) fn oversight_days(&self, child: &Child) -> Vec<NaiveDate> {
        let trade = |pair| self.root.stream("trade", pair).below(5);
        let count = schedule::oversights(child.stage, &self.margins, trade);
        let from = days::shifted(child.reviews[0].held, 4);
        schedule::oversight_days(count, from, &mut self.root.stream("days", child.number))
    }
}
