//! A computer whose clock is behind the register: every command says so once, before a change, or at the end where it only reads.

use chrono::Days;

use crate::room::Room;

const SAID: &str = "Check the computer's date";
const SAID_LAST: &str = "Check the computer's date.";

#[test]
fn a_clock_that_was_set_back_is_told_once_by_every_command() {
    let mut room = Room::staffed();
    room.import("o.csv", "Case note ID,Person ID,Date of event,Recorded by,Text\nN1,C1,01/10/2026,Ann Bell,a note\n")
        .ok();
    let right = room.now;
    room.now = right.checked_sub_days(Days::new(400)).unwrap();
    for reading in ["status", "records --kind oversight", "draw --kind oversight --period 2026-10 --size 1 --plan-only"]
    {
        let answer = room.run(reading).ok();
        assert_eq!((answer.err.matches(SAID).count(), answer.out.matches(SAID).count()), (1, 0), "{reading}");
    }
    let refused = room.run("draw --kind oversight --period 2025-01 --size 1 --plan-only").refused();
    assert!(refused.err.trim_end().ends_with(SAID_LAST), "{}", refused.err);
    for writing in [
        "draw --kind oversight --period 2026-10 --size 1 --name s",
        "person add 'Una Low' --role auditor",
        "grade s 1 --set purpose=good",
        "sample withdraw s --reason mistake",
    ] {
        let answer = room.run(writing).ok();
        assert_eq!(format!("{}{}", answer.err, answer.out).matches(SAID).count(), 1, "{writing}: {}", answer.all());
    }
    room.now = right.checked_add_days(Days::new(1)).unwrap();
    assert!(!room.run("person add 'Ida Moor' --role auditor").ok().says(SAID));
}
