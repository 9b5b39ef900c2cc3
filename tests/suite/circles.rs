//! Keeps files from importing each other in a circle, directly or by way of others.
//!
//! What a file imports is read from its `use` lines and paths. A name that a folder's `mod.rs` only passes on (`pub use`)
//! counts as imported from the file that defines it, so that a `mod.rs` and the files that it names are no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::floors::sources;

/// Modules that are still in a circle, each circle set apart by a blank line. The list is to shrink: open a circle, and take it off.
const STILL: &str = "
analysis::sentences analysis::sentences::answer analysis::sentences::missing

cli cli::commands::completions cli::grammar

cli::commands::calc cli::commands::calc::agreement cli::commands::calc::difference cli::commands::calc::interval
cli::commands::calc::size

cli::commands::draw cli::commands::sample cli::commands::sample::assign cli::commands::sample::grow
cli::commands::sample::reopen cli::commands::sample::state cli::lone cli::planned cli::request cli::roster cli::story

cli::context cli::files cli::themes cli::writing

cli::gather cli::gather::how cli::gather::series cli::spread

cli::importing cli::importing::clashes cli::importing::keep cli::importing::plan cli::importing::receipt cli::importing::take
cli::importing::words cli::refused

cli::manifest cli::reserves

cli::marking cli::questions cli::seat cli::sequential cli::telling cli::urgent

cli::moderating cli::moderating::guided cli::moderating::table

cli::permission cli::sight

demo::disputes demo::extracts

demo::note demo::note::facts

demo::reading::judgement demo::reading::nature

grading::route grading::session

intake::headings intake::headings::identifying

model::detail model::findings

reporting::pack reporting::pack::descriptors reporting::pack::grading reporting::pack::records reporting::pack::start

reporting::workbook reporting::workbook::actions reporting::workbook::calibration reporting::workbook::cases
reporting::workbook::cells reporting::workbook::charts reporting::workbook::criteria reporting::workbook::funnel
reporting::workbook::grades reporting::workbook::lines reporting::workbook::links reporting::workbook::marks
reporting::workbook::method reporting::workbook::notes reporting::workbook::over_time reporting::workbook::page
reporting::workbook::pareto reporting::workbook::run_chart reporting::workbook::summary reporting::workbook::table
reporting::workbook::theme_parts reporting::workbook::themes reporting::workbook::trend reporting::workbook::wide
reporting::workbook::wording

search search::parse

store::compared store::condition store::field_ref store::tokens

store::frame store::frame::counted store::frame::guard store::frame::sql store::frame::walk

store::journal store::open
";

/// A path of names: `crate::intake::row::Row` as its parts after `crate`.
type Names = Vec<String>;

/// The modules of the library, each with its code above its tests, and what each passes on.
struct House {
    code: BTreeMap<String, String>,
    passed_on: BTreeMap<(String, String), Names>,
}

impl House {
    fn read() -> House {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut paths = Vec::new();
        sources(&root, &mut paths);
        let mut code = BTreeMap::new();
        for path in paths {
            let file = path.strip_prefix(&root).unwrap().to_string_lossy().replace(['\\', '/'], "::");
            let name = file.strip_suffix(".rs").unwrap();
            let text = fs::read_to_string(&path).unwrap();
            if !["lib", "main"].contains(&name) && !name.ends_with("tests") {
                code.insert(name.strip_suffix("::mod").unwrap_or(name).to_owned(), above_tests(&text));
            }
        }
        let mut house = House { code, passed_on: BTreeMap::new() };
        let modules: Vec<String> = house.code.keys().cloned().collect();
        for module in modules {
            for (_, path) in uses(&house.code[&module]) {
                let name = last(path.split('@').next_back().unwrap()).to_owned();
                if let Some(names) = house.absolute(&module, &path) {
                    house.passed_on.insert((module.clone(), name), names);
                }
            }
        }
        house
    }

    /// A path as it is seen from the root; `None` for one of an outside crate.
    fn absolute(&self, module: &str, path: &str) -> Option<Names> {
        let mut parts: Vec<&str> = path.split('@').next()?.split("::").collect();
        let mut base: Vec<&str> = module.split("::").collect();
        match parts[0] {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                while parts.first() == Some(&"super") {
                    base.pop();
                    parts.remove(0);
                }
                parts.insert(0, "super");
            }
            child if self.code.contains_key(&format!("{module}::{child}")) => parts.insert(0, "self"),
            _ => return None,
        }
        Some(base.into_iter().chain(parts.into_iter().skip(1)).map(str::to_owned).collect())
    }

    /// The module that defines what a path names, followed through what others pass on.
    fn defined_in(&self, names: &[String], steps: usize) -> Option<String> {
        let known = (1..=names.len()).rev().find(|end| self.code.contains_key(&names[..*end].join("::")))?;
        let module = names[..known].join("::");
        let Some(name) = names.get(known) else { return Some(module).filter(|module| !self.has_children(module)) };
        let next =
            self.passed_on.get(&(module.clone(), name.clone())).filter(|next| steps > 0 && next[..] != names[..]);
        let next = next.map(|next| next.iter().chain(&names[known + 1..]).cloned().collect::<Names>());
        next.and_then(|next| self.defined_in(&next, steps - 1)).or(Some(module))
    }

    fn has_children(&self, module: &str) -> bool {
        let within = format!("{module}::");
        self.code.range(within.clone()..).next().is_some_and(|(name, _)| name.starts_with(&within))
    }

    /// The modules that a module imports from.
    fn imports(&self, module: &str) -> BTreeSet<String> {
        let code = &self.code[module];
        let mut paths = paths_in(code);
        for (passes_on, path) in uses(code) {
            let whole = self.absolute(module, &path).filter(|names| self.code.contains_key(&names.join("::")));
            if whole.is_some() {
                // A module that is imported whole counts by what is taken from it.
                let (path, name) = (path.split('@').next().unwrap(), last(path.split('@').next_back().unwrap()));
                let from_it = paths_in(code).into_iter().filter_map(|used| {
                    used.strip_prefix(name).filter(|rest| rest.starts_with("::")).map(|rest| format!("{path}{rest}"))
                });
                paths.extend(from_it.collect::<Vec<_>>());
            } else if !passes_on {
                paths.push(path);
            }
        }
        let names = paths.iter().filter_map(|path| self.absolute(module, path));
        names.filter_map(|names| self.defined_in(&names, 8)).filter(|found| found != module).collect()
    }
}

