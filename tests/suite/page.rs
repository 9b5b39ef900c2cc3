//! The page: whole in one file, the same figures as everywhere, and safe whatever an auditor wrote.

use crate::example::{october, provisional, stratified};
use crate::room::Room;
use dipsample::model::{Estimate, Findings};
use dipsample::reporting::{Face, page};

fn html(value: &Findings) -> String {
    page::findings(value, &Face { identifiable: false, program: "dipsample 0.1.0".into() })
}

/// Every estimate with the key of its row.
fn estimates(value: &Findings) -> Vec<(String, &Estimate)> {
    let grades = value.grades.iter().map(|one| (format!("grades/{}", one.name), one));
    let criteria = value
        .criteria
        .iter()
        .flat_map(|part| part.grades.iter().map(move |one| (format!("criteria/{}/{}", part.criterion, one.name), one)));
    let by = value.by.iter().flat_map(|part| {
        part.grades.iter().map(move |one| (format!("by/{}/{}/{}", part.field, part.value, one.name), one))
    });
    let themes = value.themes.iter().map(|theme| (format!("themes/{}", theme.theme), &theme.share));
    let trend = value
        .trend
        .iter()
        .flat_map(|point| point.grades.iter().map(move |one| (format!("trend/{}/{}", point.period, one.name), one)));
    grades.chain(criteria).chain(by).chain(themes).chain(trend).collect()
}

fn number(value: Option<f64>) -> String {
    value.map_or("null".to_owned(), |value| value.to_string())
}

#[test]
fn every_estimate_stands_on_the_page_under_its_key_and_none_is_left_over() {
    for value in [october(), provisional(), stratified()] {
        let html = html(&value);
        let estimates = estimates(&value);
        for (key, estimate) in &estimates {
            let escaped = key
                .replace('&', "&amp;")
                .replace('\'', "&#39;")
                .replace('"', "&quot;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            let (_, row) =
                html.split_once(&format!("<tr data-e=\"{escaped}\">")).unwrap_or_else(|| panic!("{key} is missing"));
            let row = row.split("</tr>").next().unwrap();
            for (name, value) in [
                ("count", estimate.count.to_string()),
                ("of", estimate.of.to_string()),
                ("share", number(estimate.share)),
                ("low", number(estimate.low)),
                ("high", number(estimate.high)),
                ("upper_count", estimate.upper_count.map_or("null".to_owned(), |count| count.to_string())),
            ] {
                assert!(row.contains(&format!("data-k=\"{name}\" data-v=\"{value}\"")), "{key} {name} {value}: {row}");
            }
        }
        let agreement = if value.agreement.is_some() { 2 } else { 0 };
        let prefix = value.prefix.as_ref().filter(|prefix| prefix.cases > 0).map_or(0, |prefix| prefix.grades.len());
        let parts = value.detail.theme_counts.len();
        assert_eq!(html.matches("<tr data-e=").count(), estimates.len() + prefix + agreement + parts);
    }
}

#[test]
fn the_same_findings_give_the_same_page_with_every_sentence() {
    let value = october();
    let page = html(&value);
    assert_eq!(page, html(&value));
    let told = &value.sentences;
    for words in [&told.question, &told.answer, &told.basis]
        .into_iter()
        .chain(&told.grades)
        .chain(&told.notes)
        .chain(&told.agreement)
    {
        let escaped = words
            .replace('&', "&amp;")
            .replace('\'', "&#39;")
            .replace('"', "&quot;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        assert!(page.contains(&escaped), "{words}");
    }
}

#[test]
fn nothing_is_asked_for_from_outside() {
    let page = html(&october());
    for outside in ["http:", "https:", "src=", "@import", "url(", "<link", "<iframe", "<img", "fetch(", "XMLHttp"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn what_an_auditor_wrote_stays_words() {
    let mut value = october();
    value.findings[0].text = "</td><script>alert(1)</script><img src=x onerror=alert(1)> \" ' &amp;".into();
    value.sentences.title = "<b>October</b>".to_owned();
    let page = html(&value);
    assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("<b>October"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_eq!(page.matches("<script>").count(), 1);
}

/// Tags open and close in turn: a page that a browser mends by guessing is not what was written.
#[test]
fn every_tag_is_closed_in_its_turn() {
    const VOID: [&str; 1] = ["meta"];
    for value in [october(), provisional(), stratified()] {
        let page = html(&value);
        let (head, rest) = page.split_once("<style>").unwrap();
        let (_, rest) = rest.split_once("</style>").unwrap();
        let (rest, _) = rest.split_once("<script>").unwrap();
        let body = format!("{head}{rest}</body></html>");
        let mut open: Vec<String> = Vec::new();
        for part in body.split('<').skip(1) {
            let tag = part.split('>').next().unwrap();
            let name: String = tag.trim_start_matches('/').chars().take_while(|c| c.is_alphanumeric()).collect();
            if tag.starts_with('!') || tag.ends_with('/') || VOID.contains(&name.as_str()) {
                continue;
            }
            match tag.starts_with('/') {
                true => assert_eq!(open.pop().as_deref(), Some(name.as_str()), "{part}"),
                false => open.push(name),
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}

#[test]
fn a_page_is_written_by_its_ending_with_or_without_words() {
    let room = Room::staffed();
    room.import(
        "a.csv",
        "Case note ID,Person ID,Date of event,Recorded by,Team,Note\nN1,K1,01/10/2026,Zoe Quill,North,Text\n",
    )
    .ok();
    room.run("draw --kind oversight --period 2026-10 --size 1 --name oct --auditors 'Tom Adeyemi'").ok();
    let set = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
        .map(|criterion| format!("--set {criterion}=good"))
        .join(" ");
    room.run_as("Tom Adeyemi", &format!("grade oct 1 {set} --finding 'strength:drift=Challenged in May' --finish"))
        .ok();
    room.run("export oct.html").ok().must_say(&["oct.html for oct", "read them before you share the file"]);
    let page = std::fs::read_to_string(room.path("oct.html")).unwrap();
    assert!(page.contains("Challenged in May") && !page.contains("N1<") && !page.contains("Zoe Quill"));
    room.run("export bare.html --no-words").ok();
    room.run("export bare.xlsx --no-words").ok();
    assert!(!std::fs::read_to_string(room.path("bare.html")).unwrap().contains("Challenged in May"));
    room.run("export oct.pdf").refused().must_say(&[".xlsx or .html"]);
}
