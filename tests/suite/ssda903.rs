//! The SSDA903 return: its tables read together, as CSV, as a workbook and as XML.

use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::import::counts;
use crate::room::Room;

const HEADER: &str = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n\
    007,2,14/05/2012,wbri,A123456789012,,\n\
    101,M,01/01/2023,ZZZZ,B123456789012,,\n\
    102,1,09/09/2009,BAFR,C123456789012,0,\n\
    103,F,03/03/2016,MWBC,D123456789012,,\n";

/// 007 moves once in the twelve months to 31 October 2026; 101 was in care before the file begins; 102 goes home; 103 has
/// short breaks; 104 is in no Header.
const EPISODES: &str = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n\
    007,10/01/2025,S,V2,N1,U4,PR1,01/03/2025,X1,,AB1 2CD,EF3 4GH,111\n\
    007,01/03/2025,L,C1,N1,U4,PR1,01/06/2026,X1,CARPL,AB1 2CD,EF3 4GH,111\n\
    007,01/06/2026,p,c1,n1,k2,PR4,,,,AB1 2CD,IJ5 6KL,222\n\
    101,20/04/2026,L,C2,N5,U6,PR1,,,,AB1 2CD,EF3 4GH,333\n\
    102,02/02/2026,S,V2,N4,R1,PR4,20/09/2026,E13,,AB1 2CD,EF3 4GH,444\n\
    103,01/06/2026,S,V4,N2,U4,PR1,,,,AB1 2CD,EF3 4GH,555\n\
    104,01/08/2026,S,J1,N6,K1,PR2,,,,AB1 2CD,EF3 4GH,666\n";

const REVIEWS: &str = "CHILD,DOB,REVIEW,REVIEW_CODE\n\
    007,14/05/2012,07/02/2025,PN4\n\
    007,14/05/2012,01/05/2025,PN1\n\
    007,14/05/2012,30/10/2025,PN1\n\
    007,14/05/2012,28/04/2026,pn6\n\
    007,14/05/2012,20/10/2026,PN3\n\
    101,01/01/2023,05/05/2026,PN1\n\
    102,09/09/2010,25/02/2026,PN0\n\
    103,03/03/2016,31/10/2026,\n\
    104,04/04/2011,25/08/2026,PN7\n";

const MISSING: &str = "CHILD,DOB,MISSING,MIS_START,MIS_END\n\
    007,14/05/2012,M,01/10/2025,05/10/2025\n\
    007,14/05/2012,M,01/09/2026,02/09/2026\n\
    007,14/05/2012,A,10/09/2026,11/09/2026\n\
    104,04/04/2011,M,30/10/2026,\n\
    999,04/04/2011,M,30/10/2026,\n";

const UASC: &str = "CHILD,SEX,DOB,DUC\n102,1,09/09/2009,09/09/2027\n";

const PLACED: &str = "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED\n101,01/01/2023,01/07/2026,,\n";

fn together(room: &Room) -> Value {
    for (name, text) in [
        ("903/a.csv", HEADER),
        ("903/b.csv", EPISODES),
        ("903/c.csv", REVIEWS),
        ("903/d.csv", MISSING),
        ("903/e.csv", UASC),
        ("903/f.csv", PLACED),
    ] {
        room.write(name, text);
    }
    room.json("import 903/a.csv 903/b.csv 903/c.csv 903/d.csv 903/e.csv 903/f.csv")
}

/// Files of an import by the tables that they are.
fn file<'a>(import: &'a Value, format: &str) -> &'a Value {
    let files = import["files"].as_array().unwrap();
    files.iter().find(|file| file["format"] == format).unwrap_or_else(|| panic!("no {format} in {import}"))
}

/// How many reviews up to the end of October 2026 fit a condition.
fn reviews(room: &Room, condition: &str) -> u64 {
    let words =
        ["draw", "--kind", "review", "--period", "2025-01-01..2026-10-31", "--size", "1", "--plan-only", "--json"];
    let mut words: Vec<String> = words.map(str::to_owned).to_vec();
    words.extend(["--where".to_owned(), condition.to_owned()]);
    room.run_words(&words).json()["frame"].as_u64().unwrap()
}

