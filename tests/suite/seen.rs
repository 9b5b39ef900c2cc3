//! What the person at the screen sees is what happens: a grading is sealed only as it was shown, and what the register did not
//! take is never said to be kept.

use std::process::{Command, Output};

use dipsample::store::Part;
use expectrl::Session;

use crate::office::{IDS, ME, Office, Person};
use crate::room::Room;

/// Grades all questions of case 1 as Good, up to the last look.
fn up_to_the_review(office: &Office, words: &[&str]) -> Person {
    let mut me = office.sit_down("rhian", words);
    for place in 1..=6 {
        me.see(format!("{place} of 6: "));
        me.see("q stop >");
        me.press("3\r");
        me.see(format!("Kept: {}: Good", crate::office::TITLES[place - 1]));
        me.press("\r");
    }
    me.answer("Enter confirms Good", "\r");
    me.see("Overall: Good");
    me.see("f finishes");
    me
}

/// Changes every answer of case 1 to Inadequate by flags.
fn changed_elsewhere(office: &Office) {
    let answers: Vec<String> = IDS.iter().map(|id| format!("{id}=inadequate")).collect();
    let mut words = vec!["grade", "s", "1", "--overall", "inadequate"];
    words.extend(answers.iter().flat_map(|answer| ["--set", answer]));
    office.run(&words);
}

#[test]
fn what_is_finished_is_what_was_on_the_screen() {
    for words in [&["grade", "s", "1"][..], &["grade", "s", "1", "--plain"]] {
        let office = Office::drawn(3, 1, true);
        let enter = if words.contains(&"--plain") { "\r" } else { "" };
        let mut me = up_to_the_review(&office, words);
        changed_elsewhere(&office);
        me.press(&format!("f{enter}"));
        me.see("NOT finished");
        me.see("Purpose is");
        me.see("\"Inadequate\" now, not \"Good\"");
        me.see("Overall: Inadequate");
        assert!(!office.grading(1).finished, "{words:?}");
        me.see("f finishes");
        me.press(&format!("f{enter}"));
        me.see("That case is finished");
        me.leaves();
        let grading = office.grading(1);
        assert_eq!((grading.finished, grading.overall.as_deref()), (true, Some("inadequate")));
    }
}

#[test]
fn words_and_themes_that_were_changed_elsewhere_are_looked_at_again_too() {
    for (flags, told) in [
        (["--finding", "drift=Due in May, not asked about"], "the words on"),
        (["--theme", "drift=drift-not-addressed"], "the themes of"),
        (["--note", "purpose=Dated"], "the words on Purpose"),
    ] {
        let office = Office::drawn(3, 1, true);
        let mut me = up_to_the_review(&office, &["grade", "s", "1"]);
        office.run(&[&["grade", "s", "1"][..], &flags].concat());
        me.press("f");
        me.see(told);
        me.answer("f finishes", "f");
        me.see("That case is finished");
        me.leaves();
    }
}

#[test]
fn flags_finish_only_what_stood_when_they_were_checked() {
    let room = Room::staffed();
    let rows = "N1,K1,01/10/2026,Ann Bell,North,Text\n";
    room.import("a.csv", &format!("Case note ID,Person ID,Date of event,Recorded by,Team,Note\n{rows}")).ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name oct --auditors 'Tom Adeyemi'").ok();
    let answers = "--set purpose=good --set drift=good --set impact=good --set analysis=good --set timescales=good";
    room.run_as("Tom Adeyemi", &format!("grade oct 1 {answers} --set care-plan-view=good")).ok();
    let sql = "INSERT INTO answer (grading, at, what, criterion, value) SELECT id, '2026-11-02T09:00:00', 'grade', 'drift', \
               'inadequate' FROM grading";
    let answer = room.run_while_another_writes("grade oct 1 --finish --person 'Tom Adeyemi'", sql);
    answer.refused().must_say(&["case 1 is not finished", "Drift and delay is \"Inadequate\" now, not \"Good\""]);
    room.run_as("Tom Adeyemi", "grade oct 1 --finish").ok().must_say(&["finished, overall Inadequate"]);
}

