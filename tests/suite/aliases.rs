//! Headings as councils write them, names that are left out, and spellings of staff that are one person.

use crate::room::Room;
use serde_json::json;

#[test]
fn exports_of_several_systems_come_in_by_their_headings() {
    let room = Room::staffed();
    for (name, text, kind, fields) in [
        (
            "lcs.csv",
            "FACT_CASENOTE_ID,DIM_PERSON_ID,EVENT_DTTM,DIM_LOOKUP_CASNT_TYPE_ID_CODE,Author/Recorded by (IRO)\n1,C1,2026-10-02,IRO,A\n",
            "oversight",
            "reference child date type iro",
        ),
        (
            "warehouse.csv",
            "D.LACReview.WorkflowStepID,Mosaic ID,D.LACReview.ReviewDate,D.LACReview.ReviewTargetDate,D.LACReview.Participation\n\
             1,C1,2026-10-02,2026-10-03,PN1\n",
            "review",
            "reference child date due participation",
        ),
        (
            "alerts.csv",
            "Practice alert ID,Child/YP ID,Name,IRO name,Stage (Informal/Formal/Cafcass),Date raised,Reason/Type (drop-down),\
             Date response received,Date resolved,Outcome\n1,C1,Ann,A,formal,02/10/2026,Drift,,,\n",
            "dispute",
            "reference child left iro stage date type responded resolved outcome",
        ),
        (
            "children.csv",
            "Child's ID,DOB,Sex,Date became looked after,Child's legal status,Provider of placement,Forename,Mother's surname\n\
             C1,01/05/2014,F,01/02/2026,C2,PR1,Ann,May\n",
            "child",
            "child born gender started legal_status placement_provider left left",
        ),
    ] {
        let file = room.import_json(name, text);
        let found: Vec<String> = file["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["field"].as_str().unwrap().split(' ').next().unwrap().to_owned())
            .collect();
        assert_eq!((file["kind"].as_str().unwrap(), found.join(" ").as_str()), (kind, fields), "{name}");
        assert_eq!((&file["added"], &file["refused_rows"]), (&json!(1), &json!(0)), "{file}");
    }
}

#[test]
fn spellings_that_are_likely_one_person_are_proposed_with_the_command() {
    let room = Room::staffed();
    let heading = "Case note ID,Person ID,Case note type,Date of event,Recorded by,Note\n";
    let names = ["\"Nair, Priya\"", "wei.chen@council.gov.uk", "Ola Ekwueme", "O Ekwueme", "oekwueme", "Jo Bloggs"];
    let rows: String =
        names.iter().enumerate().map(|(at, name)| format!("{at},C1,Visit,02/10/2026,{name},Text {at}\n")).collect();
    let answer = room.import("a.csv", &format!("{heading}{rows}")).ok();
    answer.must_say(&[
        "dipsample person add \"Priya Nair\" --also \"Nair, Priya\"",
        "dipsample person add \"Wei Chen\" --also \"wei.chen@council.gov.uk\"",
        "dipsample person add \"Ola Ekwueme\" --role iro --also \"O Ekwueme\" --also \"oekwueme\"",
        "dipsample person add \"Jo Bloggs\" --role iro",
    ]);
    room.run("person add 'Ola Ekwueme' --role iro --also 'O Ekwueme' --also oekwueme").ok();
    room.run("person add 'Priya Nair' --also 'Nair, Priya'").ok();
    let left = room.json("import a.csv");
    assert_eq!(left["proposed_people"].as_array().unwrap().len(), 2);
}

#[test]
fn one_note_for_siblings_and_records_outside_care_are_told_with_their_count() {
    let room = Room::staffed();
    room.write(
        "children.csv",
        "Person ID,Legal status,Date started to be looked after,Date ceased to be looked after\n\
         C1,C2,01/01/2026,\nC2,C2,01/10/2026,05/10/2026\nC3,C2,,\n",
    );
    room.run("import children.csv --as-at 2026-10-31").ok();
    let heading = "Case note ID,Person ID,Case note type,Date of event,Recorded by,Note\n";
    let rows = "1,C1,Visit,02/10/2026,A Patel,One note for both\n2,C2,Visit,02/10/2026,A Patel,One note for both\n\
                3,C2,Visit,06/10/2026,A Patel,After care\n4,C1,Visit,01/12/2025,A Patel,Before care\n\
                5,C3,Visit,01/12/2025,A Patel,Cannot be told\n6,C9,Visit,01/12/2025,A Patel,Nor this\n";
    let file = room.import_json("notes.csv", &format!("{heading}{rows}"));
    assert_eq!(file["same_note"], json!({ "notes": 1, "records": 2 }));
    assert_eq!(file["outside_care"]["count"], 2);
    let first = &file["outside_care"]["first"];
    assert_eq!((&first[0]["row"], &first[1]["row"], &first[1]["child"]), (&json!(4), &json!(5), &json!("C1")));
    room.run("import notes.csv").ok().must_say(&[
        "1 note was saved to several children (same text, IRO and day): 2 records",
        "2 records lie outside the time in which the child was in care",
        "(row 4, 5)",
    ]);
}

#[test]
fn what_a_later_extract_lacks_is_said_and_where_the_extract_lies() {
    let room = Room::staffed();
    let heading = "Case note ID,Person ID,Case note type,Date of event,Recorded by,Note\n";
    let row = |id: u32, day: u32| format!("{id},C1,Visit,{day:02}/10/2026,A Patel,Text {id}\n");
    room.import("a.csv", &format!("{heading}{}{}{}", row(1, 2), row(2, 3), row(3, 20))).ok();
    room.write("b.csv", &format!("{heading}{}{}", row(1, 2), row(4, 10)));
    let answer = room.run("import b.csv").ok();
    answer.must_say(&["1 oversight of the register, dated 03/10/2026, is not in this extract", "They are kept"]);
    assert!(answer.says(&room.path("b.csv").display().to_string()), "{}", answer.all());
    let json = room.json("import b.csv");
    assert_eq!(
        (&json["not_in_extract"][0]["count"], &json["not_in_extract"][0]["records"]),
        (&json!(1), &json!(["2"]))
    );
}
