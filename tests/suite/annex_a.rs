//! Annex A: Lists 8 and 9 as the template, the councils and the data set's script write them.
//!
//! Today is 2 November 2026. The workbook is made up; its dirt is that of workbooks in use.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use serde_json::Value;

use super::room::{Room, each};

const IN_CARE: [&str; 32] = [
    "Child Unique ID",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Age of Child (Years)",
    "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))",
    "Does the Child have a Disability",
    "Date Started to be Looked After",
    "Child\u{2019}s Category of Need",
    "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
    "Start date of current legal status",
    "Child's Legal Status",
    "Date of Latest Statutory Review ",
    "Date of Last Social Work Visit",
    "What is the permanence plan for this child?",
    "Date of Last IRO Visit / Contact to the Child",
    "Number of Placements in the Last 12 months",
    "Date Ceased to be Looked After",
    "Reason Ceased to be Looked After",
    "Start Date of Most Recent Placement",
    "Placement Type",
    "Placement Provider",
    "Placement postcode",
    "URN of Placement",
    "Placement Location",
    "LA of Placement",
    "Number of Episodes the Child has been \u{2018}Missing\u{2019} from their Placement in the last 12 months",
    "Number of Episodes the Child has been \u{2018}Absent\u{2019} from their Placement in the last 12 months",
    "Was the child offered a Return Interview after their last missing episode (Y/N)?",
    "Did the child accept a Return Interview after their last missing episode (Y/N)?",
    "Allocated Team",
    "Allocated Worker",
];
const LEAVERS: [&str; 13] = [
    "Child Unique ID",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Age",
    "Does the Child have a Disability",
    "Allocated Team",
    "Allocated Worker",
    "Eligibility Category",
    "LA in Touch",
    "Type of Accommodation",
    "Suitability of Accommodation",
    "Activity Status",
];