/// What the return says of its children and reviews, as conditions with the number of reviews that fit.
const SAID: &[(&str, u64)] = &[
    ("child = '007' and child.born = '2012-05-14' and child.gender = 'female' and child.ethnicity = 'WBRI'", 5),
    ("child = '007' and child.started = '2025-01-10' and child.ceased is null", 5),
    ("child = '007' and child.legal_status = 'C1' and child.need = 'N1'", 5),
    ("child = '007' and child.placement_type = 'K2' and child.placement_provider = 'PR4'", 5),
    ("child = '007' and child.placement_started = '2026-06-01' and child.placements_12m = 2", 5),
    ("child = '007' and child.missing_12m = 1 and child.uasc = 'no' and child.last_review = '2026-10-20'", 5),
    ("child = '101' and child.started is null and child.placement_started is null and child.ethnicity is null", 1),
    ("child = '101' and child.permanence_plan = 'Adoption' and child.plan_since = '2026-07-01'", 1),
    ("child = '102' and child.ceased = '2026-09-20' and child.uasc = 'yes' and child.missing_12m = 0", 1),
    ("child = '104' and child.started = '2026-08-01' and child.legal_status = 'J1' and child.missing_12m = 1", 1),
    ("child = '104' and child.born = '2011-04-04' and child.gender is null", 1),
    ("child = '007' and number = 1 and type = 'first' and date = '2025-02-07'", 1),
    ("child = '007' and number = 2 and type = 'second' and date = '2025-05-01'", 1),
    ("child = '007' and type = 'subsequent' and number in (3, 4, 5)", 3),
    ("child = '104' and number = 1 and type = 'first'", 1),
    ("child in ('101', '103') and number is null and type is null", 2),
    ("participation = 'PN6' and date = '2026-04-28'", 1),
    ("child = '103' and participation is null and child.legal_status = 'V4'", 1),
];

fn says_it(room: &Room) {
    for (condition, count) in SAID {
        assert_eq!(reviews(room, condition), *count, "{condition}");
    }
}

#[test]
fn the_files_of_a_return_are_read_together() {
    let room = Room::new();
    let import = together(&room);
    assert_eq!(counts(file(&import, "ssda903-header")), (5, 0, 0, 0));
    assert_eq!(counts(file(&import, "ssda903-episodes")), (0, 0, 0, 0));
    assert_eq!(counts(file(&import, "ssda903-reviews")), (9, 0, 0, 0));
    for (format, rows) in [("ssda903-missing", 5), ("ssda903-uasc", 1), ("ssda903-placed-adoption", 1)] {
        let file = file(&import, format);
        assert_eq!((counts(file), &file["rows_read"], &file["kind"]), ((0, 0, 0, 0), &rows.into(), &"child".into()));
    }
    assert_eq!(file(&import, "ssda903-header")["as_at"], "2026-10-31");
    says_it(&room);
}

#[test]
fn postcodes_and_pupil_numbers_are_left_out() {
    let room = Room::new();
    let import = together(&room);
    assert_eq!(file(&import, "ssda903-episodes")["left_out"], serde_json::json!(["HOME_POST", "PL_POST"]));
    let register = room.register();
    for gone in ["AB1 2CD", "A123456789012"] {
        assert!(!register.windows(gone.len()).any(|bytes| bytes == gone.as_bytes()), "{gone}");
    }
}

#[test]
fn what_came_in_once_comes_in_unchanged_whole_or_in_part() {
    let room = Room::new();
    together(&room);
    let again = together(&room);
    assert_eq!(counts(file(&again, "ssda903-header")), (0, 0, 5, 0));
    assert_eq!(counts(file(&again, "ssda903-reviews")), (0, 0, 9, 0));
    let alone = room.json("import 903/c.csv");
    assert_eq!(counts(file(&alone, "ssda903-reviews")), (0, 0, 9, 0));
    let two = room.json("import 903/c.csv 903/a.csv");
    assert_eq!(counts(file(&two, "ssda903-reviews")), (0, 0, 9, 0));
    assert_eq!(counts(file(&two, "ssda903-header")), (0, 0, 4, 0));
    let pair = room.json("import 903/b.csv 903/a.csv --as-at 2026-10-31");
    assert_eq!(counts(file(&pair, "ssda903-header")), (0, 0, 5, 0));
    says_it(&room);
}

