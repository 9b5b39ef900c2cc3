//! The words of `--help`, whole: what a person reads who knows nothing yet.

use crate::room::Room;

/// The verbs and sub-verbs that a help page lists under "Commands:".
pub(crate) fn listed(page: &str) -> Vec<String> {
    let Some((_, after)) = page.split_once("Commands:\n") else { return Vec::new() };
    let lines = after.lines().take_while(|line| !line.is_empty());
    let entry = |line: &str| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')).map(str::to_owned);
    lines.filter_map(entry).filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

/// The page of a verb, and those of the verbs below it.
fn tree(room: &Room, verb: &[String], pages: &mut String) {
    let mut words = verb.to_vec();
    words.push("--help".to_owned());
    let page = room.run_words(&words).ok();
    assert_eq!(page.err, "", "help is a result");
    let title = [&["dipsample".to_owned()], verb].concat().join(" ");
    *pages += &format!("{}\n{title}\n{}\n{}\n", "=".repeat(title.len()), "=".repeat(title.len()), page.out);
    for below in listed(&page.out) {
        let mut deeper = verb.to_vec();
        deeper.push(below);
        tree(room, &deeper, pages);
    }
}

#[test]
fn every_page_of_help() {
    let mut pages = String::new();
    tree(&Room::empty(), &[], &mut pages);
    let pages = pages.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(pages);
}

#[test]
fn help_lists_every_verb_of_the_cycle() {
    let verbs = listed(&Room::empty().run("--help").ok().out);
    for verb in [
        "demo",
        "init",
        "import",
        "person",
        "draw",
        "sample",
        "verify",
        "grade",
        "moderate",
        "findings",
        "export",
        "who",
        "rubric",
        "agreement",
        "calc",
        "status",
        "register",
        "completions",
        "man",
    ] {
        assert!(verbs.iter().any(|listed| listed == verb), "{verb}");
    }
}

#[test]
fn the_manual_and_the_completions_name_every_verb() {
    let room = Room::empty();
    let verbs = listed(&room.run("--help").ok().out);
    let manual = room.run("man").ok().out;
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let completions = room.run(&format!("completions {shell}")).ok().out;
        assert!(verbs.iter().all(|verb| completions.contains(verb.as_str())), "{shell}");
    }
    assert!(verbs.iter().all(|verb| manual.contains(verb.as_str())));
    assert!(manual.starts_with(".ie") || manual.starts_with(".TH"), "{}", &manual[..40]);
}

#[test]
fn a_command_that_is_not_understood_is_exit_code_2() {
    let room = Room::empty();
    for command in ["drwa", "draw --sise 3", "import", "draw --kind oversight --size many", "sample withdraw oct"] {
        let answer = room.run(command);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{command}");
        assert!(answer.err.starts_with("error: "), "{command}: {}", answer.err);
    }
    insta::assert_snapshot!(room.run("drwa").all(), @r"
    error: there is no verb 'drwa'

      tip: some similar verbs exist: 'moderate', 'draw'

    Usage: dipsample [OPTIONS] [COMMAND]

    For more information, try '--help'.
    exit code 2
    ");
}

#[test]
fn the_version_is_a_result() {
    let version = room_version();
    assert_eq!(version, format!("dipsample {}\n", env!("CARGO_PKG_VERSION")));
}

fn room_version() -> String {
    Room::empty().run("--version").ok().out
}
