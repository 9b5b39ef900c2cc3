//! One record per child: children are drawn first, and then one record of each.
//!
//! Where records are drawn, a child with many is drawn many times over. Here each child has one ticket under the seed; the
//! smallest are drawn, in each stratum; then each record of a drawn child has its own ticket, under the seed with `|stage2` and
//! for the child's reference, `/`, and the record's, and the smallest is taken. The two stages share no chance. A record is
//! drawn with the chance n / N_c x 1 / m_i: n of N_c children of the stratum, one of the child's m_i records; the inverse is
//! its weight.

use std::collections::BTreeMap;

use crate::model::{Case, Seed, Stratum};

use super::ticket::{Ticket, Tickets};

/// The name of the purpose for which a seed gives records their tickets.
const STAGE: &str = "stage2";

/// What the frame holds of a child.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child {
    pub(super) records: u64,
    /// The place of its stratum.
    pub(super) stratum: usize,
}

/// Children that were drawn, while their records are looked at.
pub(super) struct Children {
    tickets: Tickets,
    drawn: BTreeMap<String, Drawn>,
}

struct Drawn {
    child: Child,
    ticket: Ticket,
    best: Option<(Ticket, String)>,
}

impl Children {
    /// Draws the children: the smallest tickets of each stratum.
    pub(super) fn draw(seed: &Seed, children: &BTreeMap<String, Child>, strata: &[Stratum]) -> Children {
        let tickets = Tickets::new(seed);
        let mut order: Vec<Vec<(Ticket, &String, Child)>> = strata.iter().map(|_| Vec::new()).collect();
        for (name, child) in children {
            if let Some(order) = order.get_mut(child.stratum) {
                order.push((tickets.of(name), name, *child));
            }
        }
        let mut drawn = BTreeMap::new();
        for (mut order, stratum) in order.into_iter().zip(strata) {
            order.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
            let taken = usize::try_from(stratum.size).unwrap_or(usize::MAX);
            let own = order.into_iter().take(taken);
            drawn.extend(own.map(|(ticket, name, child)| (name.clone(), Drawn { child, ticket, best: None })));
        }
        Children { tickets: Tickets::new(&seed.for_purpose(STAGE)), drawn }
    }

    /// Looks at one record.
    pub(super) fn offer(&mut self, record: &str, child: &str) {
        let Some(drawn) = self.drawn.get_mut(child) else { return };
        let ticket = self.tickets.of(&format!("{child}/{record}"));
        let smaller = |best: &(Ticket, String)| (&ticket, record) < (&best.0, best.1.as_str());
        if drawn.best.as_ref().is_none_or(smaller) {
            drawn.best = Some((ticket, record.to_owned()));
        }
    }

    /// The cases of each stratum, in the order of the children's tickets.
    pub(super) fn cases(self, strata: &[Stratum]) -> Vec<Vec<Case>> {
        let mut drawn: Vec<(String, Drawn)> = self.drawn.into_iter().collect();
        drawn.sort_by(|one, other| (&one.1.ticket, &one.0).cmp(&(&other.1.ticket, &other.0)));
        let mut cases: Vec<Vec<Case>> = strata.iter().map(|_| Vec::new()).collect();
        for (name, drawn) in drawn {
            let (Some(stratum), Some((record_ticket, record))) = (strata.get(drawn.child.stratum), drawn.best) else {
                continue;
            };
            let chance = stratum.children.unwrap_or(stratum.frame) as f64 / stratum.size as f64;
            cases[drawn.child.stratum].push(Case {
                record,
                child: Some(name),
                stratum: stratum.stratum.clone(),
                ticket: drawn.ticket.shown(),
                weight: drawn.child.records as f64 * chance,
                record_ticket: Some(record_ticket.shown()),
                child_records: Some(drawn.child.records),
                ..Case::default()
            });
        }
        cases
    }
}
