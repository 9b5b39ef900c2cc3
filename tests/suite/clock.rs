//! A computer whose clock is behind the register: whatever is about to write says so once, and whatever only reads does not.

use chrono::Days;

use crate::room::Room;

const SAID: &str = "Check the computer's date";

#[test]
fn a_clock_that_was_set_back_is_told_before_a_change_and_only_there() {
    let mut room = Room::staffed();
    room.import("o.csv", "Case note ID,Person ID,Date of event,Recorded by,Text\nN1,C1,01/10/2026,Ann Bell,a note\n")
        .ok();
    let right = room.now;
    room.now = right.checked_sub_days(Days::new(400)).unwrap();
    for reading in ["status", "records --kind oversight", "draw --kind oversight --period 2026-10 --size 1 --plan-only"]
    {
        assert!(!room.run(reading).says(SAID), "{reading}");
    }
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