#[test]
fn what_is_settled_is_what_the_moderator_saw() {
    let office = Office::drawn(4, 1, true);
    office.double_graded();
    office.finish("rhian", "s", "good");
    office.finish("zoe", "s", "inadequate");
    let mut mo = office.sit_down("mo", &["moderate", "s"]);
    mo.answer("They differ on", "\r");
    mo.answer("What is agreed?", "2");
    mo.answer("What in the record shows", "Asked about\r");
    mo.answer("What is the agreed overall grade?", "2");
    mo.answer("Why was that agreed?", "Both read it again\r");
    mo.see("This is to count");
    // Meanwhile one of the gradings is opened again, and given otherwise.
    let reopen = office.command("mo", &["sample", "reopen", "s", "1", "--reason", "A slip"]).output().unwrap();
    assert!(reopen.status.success(), "{}", String::from_utf8_lossy(&reopen.stderr));
    office.finish("rhian", "s", "requires-improvement");
    office.finish("zoe", "s", "inadequate");
    mo.press("f");
    mo.see("NOT settled");
    mo.see("Requires improvement");
    let moderated = |office: &Office| {
        let register = office.register();
        let sample = register.samples().unwrap().pop().unwrap();
        register.gradings(sample.id).unwrap().iter().filter(|row| row.part == Part::Moderation).count()
    };
    assert_eq!(moderated(&office), 0);
    mo.press("q");
    mo.see("Stopped. What you decided is kept");
    mo.leaves();
}

/// The same command where no file can be written to: as of a full disk.
fn on_a_full_disk(office: &Office, login: &str, words: &[&str]) -> Command {
    let inner = office.command(login, words);
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(inner.get_program())
        .args(inner.get_args());
    command.current_dir(inner.get_current_dir().unwrap()).env_clear().env("USER", login).env("TERM", "xterm");
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))
}

#[test]
fn an_answer_that_the_register_did_not_take_is_never_said_to_be_kept() {
    let office = Office::drawn(3, 2, true);
    let before = std::fs::read(office.path("register.dipsample")).unwrap();
    for words in [&["grade", "s"][..], &["grade", "s", "1"]] {
        let mut me = Person { session: Session::spawn(on_a_full_disk(&office, "rhian", words)).unwrap() };
        me.answer("1 of 6: Purpose", "3");
        me.see("Your answer is NOT saved: ");
        me.see("1 of 6: Purpose");
        me.press("q");
        let told = me.see("To go on: dipsample grade s");
        assert!(told.contains("NOT saved") && !told.contains("All your answers are kept"), "{told}");
        me.fails();
    }
    assert!(std::fs::read(office.path("register.dipsample")).unwrap() == before);
}

#[test]
fn words_that_were_not_saved_stay_in_their_field() {
    let office = Office::drawn(3, 1, true);
    office.run(&["grade", "s", "1", "--set", "purpose=good"]);
    let mut me = Person { session: Session::spawn(on_a_full_disk(&office, "rhian", &["grade", "s"])).unwrap() };
    me.answer("Purpose - Good", "Seen on 3 May\r");
    me.see("Your answer is NOT saved: ");
    me.see("> Seen on 3 May");
    me.press("\u{3}");
    me.see("NOT saved");
    me.fails();
}

#[test]
fn an_urgent_concern_that_is_lost_says_so_and_to_ring() {
    let office = Office::drawn(3, 1, true);
    for (words, urgent) in [(&["grade", "s", "1"][..], "!"), (&["grade", "s", "1", "--plain"], "!\r")] {
        let mut me = Person { session: Session::spawn(on_a_full_disk(&office, "rhian", words)).unwrap() };
        me.answer("! urgent", urgent);
        me.answer("Say in a sentence", "Seen with bruises\r");
        me.see("NOT saved: ring now");
        me.see("Say in a sentence");
        if words.contains(&"--plain") {
            me.press("q\r");
        } else {
            me.see("> Seen with bruises");
            me.press("\u{3}");
        }
        me.see("NOT saved: ring now");
        me.see("Ring the team manager now");
        me.fails();
    }
    let flags = ["grade", "s", "1", "--urgent", "Seen with bruises"];
    let said = said(&on_a_full_disk(&office, "rhian", &flags).output().unwrap());
    assert!(said.starts_with("NOT saved: ring now") && said.contains("Ring the team manager now"), "{said}");
    assert!(office.register().urgent().unwrap().is_empty());
    // One that was typed and not ended with Enter is lost as well.
    let mut me = office.sit_down("rhian", &["grade", "s", "1"]);
    me.answer("! urgent", "!");
    me.answer("Say in a sentence", "Seen with bru\u{3}");
    me.see("NOT saved: ring now");
    me.fails();
}