#[test]
fn what_this_years_files_cannot_tell_stays_as_last_years_told_it() {
    let room = Room::new();
    room.write(
        "e1.csv",
        &format!(
            "{}007,10/01/2025,S,V2,N1,U4,PR1,01/03/2025,X1,,,,1\n",
            EPISODES.lines().next().unwrap().to_owned() + "\n"
        ),
    );
    room.write("r.csv", REVIEWS);
    room.run("import e1.csv r.csv --as-at 2025-02-28").ok();
    let year = "007,01/03/2025,L,C1,N1,U4,PR1,,,,,,1\n";
    room.write("e2.csv", &format!("{}\n{year}", EPISODES.lines().next().unwrap()));
    room.run("import e2.csv r.csv --as-at 2026-03-31").ok();
    let known = "child = '007' and child.legal_status = 'C1' and child.started = '2025-01-10'";
    assert_eq!(reviews(&room, known), 5);
    assert_eq!(reviews(&room, "child = '007' and number = 1"), 1);
}

/// The rules told of a table, each with its row.
fn told(file: &Value) -> Vec<(&str, u64)> {
    let warnings = file["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| (warning["rule"].as_str().unwrap(), warning["row"].as_u64().unwrap())).collect()
}

#[test]
fn rules_are_told_row_by_row() {
    let room = Room::new();
    let import = together(&room);
    assert_eq!(told(file(&import, "ssda903-header")), [("103", 3)]);
    assert_eq!(told(file(&import, "ssda903-episodes")), [] as [(&str, u64); 0]);
    let expected = [("441", 7), ("440", 8), ("INT17", 8), ("167", 9), ("399", 9), ("INT08", 10)];
    assert_eq!(told(file(&import, "ssda903-reviews")), expected);
    assert_eq!(told(file(&import, "ssda903-missing")), [("no-child", 6)]);
    let words = room.run("import 903/a.csv 903/c.csv").ok();
    words.must_say(&["rule 440, 1 row (8)"]);
}

#[test]
fn rows_that_are_good_for_nothing_are_refused() {
    let room = Room::new();
    room.write("a.csv", "CHILD,DOB,REVIEW,REVIEW_CODE\n1,01/01/2012,,PN1\n2,01/01/2012,31/02/2026,PN1\n3,01/01/2012,01/03/2026,PN8\n4,xx,01/03/2026,PN1\n,01/01/2012,01/03/2026,PN1\n");
    let head = EPISODES.lines().next().unwrap();
    room.write("b.csv", &format!("{head}\n4,,S,C2,N1,U4,PR1,,,,,,\n4,01/02/2026,S,C2,N1,U4,PR1,31/01/2026,X1,,,,\n4,01/02/2026,Q,C9,N9,U9,PR1,,E99,,,,\n"));
    let import = room.json("import a.csv b.csv");
    let refused = |format: &str| -> Vec<(u64, String)> {
        let faults = file(&import, format)["refused"].as_array().unwrap();
        faults
            .iter()
            .map(|fault| (fault["row"].as_u64().unwrap(), fault["column"].as_str().unwrap().to_owned()))
            .collect()
    };
    let expected = [(2, "REVIEW"), (3, "REVIEW"), (4, "REVIEW_CODE"), (6, "CHILD")];
    assert_eq!(refused("ssda903-reviews"), expected.map(|(row, column)| (row, column.to_owned())));
    assert_eq!(refused("ssda903-episodes"), [(2, "DECOM".to_owned()), (3, "DEC".to_owned())]);
    let rules: Vec<&str> = told(file(&import, "ssda903-episodes")).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules, ["143", "144", "145", "146", "148", "149"]);
    assert_eq!(told(file(&import, "ssda903-reviews")), [("unread", 5)]);
    let first = file(&import, "ssda903-reviews")["refused"][0]["reason"].as_str().unwrap().to_owned();
    assert!(first.contains("rule 166"), "{first}");
}

#[test]
fn what_begins_after_the_day_is_listed_and_not_used() {
    let room = Room::new();
    together(&room);
    let room = Room::new();
    for (name, text) in [("a.csv", HEADER), ("b.csv", EPISODES), ("c.csv", REVIEWS), ("d.csv", MISSING)] {
        room.write(name, text);
    }
    let import = room.json("import a.csv b.csv c.csv d.csv --as-at 2026-05-31");
    let later = |format: &str| told(file(&import, format)).into_iter().filter(|(rule, _)| *rule == "later").count();
    assert_eq!((later("ssda903-episodes"), later("ssda903-reviews"), later("ssda903-missing")), (3, 3, 4));
    for (condition, count) in [
        ("child = '007' and child.placement_type = 'U4' and child.placement_started = '2025-01-10'", 5),
        (
            "child = '007' and child.placements_12m = 1 and child.missing_12m = 1 and child.last_review = '2026-04-28'",
            5,
        ),
        ("child = '102' and child.ceased is null and child.placement_type = 'R1'", 1),
        ("child = '103' and child.born = '2016-03-03' and child.legal_status is null", 1),
    ] {
        assert_eq!(reviews(&room, condition), count, "{condition}");
    }
}

