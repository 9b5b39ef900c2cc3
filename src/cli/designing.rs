//! From what was typed to a design: which parameters go together, and what each may be.

use std::collections::BTreeMap;

use clap::Args;

use super::failure::Failure;
use crate::model::{Allocation, Design, DesignKind, Form, Kind, Stratum};

/// The flags of a draw that say how cases are picked.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct DesignArgs {
    /// simple, stratified, systematic or pps [default: simple; stratified with --by; pps with --size-field]
    #[arg(long, value_name = "D")]
    pub(super) design: Option<String>,
    /// The fields that strata are made of: iro, or team,child.placement_type; of a systematic draw, its order
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(super) by: Vec<String>,
    /// How cases are shared out over strata: proportional, equal, neyman, or NAME=n,.. [default: proportional]
    #[arg(long, value_name = "A")]
    pub(super) allocation: Option<String>,
    /// The fewest cases from each stratum [default: 0]
    #[arg(long, value_name = "N")]
    pub(super) at_least: Option<u64>,
    /// Merge strata that hold fewer records than this [default: 0, merges none]
    #[arg(long, value_name = "N")]
    pub(super) merge_below: Option<u64>,
    /// The field with the size by which a pps draw gives its chances: child.missing_12m
    #[arg(long, value_name = "FIELD")]
    pub(super) size_field: Option<String>,
    /// Draw children, and then one record of each
    #[arg(long)]
    pub(super) one_per_child: bool,
    /// Let grading stop as soon as it is sure that fewer than RATE have the lowest grade, as 10% or 0.1
    #[arg(long, value_name = "RATE")]
    pub(super) sequential: Option<String>,
    /// With --sequential: the chance of being wrong, as 5% or 0.05 [default: 5%]
    #[arg(long, value_name = "SHARE")]
    pub(super) risk: Option<String>,
}

impl DesignArgs {
    /// The design for so many cases of a kind of record.
    pub(super) fn design(&self, size: u64, kind: Kind) -> Result<Design, Failure> {
        let by: Vec<String> = self
            .by
            .iter()
            .map(|field| field.trim())
            .filter(|field| !field.is_empty())
            .map(|field| whose(field, kind))
            .collect();
        let design = Design {
            kind: self.design_kind(&by)?,
            size,
            at_least: self.at_least.unwrap_or(0),
            merge_below: self.merge_below.unwrap_or(0),
            size_field: self.size_field.as_ref().map(|field| whose(field.trim(), kind)),
            one_per_child: self.one_per_child,
            sequential: super::sequential::promise(self.sequential.as_deref(), self.risk.as_deref())?,
            by,
            ..self.shared_out()?
        };
        self.check(&design, kind)?;
        let order = match design.kind {
            DesignKind::Systematic => design.by.iter().cloned().chain(["reference".to_owned()]).collect(),
            _ => Vec::new(),
        };
        Ok(Design { order, ..design })
    }

    fn design_kind(&self, by: &[String]) -> Result<DesignKind, Failure> {
        match self.design.as_deref() {
            None if self.size_field.is_some() => Ok(DesignKind::Pps),
            None if by.is_empty() => Ok(DesignKind::Simple),
            None => Ok(DesignKind::Stratified),
            Some(typed) => DesignKind::parse(typed).ok_or_else(|| {
                let designs = DesignKind::ALL.map(DesignKind::id).join(", ");
                Failure::person(format!("there is no design '{typed}'")).hint(format!("The designs are: {designs}"))
            }),
        }
    }

    /// A design that has nothing but its allocation.
    fn shared_out(&self) -> Result<Design, Failure> {
        let typed = self.allocation.as_deref().unwrap_or(Allocation::Proportional.id()).trim();
        let rules = [Allocation::Proportional, Allocation::Equal, Allocation::Neyman];
        if let Some(allocation) = rules.into_iter().find(|rule| rule.id().eq_ignore_ascii_case(typed)) {
            return Ok(Design { allocation, ..Design::default() });
        }
        match typed.contains('=') {
            true => Ok(Design { allocation: Allocation::Given, given: given(typed)?, ..Design::default() }),
            false => Err(Failure::person(format!("there is no allocation '{typed}'")).hint(
                "It is proportional, equal, neyman, or a number for each stratum, as --allocation \"North=5,South=3\"",
            )),
        }
    }