#[test]
fn an_urgent_concern_whose_case_cannot_be_told_is_said_to_be_lost() {
    let room = Room::staffed();
    for (command, code) in [("grade oct 1 --urgent 'Seen with bruises'", 1), ("grade --urgent 'Seen with bruises'", 1)]
    {
        let answer = room.run(command);
        assert_eq!(answer.code, code, "{}", answer.all());
        answer.must_say(&["NOT saved: ring now"]);
    }
    let empty = Room::empty();
    empty.run("grade oct 1 --urgent 'Seen with bruises'").refused().must_say(&["NOT saved: ring now", "no register"]);
}

#[test]
fn a_decision_that_the_register_did_not_take_is_never_said_to_be_kept() {
    let office = Office::drawn(4, 1, true);
    office.double_graded();
    for (login, reason) in [("rhian", "restricted"), ("zoe", "duplicate")] {
        let grade = ["grade", "s", "1", "--unusable", reason];
        assert!(office.command(login, &grade).output().unwrap().status.success());
    }
    let mut mo = Person { session: Session::spawn(on_a_full_disk(&office, "mo", &["moderate", "s"])).unwrap() };
    mo.answer("They differ on: Overall", "u");
    mo.answer("The record is restricted", "1");
    mo.see("Your answer is NOT saved: ");
    mo.answer("q stop >", "q");
    let told = mo.see("To go on: dipsample moderate s");
    assert!(told.contains("NOT saved") && !told.contains("What you decided is kept"), "{told}");
    mo.fails();
}

#[test]
fn a_refused_write_says_that_nothing_was_changed() {
    let office = Office::drawn(3, 1, true);
    let add = ["action", "add", "--theme", "drift-not-addressed", "--what", "x", "--owner", ME, "--due", "2026-12-18"];
    let output = on_a_full_disk(&office, "rhian", &add).output().unwrap();
    assert!(said(&output).contains("; nothing was changed.") && output.status.code() == Some(1), "{}", said(&output));
    assert!(office.register().actions().unwrap().is_empty());
}

#[test]
fn a_grading_notices_that_its_register_was_replaced() {
    let office = Office::drawn(3, 1, true);
    std::fs::copy(office.path("register.dipsample"), office.path("copy")).unwrap();
    let mut me = office.sit_down("rhian", &["grade", "s", "1"]);
    me.see("1 of 6: Purpose");
    std::fs::rename(office.path("copy"), office.path("register.dipsample")).unwrap();
    me.press("3");
    me.see("Your answer is NOT saved: the register's file was replaced");
    me.press("q");
    me.see("NOT saved");
    me.fails();
    assert!(office.grading(1).answers.is_empty());
}

/// Every write to the disk that a command asks for fails once, one after the other: it says that the change is kept where it is,
/// and that nothing was changed where it is not.
#[test]
#[ignore = "needs strace"]
fn whichever_write_to_the_disk_fails_the_command_says_what_became_of_it() {
    let office = Office::drawn(3, 1, true);
    let register = office.path("register.dipsample");
    let whole = std::fs::read(&register).unwrap();
    let add = ["action", "add", "--theme", "drift-not-addressed", "--what", "x", "--owner", ME, "--due", "2026-12-18"];
    let (mut kept, mut refused) = (0, 0);
    for place in 1..=8 {
        std::fs::write(&register, &whole).unwrap();
        let inner = office.command("rhian", &add);
        let mut command = Command::new("strace");
        let fault = format!("inject=fsync,fdatasync:error=EIO:when={place}");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", &fault]);
        command.arg(inner.get_program()).args(inner.get_args()).current_dir(inner.get_current_dir().unwrap());
        let output = command.env("USER", "rhian").output().unwrap();
        let said = said(&output);
        match office.register().actions().unwrap().len() {
            0 => {
                refused += 1;
                assert!(said.contains("nothing was changed") && !output.status.success(), "{place}: {said}");
            }
            _ => {
                kept += u32::from(said.contains("do not enter it again"));
                assert!(!said.contains("nothing was changed") && output.status.success(), "{place}: {said}");
            }
        }
    }
    assert!(kept > 0 && refused > 0, "{kept} {refused}");
}