#[test]
fn tables_of_which_nothing_is_kept_say_so() {
    let room = Room::new();
    room.write("oc3.csv", "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n1,01/01/2006,YES,F1,K1\n");
    room.write("missing.csv", MISSING);
    let answer = room.run("import oc3.csv missing.csv").ok();
    answer.must_say(&["care leavers", "Header or Episodes"]);
    let import = room.json("import oc3.csv missing.csv");
    for format in ["ssda903-oc3", "ssda903-missing"] {
        assert_eq!(counts(file(&import, format)), (0, 0, 0, 0));
    }
}

#[test]
fn one_workbook_with_a_sheet_each_says_the_same() {
    let mut book = Workbook::new();
    for (name, text) in
        [("Header", HEADER), ("Eps", EPISODES), ("Rev", REVIEWS), ("Mis", MISSING), ("UASC", UASC), ("Adopt", PLACED)]
    {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    let room = Room::new();
    book.save(room.path("return.xlsx")).unwrap();
    let import = room.json("import return.xlsx");
    assert_eq!(counts(file(&import, "ssda903-header")), (5, 0, 0, 0));
    assert_eq!(file(&import, "ssda903-reviews")["sheet"], "Rev");
    assert_eq!(told(file(&import, "ssda903-header")), [("103", 3)]);
    says_it(&room);
}

/// The return as XML: each row under its child, with the names that the XML form has.
fn as_xml() -> String {
    let rows = |text: &'static str| {
        let names: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let row = move |line: &'static str| names.clone().into_iter().zip(line.split(',')).collect::<Vec<_>>();
        text.lines().skip(1).map(row).collect::<Vec<_>>()
    };
    let fields = |row: &[(&str, &str)], without: &[&str]| -> String {
        let named = |name: &str| if name == "PLACE" { "PL".to_owned() } else { name.to_owned() };
        let kept = row.iter().filter(|(name, _)| !without.contains(name));
        kept.map(|(name, cell)| format!("<{0}>{cell}</{0}>", named(name))).collect()
    };
    let mut xml = "<?xml version='1.0'?>\n<EXPSSDA903>\n".to_owned();
    let mut header = rows(HEADER);
    header.push(vec![("CHILD", "104"), ("DOB", "04/04/2011")]);
    for child in header {
        let id = child[0].1;
        let of = |text| rows(text).into_iter().filter(|row| row[0].1 == id).collect::<Vec<_>>();
        xml += &format!("<CHILD>\n<HEADER><CHILDID>{id}</CHILDID>{}", fields(&child, &["CHILD"]));
        of(UASC).iter().for_each(|row| xml += &fields(row, &["CHILD", "SEX", "DOB"]));
        for (element, text) in [("AREVIEW", REVIEWS), ("AMISSING", MISSING), ("AD_PLACED", PLACED)] {
            for row in of(text) {
                xml += &format!("\n<{element}>{}</{element}>", fields(&row, &["CHILD", "DOB"]));
            }
        }
        xml += "</HEADER>\n";
        of(EPISODES).iter().for_each(|row| xml += &format!("<EPISODE>{}</EPISODE>\n", fields(row, &["CHILD"])));
        xml += "</CHILD>\n";
    }
    xml + "</EXPSSDA903>\n"
}

#[test]
fn the_xml_form_says_the_same() {
    let room = Room::new();
    let import = {
        room.write("return.xml", &as_xml());
        room.json("import return.xml")
    };
    assert_eq!(counts(file(&import, "ssda903-header")), (5, 0, 0, 0));
    assert_eq!(counts(file(&import, "ssda903-reviews")), (9, 0, 0, 0));
    says_it(&room);
}

#[test]
fn a_sample_is_drawn_with_conditions_on_the_children() {
    let room = Room::new();
    together(&room);
    let drawn = room.json("draw --kind review --period 2026-10 --size 1 --where \"child.placements_12m >= 2\"");
    assert_eq!((&drawn["frame"], &drawn["cases"][0]["child"]), (&1.into(), &"007".into()));
}