    /// Refuses flags that do not go together.
    fn check(&self, design: &Design, kind: Kind) -> Result<(), Failure> {
        let stratified = design.is_stratified();
        let refused = match design.kind {
            DesignKind::Stratified if design.by.is_empty() => {
                Some("a stratified draw needs the field that strata are made of, as --by iro")
            }
            DesignKind::Simple if !design.by.is_empty() => {
                Some("a simple draw has no strata; leave --by out, or say --design stratified")
            }
            DesignKind::Pps if !design.by.is_empty() => Some("a pps draw has no strata; leave --by out"),
            DesignKind::Pps if design.size_field.is_none() => {
                Some("a pps draw needs the field that gives sizes, as --size-field child.missing_12m")
            }
            DesignKind::Simple | DesignKind::Stratified | DesignKind::Systematic if design.size_field.is_some() => {
                Some("--size-field is for pps draws; add --design pps, or leave it out")
            }
            _ if design.sequential.is_some() && (design.kind != DesignKind::Simple || design.one_per_child) => Some(
                "--sequential goes with simple draws only: its guarantee is that of cases which all have the same chance",
            ),
            _ if design.sequential.is_none() && self.risk.is_some() => {
                Some("--risk is for grading that may stop early; add --sequential RATE")
            }
            _ if !stratified && self.at_least.is_some() => Some("--at-least is for stratified draws; add --by FIELD"),
            _ if !stratified && self.merge_below.is_some() => {
                Some("--merge-below is for stratified draws; add --by FIELD")
            }
            _ if !stratified && design.allocation != Allocation::Proportional => {
                Some("--allocation is for stratified draws; add --by FIELD")
            }
            _ if design.allocation == Allocation::Given && (design.at_least > 0 || design.merge_below > 0) => {
                Some("--allocation with a number for each stratum leaves nothing to --at-least or --merge-below")
            }
            _ if design.one_per_child && !matches!(design.kind, DesignKind::Simple | DesignKind::Stratified) => {
                Some("--one-per-child goes with simple and stratified draws only")
            }
            _ if design.one_per_child && kind == Kind::Child => {
                Some("every record of the kind child is a child; leave --one-per-child out")
            }
            _ => None,
        };
        match refused {
            Some(words) => Err(Failure::usage(words)),
            None => countable(design, kind),
        }
    }
}

/// Refuses a field of sizes that holds words or days.
fn countable(design: &Design, kind: Kind) -> Result<(), Failure> {
    let Some(name) = design.size_field.as_deref() else { return Ok(()) };
    let (kind, field) = match name.strip_prefix("child.") {
        Some(field) => (Kind::Child, field),
        None => (kind, name),
    };
    let known = kind.fields().iter().find(|known| known.name == field);
    if known.is_none_or(|known| matches!(known.form, Form::Integer | Form::Number)) && !is_common(field) {
        return Ok(());
    }
    let numbers: Vec<String> = kind
        .fields()
        .iter()
        .filter(|known| matches!(known.form, Form::Integer | Form::Number))
        .map(|known| if name.starts_with("child.") { format!("child.{}", known.name) } else { known.name.to_owned() })
        .collect();
    Err(Failure::person(format!("--size-field: {name} holds no numbers, so nothing can be drawn by it"))
        .hint(format!("Fields with numbers are: {}", numbers.join(", "))))
}

fn is_common(field: &str) -> bool {
    ["reference", "child", "date"].contains(&field)
}

/// The field as conditions name it: the record's own, else that of its child where only children have it.
fn whose(field: &str, kind: Kind) -> String {
    if field.starts_with("extra.") {
        return field.to_owned();
    }
    let field = field.to_lowercase();
    let own = is_common(&field) || field.contains('.') || kind.position(&field).is_some();
    match !own && Kind::Child.position(&field).is_some() {
        true => format!("child.{field}"),
        false => field,
    }
}