/// Writes a sheet: cells that look like ISO dates as date cells, figures as numbers, `=...` as formulas, the rest as text.
fn fill(sheet: &mut Worksheet, first: u32, headings: &[&str], rows: &[Vec<&str>]) {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (column, heading) in (0..).zip(headings) {
        sheet.write(first, column, *heading).unwrap();
    }
    for (row, cells) in (first + 1..).zip(rows) {
        assert_eq!(cells.len(), headings.len(), "{cells:?}");
        for (column, cell) in (0..).zip(cells) {
            let is_day = cell.len() == 10 && cell.bytes().filter(|byte| *byte == b'-').count() == 2;
            if let Some(date) = ExcelDateTime::parse_from_str(cell).ok().filter(|_| is_day) {
                sheet.write_with_format(row, column, &date, &day).unwrap();
            } else if let Some(formula) = cell.strip_prefix('=') {
                let (formula, result) = formula.split_once(" -> ").unwrap();
                sheet.write_formula(row, column, Formula::new(formula).set_result(result)).unwrap();
            } else if let Ok(number) = cell.parse::<f64>() {
                sheet.write(row, column, number).unwrap();
            } else {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
}

fn row(cells: &str) -> Vec<&str> {
    cells.split('|').collect()
}

/// A workbook with List 6, List 8 under two title rows, and List 9.
fn workbook(room: &Room) {
    let mut book = Workbook::new();
    let other = [
        "Child Unique ID",
        "Gender",
        "CIN Start Date",
        "Primary Need Code",
        "Date Child Was Last Seen",
        "Allocated Worker",
    ];
    let sheet = book.add_worksheet().set_name("List 6").unwrap();
    fill(
        sheet,
        0,
        &other,
        &[row("9001|a) Male|2026-01-05|N1|2026-06-01|#N/A"), row("9002|b) Female|2026-01-05|N1|2026-06-01|#N/A")],
    );
    let sheet = book.add_worksheet().set_name("CLA at inspection").unwrap();
    sheet.write(0, 0, "Annex A: List 8, children in care").unwrap();
    sheet.write(1, 0, "Example Council").unwrap();
    let rows = [
        row(
            "1761444|b) Female|s) NOBT|2012-02-13|14.6912|b) No|b) No|2019-08-06|N1 - Abuse or Neglect|b) No|2020-07-12|E1: Placement order|2026-09-12|2026-10-06||2026-10-12|1||\
             |2021-11-02|f) U6: Foster placement - not FFA|e) PR4 - Private provision|QQ1 1QQ|||Home Town|0|0|||Children in Care Team 1|Dustin\u{a0}Hazlett",
        ),
        row(
            "1373595|a) Male|k) APKN|2010-12-30|15.83|a) Yes|a) Yes|2025-11-06|N8 - Absent parenting|a) Yes|2025-11-06|b) V2 - Single period of accommodation|2026-08-03|2026-10-22|f) Long-term \
             fostering|#N/A|3|||2026-05-11|a) K3: Supported accommodation|b) PR1 - Own provision|nope|SC123|b) Outside LA boundary|Other Town 1|2|1|a) Yes|b) No|#N/A|#N/A",
        ),
        row(
            "14065184|b) Female||2016-05-31|10.42|b) No|c) Unknown|2024-09-12|PSRMEM - Support with memory and cognition|b) No|2025-08-19|C2: FCO|=M3+10 -> 46297|2026-09-20|c) SGO/CAO|1900-01-01|1|2026-09-30|k) \
             E47: Special Guardianship Orders|2024-09-12|d) U4: Foster placement - long term|f) PR5 - Voluntary/third sector|||a) In|Home Town|0|0|||Children in Care Team 2|Wyatt O\u{2019}Hara",
        ),
        row(
            "2529037|a) Male|a) WBRI|2009-03-13|17.6|b) No|b) No|2022-02-24|N1 - Abuse or Neglect|b) No|2022-09-17|C2|2026-02-26|2026-02-22|g) Other|2026-02-26|perhaps 2||\
             |2020-06-11|U6|PR4|||||0|0|||Children in Care Team 2|Fatimah Davison",
        ),
        row(
            "7961370|a) Male|r) OOTH|2009-08-07|17.24|b) No|b) No|2023-03-01|N1|b) No|2023-03-01|C2|2026-07-01|2026-10-01|d) Supported living|2026-08-01|1|||2026-01-05|P2|PR0|||||0|0|||Children in Care Team 3|Isis Chandler",
        ),
    ];
    fill(sheet, 2, &IN_CARE, &rows);
    let sheet = book.add_worksheet().set_name("Leaving care").unwrap();
    let rows = [
        row(
            "7961370|a) Male|r) OOTH|2009-08-07|17.24|b) No|Care Leavers Team|Jae\u{a0}Vang|a) Eligible child|a) Yes|U: Independent living|a) Suitable|F3",
        ),
        row(
            "10414520|a) Male|l) ABAN|2005-10-08|21.07|b) No|Care Leavers Team|Emir Dyer|c) Former relevant child|a) Yes|||",
        ),
    ];
    fill(sheet, 0, &LEAVERS, &rows);
    book.save(room.path("annex.xlsx")).unwrap();
}

fn held(room: &Room, reference: &str) -> String {
    let register = rusqlite::Connection::open(room.path("register.dipsample")).unwrap();
    let fields = "born, gender, ethnicity, disability, uasc, started, ceased, legal_status, need, placement_type, placement_provider, placement_started, \
                  placements_12m, out_of_area, missing_12m, permanence_plan, last_review, last_iro_contact, team, worker, extra";
    let sql = format!("SELECT {fields} FROM child WHERE reference = ?1 AND to_batch IS NULL");
    let mut query = register.prepare(&sql).unwrap();
    let names: Vec<String> = query.column_names().map(str::to_owned).collect();
    let mut rows = query.query([reference]).unwrap();
    let Some(row) = rows.next().unwrap() else { return "not there".to_owned() };
    let value = |at: usize| match row.get_ref(at).unwrap() {
        rusqlite::types::ValueRef::Integer(number) => Some(number.to_string()),
        rusqlite::types::ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        _ => None,
    };
    let filled = names.iter().enumerate().filter_map(|(at, name)| Some(format!("{name}={}", value(at)?)));
    filled.collect::<Vec<_>>().join("; ")
}

fn sheet<'a>(receipt: &'a Value, list: &str) -> &'a Value {
    receipt["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["table"] == list)
        .unwrap_or_else(|| panic!("no {list}: {receipt}"))
}

#[test]
fn list_8_gives_children_in_the_codes_of_the_return() {
    let room = Room::new();
    workbook(&room);
    let receipt = room.json("import annex.xlsx");
    for (child, expected) in [
        (
            "1761444",
            "born=2012-02-13; gender=female; ethnicity=NOBT; disability=no; uasc=no; started=2019-08-06; legal_status=E1; need=N1; placement_type=U6; \
             placement_provider=PR4; placement_started=2021-11-02; placements_12m=1; missing_12m=0; last_review=2026-09-12; last_iro_contact=2026-10-12; \
             team=Children in Care Team 1; worker=Dustin Hazlett",
        ),
        (
            "1373595",
            "born=2010-12-30; gender=male; ethnicity=APKN; disability=yes; uasc=yes; started=2025-11-06; legal_status=V2; need=N8; placement_type=K3; \
             placement_provider=PR1; placement_started=2026-05-11; placements_12m=3; out_of_area=yes; missing_12m=2; permanence_plan=Long-term fostering; \
             last_review=2026-08-03",
        ),
        // Excel's own number for 2 October 2026 is 46297: the formula's result in a date column.
        (
            "14065184",
            "born=2016-05-31; gender=female; disability=Unknown; uasc=no; started=2024-09-12; ceased=2026-09-30; legal_status=C2; \
             need=PSRMEM - Support with memory and cognition; placement_type=U4; placement_provider=PR5; placement_started=2024-09-12; placements_12m=1; \
             out_of_area=no; missing_12m=0; permanence_plan=Special guardianship or child arrangements order; last_review=2026-10-02; \
             team=Children in Care Team 2; worker=Wyatt O'Hara",
        ),
        ("2529037", "not there"),
    ] {
        let held = held(&room, child);
        assert_eq!(held.split("; extra=").next(), Some(expected), "{child}");
    }
    let list = sheet(&receipt, "List 8");
    assert_eq!(
        (list["sheet"].as_str(), list["kind"].as_str(), list["as_at"].as_str()),
        (Some("CLA at inspection"), Some("child"), Some("2026-10-22"))
    );
    assert_eq!((list["rows_read"].as_u64(), list["added"].as_u64()), (Some(5), Some(4)));
    assert_eq!(each(&list["refused"], "value"), ["perhaps 2"]);
    assert_eq!(list["refused"][0]["row"], 7);
    assert!(!room.register().windows(7).any(|bytes| bytes == b"QQ1 1QQ"), "a postcode is in the register");
}

#[test]
fn what_has_no_field_is_kept_as_it_is_written() {
    let room = Room::new();
    workbook(&room);
    room.run("import annex.xlsx").ok();
    let held = held(&room, "1373595");
    for kept in [
        "\"Start date of current legal status\":\"2025-11-06\"",
        "\"LA of Placement\":\"Other Town 1\"",
        "\"URN of Placement\":\"SC123\"",
        "(Y/N)\":\"a) Yes\"",
    ] {
        assert!(held.contains(kept), "{kept} is not in {held}");
    }
    assert!(!held.contains("nope") && !held.contains("15.83"));
}

#[test]
fn list_9_adds_to_children_in_care_and_care_leavers_are_in_no_population_of_them() {
    let room = Room::staffed();
    workbook(&room);
    room.run("import annex.xlsx").ok().must_say(&[
        "1 child is in List 8 as well, to which this list adds",
        "This is List 6 of Annex A: it is understood, and nothing of its 2 rows is kept",
    ]);
    let both = held(&room, "7961370");
    assert!(
        both.contains("team=Children in Care Team 3")
            && both.contains("\"Eligibility Category\":\"a) Eligible child\""),
        "{both}"
    );
    let leaver = held(&room, "10414520");
    assert!(
        leaver.starts_with("born=2005-10-08; gender=male; ethnicity=ABAN; disability=no; team=Care Leavers Team"),
        "{leaver}"
    );
    let drawn = room
        .json("draw --kind child --period 2026-10 --size 2 --seed 40512398876123409871 --rubric care-plan --plan-only");
    // In care on 31 October: 1761444, 1373595 and 7961370; 14065184 had left, and 10414520 is 21.
    assert_eq!(
        (drawn["population"].as_u64(), drawn["frame"].as_u64(), drawn["unknown"].as_u64()),
        (Some(3), Some(3), Some(0))
    );
}

#[test]
fn importing_it_twice_changes_nothing() {
    let room = Room::new();
    workbook(&room);
    let sum = |receipt: &Value, key: &str| -> u64 {
        receipt["files"].as_array().unwrap().iter().map(|file| file[key].as_u64().unwrap()).sum()
    };
    let first = room.json("import annex.xlsx");
    assert_eq!((sum(&first, "added"), sum(&first, "changed")), (5, 0));
    let second = room.json("import annex.xlsx");
    assert_eq!((sum(&second, "added"), sum(&second, "changed"), sum(&second, "unchanged")), (0, 0, 5));
}

/// The headings and values that the data set's own script for Annex A writes.
#[test]
fn the_machine_names_of_the_data_sets_script_are_understood() {
    let room = Room::new();
    let file = "\
ChildUniqueID,Gender,Ethnicity,DateOfBirth,Age,UASC,HasDisability,LoookedAfterStartDate,ChildCategoryOfNeed,SubsequentLACEpisodeLast12Months,\
MostRecentLegalStatusStart,LegalStatus,LatestStatutoryReviewDate,LastSocialWorkVisitDate,PermanencePlan,LastIROVisitDate,LastHealthAssessmentDate,\
LastDentalCheckDate,PlacementsLast12Months,CeasedLookedAfterDate,ReasonCeasedLookedAfter,MostRecentPlacementStartDate,PlacementType,PlacementProvider,\
PlacementPostcode,PlacementURN,EpisodesChildMissingFromPlacement,EpisodesChildAbsentFromPlacement,ChildOfferedReturnInterviewAfterLastMFH,\
ChildAcceptedReturnInterviewAfterLastMFH,AllocatedTeam,AllocatedWorker,RowNum
0042,b) Female,a) WBRI,10/04/2012,14,b) No,b) No,04/03/2024,N1,b) No,10/02/2025,C2,2026-09-30 00:00:00.000,2026-10-20,\
\"{\"\"REMAINSUP\"\": \"\"\"\", \"\"LTFOST18\"\": \"\"Y\"\"}\",15/09/2026,NULL,NULL,2,NULL,NULL,11/05/2026,K2,PR4,QQ1 1QQ,SC123,1,0,NULL,NULL,North Team,Jo Teasel,1
";
    let receipt = room.import_json("list8.csv", file);
    assert_eq!((receipt["format"].as_str(), receipt["table"].as_str()), (Some("annex-a"), Some("List 8")));
    let held = held(&room, "0042");
    assert_eq!(
        held.split("; extra=").next(),
        Some(
            "born=2012-04-10; gender=female; ethnicity=WBRI; disability=no; uasc=no; started=2024-03-04; legal_status=C2; need=N1; placement_type=K2; \
             placement_provider=PR4; placement_started=2026-05-11; placements_12m=2; missing_12m=1; permanence_plan=Long-term fostering; \
             last_review=2026-09-30; last_iro_contact=2026-09-15; team=North Team; worker=Jo Teasel"
        )
    );
}