/// The code above a file's tests, without comments.
fn above_tests(text: &str) -> String {
    let above = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    above.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Each `use` of a code, one name a line: whether it passes the name on, and its path, another name for it behind `@`.
fn uses(code: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("use ") {
        let before = rest[..at].rsplit('\n').next().unwrap_or_default().trim();
        let (statement, after) = rest[at + 4..].split_once(';').unwrap_or((&rest[at + 4..], ""));
        if before.is_empty() || (before.starts_with("pub") && !before.contains(' ')) || before.ends_with(')') {
            let tree: String = statement.replace(" as ", "@").split_whitespace().collect();
            found.extend(branches(&tree).into_iter().map(|path| (!before.is_empty(), path)));
            rest = after;
        } else {
            rest = &rest[at + 4..];
        }
    }
    found
}

/// The paths of a `use` tree: `a::{b, c::{d}}` is `a::b` and `a::c::d`.
fn branches(tree: &str) -> Vec<String> {
    let Some((stem, body)) = tree.split_once('{') else { return vec![tree.to_owned()] };
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for letter in body.strip_suffix('}').unwrap_or(body).chars() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        match (letter, depth) {
            (',', 0) => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(letter),
        }
    }
    let path =
        |part: String| if part == "self" { stem.trim_end_matches("::").to_owned() } else { format!("{stem}{part}") };
    parts.into_iter().filter(|part| !part.is_empty()).flat_map(|part| branches(&part)).map(path).collect()
}

/// Every path of two names or more that stands in a code outside its `use` lines.
fn paths_in(code: &str) -> Vec<String> {
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("use ") && !line.trim_start().starts_with("pub use "));
    let of_line = |line: &str| {
        let pieces = line.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'));
        let paths = pieces.filter(|piece| piece.contains("::") && !piece.starts_with(':'));
        paths.map(|piece| piece.trim_matches(':').to_owned()).collect::<Vec<_>>()
    };
    lines.flat_map(of_line).collect()
}

/// All modules from which something can be reached by way of imports.
fn reached(from: &str, imports: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> = imports[from].iter().collect();
    while let Some(module) = open.pop() {
        if found.insert(module.clone()) {
            open.extend(&imports[module]);
        }
    }
    found
}

#[test]
fn files_do_not_import_each_other_in_a_circle() {
    let house = House::read();
    let imports: BTreeMap<String, BTreeSet<String>> =
        house.code.keys().map(|module| (module.clone(), house.imports(module))).collect();
    let reach: BTreeMap<&String, BTreeSet<String>> =
        imports.keys().map(|module| (module, reached(module, &imports))).collect();
    let still: BTreeSet<&str> = STILL.split_whitespace().collect();
    let mut faults = Vec::new();
    for (module, reached) in &reach {
        let back: Vec<&String> = imports[*module].iter().filter(|other| reach[other].contains(*module)).collect();
        let listed = still.contains(module.as_str());
        if reached.contains(*module) && !listed {
            faults.push(format!("{module} imports {back:?}, from which a way of imports leads back to it"));
        }
        if !reached.contains(*module) && listed {
            faults.push(format!("{module} is in no circle any more: take it off the list"));
        }
    }
    let gone = still.iter().filter(|name| !house.code.contains_key(**name));
    faults.extend(gone.map(|name| format!("there is no module {name}: take it off the list")));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_circle_is_seen_through_what_a_folder_passes_on() {
    assert_eq!(branches("a::{b,c::{self,d@e}}"), ["a::b", "a::c", "a::c::d@e"]);
    let code = |text: &str| above_tests(text);
    let mut house = House { code: BTreeMap::new(), passed_on: BTreeMap::new() };
    house.code.insert("room".to_owned(), code("mod one;\nmod two;\npub use one::One;\n"));
    house.code.insert("room::one".to_owned(), code("use super::two;\nfn f() { two::g() }\n"));
    house.code.insert("room::two".to_owned(), code("// use super::one;\nfn g() { crate::room::One::new() }\n"));
    house.passed_on.insert(("room".to_owned(), "One".to_owned()), ["room", "one", "One"].map(str::to_owned).to_vec());
    assert_eq!(house.imports("room::one"), BTreeSet::from(["room::two".to_owned()]));
    assert_eq!(house.imports("room::two"), BTreeSet::from(["room::one".to_owned()]));
    assert_eq!(house.imports("room"), BTreeSet::new());
}