/// Reads `NAME=n,..`. A name with a comma, an equals sign or quotation marks stands between quotation marks, doubled within.
fn given(typed: &str) -> Result<BTreeMap<String, u64>, Failure> {
    let mut sizes = BTreeMap::new();
    for part in parts(typed).into_iter().filter(|part| !part.trim().is_empty()) {
        let wrong = || {
            Failure::person(format!("--allocation: '{}' is not a stratum's name and a number", part.trim()))
                .hint("Write NAME=n for each stratum, as --allocation \"North=5,South=3\"; a name with a comma goes between double quotes,")
                .hint("as --allocation '\"Smith, Jane\"=5,Ann Lee=3'; several fields are joined by ' | ', as 'North | foster=5'")
        };
        let (name, number) = part.rsplit_once('=').ok_or_else(wrong)?;
        let number: u64 = number.trim().parse().map_err(|_| wrong())?;
        let name = name.trim();
        let bare = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        let name = bare.map_or_else(|| name.to_owned(), |bare| bare.replace("\"\"", "\""));
        if name.is_empty() {
            return Err(wrong());
        }
        if sizes.insert(name.clone(), number).is_some() {
            return Err(Failure::person(format!("--allocation names '{name}' twice")));
        }
    }
    Ok(sizes)
}

/// Cuts at commas that are not between quotation marks.
fn parts(typed: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for letter in typed.chars() {
        quoted ^= letter == '"';
        match (letter, parts.last_mut()) {
            (',', _) if !quoted => parts.push(String::new()),
            (_, Some(part)) => part.push(letter),
            (_, None) => {}
        }
    }
    parts
}

/// What a person must know of a design besides its name, a line each.
pub(super) fn words(design: &Design, strata: &[Stratum]) -> String {
    let mut lines = Vec::new();
    if design.is_stratified() {
        let least = match design.at_least {
            0 => String::new(),
            least => format!(", at least {least} from each"),
        };
        lines.push(format!("Strata by {}, allocation {}{least}.", design.by.join(", "), design.allocation.id()));
    }
    let merged = strata.iter().map(|stratum| stratum.merged.len()).sum::<usize>();
    if merged > 0 {
        lines
            .push(format!("{merged} strata are merged into one, because some hold fewer than {}.", design.merge_below));
    }
    if !design.spread_from.is_empty() {
        lines.push(format!("How far grades differ is taken from the gradings of {}.", design.spread_from.join(", ")));
    }
    if !design.order.is_empty() {
        lines.push(format!("At equal distances along the frame in the order of {}.", design.order.join(", then ")));
    }
    if let Some(field) = &design.size_field {
        lines.push(format!(
            "Chances in proportion to {field}; each case's lambda is its chance, and its weight 1 / lambda."
        ));
    }
    if design.one_per_child {
        let children: u64 = strata.iter().filter_map(|stratum| stratum.children).sum();
        lines.push(format!(
            "Children are drawn, out of {children} who have a record in the frame, and then one record of each."
        ));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_strata_may_hold_anything() {
        let read = |typed| given(typed).map(|sizes| sizes.into_iter().collect::<Vec<_>>()).map_err(|e| e.message);
        let owned = |list: &[(&str, u64)]| list.iter().map(|(n, k)| ((*n).to_owned(), *k)).collect::<Vec<_>>();
        assert_eq!(read("North=5,South=3"), Ok(owned(&[("North", 5), ("South", 3)])));
        assert_eq!(
            read(" Ann Lee | foster = 5 , \"Smith, Jane\"=3,\"a \"\"b\"\"\"=1,x=y=0,"),
            Ok(owned(&[("Ann Lee | foster", 5), ("Smith, Jane", 3), ("a \"b\"", 1), ("x=y", 0)]))
        );
        for wrong in ["North=five", "North=-1", "=3", "North=5,South", "A=1,A=2", "A=1.5"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_field_that_only_children_have_is_the_childs() {
        assert_eq!(whose("Team", Kind::Oversight), "team");
        assert_eq!(whose("placement_type", Kind::Oversight), "child.placement_type");
        assert_eq!(whose("placement_type", Kind::Child), "placement_type");
        assert_eq!(whose("extra.Locality", Kind::Oversight), "extra.Locality");
        assert_eq!(whose("nonsense", Kind::Oversight), "nonsense");
    }
}
