//! Headings of columns that identify a child, a member of the family or a home. Such columns are left out, in every format, unless
//! a person asks to keep one.
//!
//! A heading that belongs to a field of the record (`IRO name`, `Child ID`) is never looked up here. Columns about staff are kept: a dip
//! sample is about their work.

/// What a column reveals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifies {
    /// The name of a child or of part of it.
    Child,
    /// The name of a relative, a carer, or others in the child's life.
    Family,
    /// A number that another service gave a person.
    Number,
    /// An address or a postcode.
    Home,
    /// A telephone number or an email address.
    Contact,
    /// When a parent or another relative was born.
    FamilyBirth,
}

impl Identifies {
    /// The reason, as it is shown after `left out:`.
    pub fn words(self) -> &'static str {
        match self {
            Identifies::Child => "it names a child",
            Identifies::Family => "it names family members or carers",
            Identifies::Number => "it is a number that identifies a person",
            Identifies::Home => "it gives an address or postcode",
            Identifies::Contact => "it gives a phone number or email address",
            Identifies::FamilyBirth => "it gives a family member's date of birth",
        }
    }
}

use Identifies::{Child, Contact, Family, FamilyBirth, Home, Number};

/// Headings that identify on their own.
const WHOLE: &[(Identifies, &[&str])] = &[
    (Child, &[
        "Name", "Names", "Full name", "Legal name", "Preferred name", "Birth name", "Former name", "Previous name", "Previous names",
        "Known as", "Also known as", "AKA", "Alias", "Aliases", "Nickname", "Initials", "Family name", "Given name", "Given names",
        "Case name", "Child name and ID", "Looked after child", "Child looked after", "Child in care", "pers_forename", "pers_surname",
    ]),
    (Family, &[
        "Next of kin", "NOK", "Significant others", "Family members", "Household members", "Household composition",
        "Emergency contact", "People present", "Persons present", "Those present", "Attended by", "People attending",
        "People invited", "Person with parental responsibility", "Parental responsibility held by",
    ]),
    (Number, &[
        "Common child ID", "Common child identifier", "Single unique identifier", "Single unique ID", "pers_common_child_id",
        "pers_single_unique_id", "pers_legacy_id", "Biometric residence permit", "Asylum registration card",
    ]),
    (Home, &["HOME_POST", "PL_POST", "House number", "House name", "Street", "Street name", "UPRN"]),
    (Contact, &["Phone", "Mobile", "Tel", "Contact number", "Contact no", "Contact details", "Contact information"]),
    (FamilyBirth, &["MC_DOB"]),
];

/// Words for the child in headings, and whether the word alone, as a heading, means the name.
const CHILD: &[(&str, bool)] = &[
    ("child", false), ("children", false), ("childyoungperson", true), ("childoryoungperson", true), ("childyp", true),
    ("youngperson", true), ("yp", true), ("cyp", true), ("client", true), ("serviceuser", true), ("subject", false),
    ("person", false), ("pers", false), ("pupil", true), ("student", true), ("learner", true), ("patient", true), ("baby", true),
    ("lac", false), ("cla", false), ("cic", false), ("lookedafterchild", true), ("childlookedafter", true), ("childincare", true),
    ("careleaver", true), ("case", false),
];

/// Relatives, carers and others, in the same way.
const FAMILY: &[(&str, bool)] = &[
    ("mother", true), ("father", true), ("parent", true), ("birthmother", true), ("birthfather", true), ("birthparent", true),
    ("stepmother", true), ("stepfather", true), ("stepparent", true), ("carer", true), ("parentcarer", true), ("parentorcarer", true),
    ("fostercarer", true), ("maincarer", true), ("kinshipcarer", true), ("adopter", true), ("guardian", true),
    ("specialguardian", true), ("sibling", true), ("brother", true), ("sister", true), ("mum", true), ("dad", true),
    ("grandparent", true), ("grandmother", true), ("grandfather", true), ("aunt", true), ("uncle", true), ("nextofkin", true),
    ("kin", false), ("familymember", true), ("householdmember", true), ("relative", true), ("significantother", true),
    ("emergencycontact", true), ("attendee", true), ("invitee", true), ("family", false),
];

/// The parts of a name.
const NAME_PARTS: &[&str] = &[
    "name", "names", "fullname", "fullnames", "forename", "forenames", "surname", "surnames", "firstname", "firstnames", "lastname",
    "lastnames", "familyname", "middlename", "middlenames", "givenname", "givennames", "knownas", "preferredname", "initials",
    "alias", "aliases", "aka", "maidenname", "formername", "legalname", "birthname", "nickname", "nameandid",
];

/// Words that mean part of a name wherever they occur, except beside a word for staff.
const SURE_PARTS: &[&str] = &["surname", "forename", "firstname", "lastname", "middlename", "maidenname"];

/// Numbers given by other services, without the words of [`NUMBER_ENDINGS`].
const NUMBERS: &[&str] = &[
    "upn", "formerupn", "uniquepupil", "uln", "uniquelearner", "nhs", "passport", "homeoffice", "ho", "nationalinsurance", "ni", "arc",
    "brp", "portreference", "birthcertificate", "chi",
];
/// What may follow one of [`NUMBERS`]; those of [`ALONE`] need no ending.
const NUMBER_ENDINGS: &[&str] = &["number", "numbers", "no", "num", "nr", "ref", "refno", "reference", "referencenumber", "id", "identifier"];
/// Numbers whose name alone is enough.
const ALONE: &[&str] = &["upn", "formerupn", "uln", "nhs", "passport", "portreference", "ni"];

/// Words for a date of birth.
const BIRTHS: &[&str] = &["dob", "dateofbirth", "birthdate", "born"];

/// Endings of headings for contact details.
const CONTACTS: &[&str] = &[
    "phone", "telephone", "telephonenumber", "telephoneno", "phonenumber", "phoneno", "mobile", "mobilenumber", "mobileno",
    "mobilephone", "telno", "email", "emailaddress", "emails", "contactnumber", "contactdetails",
];

/// Words for staff, whose columns are kept.
const STAFF: &[&str] = &[
    "iro", "worker", "author", "manager", "chair", "officer", "practitioner", "staff", "professional", "supervisor", "recordedby",
    "createdby", "completedby", "enteredby", "writtenby", "raisedby", "auditor", "team", "office", "user", "sw",
];

/// Headings that mention an address without giving it.
const ABOUT_ADDRESSES: &[&str] = &["date", "change", "distance", "type", "same"];

/// What a heading reveals, in the form of [`super::key`]; `None` if it does not identify anyone.
pub(in crate::intake) fn identifies(heading: &str) -> Option<Identifies> {
    let heading = heading.trim_end_matches(|digit: char| digit.is_ascii_digit());
    let whole = WHOLE.iter().find(|(_, names)| names.iter().any(|name| super::key(name) == heading));
    if let Some((what, _)) = whole {
        return Some(*what);
    }
    if heading.contains("postcode") {
        return Some(Home);
    }
    let alone = |people: &[(&str, bool)]| people.iter().any(|(word, named)| *named && is_one_or_many(heading, word));
    if alone(CHILD) {
        return Some(Child);
    }
    if alone(FAMILY) {
        return Some(Family);
    }
    if is_number(heading) {
        return Some(Number);
    }
    if of_person(heading, BIRTHS, FAMILY) {
        return Some(FamilyBirth);
    }
    if of_person(heading, NAME_PARTS, FAMILY) {
        return Some(Family);
    }
    let of_staff = STAFF.iter().any(|word| heading.contains(word));
    let name = of_person(heading, NAME_PARTS, CHILD) || SURE_PARTS.iter().any(|part| heading.contains(part)) && !of_staff;
    if name {
        return Some(Child);
    }
    if of_staff {
        return None;
    }
    if CONTACTS.iter().any(|ending| heading.ends_with(ending)) {
        return Some(Contact);
    }
    is_address(heading).then_some(Home)
}

/// Headings of names and numbers, in the form of [`super::key`], that help to recognise a row of headings. Words that also occur in
/// cells (`Mother`, `Phone`) are not among them.
pub(super) fn listed() -> impl Iterator<Item = String> {
    let whole = WHOLE.iter().flat_map(|(_, names)| names.iter().map(|name| super::key(name)));
    let children = CHILD.iter().filter(|(_, named)| *named).map(|(word, _)| (*word).to_owned());
    let theirs = CHILD.iter().flat_map(|(word, _)| NAME_PARTS.iter().map(move |part| format!("{word}{part}")));
    whole.chain(children).chain(theirs).chain(NAME_PARTS.iter().map(|part| (*part).to_owned()))
}

fn is_one_or_many(heading: &str, word: &str) -> bool {
    heading.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest == "s")
}

/// Whether a heading combines a thing with a person: `Mother's forename`, `Surname of the YP`, `Parent 2 name`.
fn of_person(heading: &str, what: &[&str], whose: &[(&str, bool)]) -> bool {
    let is_whose = |rest: &str| {
        let rest = rest.trim_end_matches(|digit: char| digit.is_ascii_digit());
        whose.iter().any(|(word, _)| is_one_or_many(rest, word))
    };
    what.iter().any(|part| {
        let behind = heading.strip_suffix(part).is_some_and(is_whose);
        let before = || {
            let rest = heading.strip_prefix(part)?;
            let rest = rest.strip_prefix("of").unwrap_or(rest);
            Some(is_whose(rest.strip_prefix("the").unwrap_or(rest)))
        };
        behind || before().unwrap_or(false)
    })
}

/// Whether a heading is one of [`NUMBERS`], with or without the person it belongs to.
fn is_number(heading: &str) -> bool {
    let is = |rest: &str| {
        let ended = |number: &&str| rest.strip_prefix(*number).is_some_and(|ending| NUMBER_ENDINGS.contains(&ending));
        ALONE.contains(&rest) || NUMBERS.iter().any(ended)
    };
    let whose = || CHILD.iter().chain(FAMILY).filter_map(|(word, _)| heading.strip_prefix(word));
    is(heading) || whose().any(|rest| is(rest) || rest.strip_prefix('s').is_some_and(is))
}

/// Whether a heading means an address or a line of one.
fn is_address(heading: &str) -> bool {
    let line = heading.strip_suffix("line").unwrap_or(heading);
    (line.ends_with("address") || line.ends_with("addresses")) && !ABOUT_ADDRESSES.iter().any(|word| line.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::headings::key;

    #[test]
    fn headings_that_identify_are_known_by_what_they_give_away() {
        for (what, headings) in [
            (
                Child,
                "Name|Forename|SURNAME|Name of child|YP name|Initials|Child's initials|Name (young person)|Child Forename(s)|Pupil name|\
                 YP|Legal name|AKA|LAC name|Looked after child|Case name|First name(s)|Full Name (Child)|Name of CYP|Client name|\
                 Child/Young person name|Known as|D.Person.Surname|Name of the young person|Service user|Person's full name",
            ),
            (
                Family,
                "Mother|Father's Surname|Mothers name|Name of mother|Parent/carer name|Sibling names|Names of siblings|Carer's full name|\
                 Next of kin|Next of kin name|Foster carer|Foster carers|Carer 1 name|Parent 2|Siblings|Significant others|Attendees|\
                 Invitees|Name of foster carer 2|Birth mother",
            ),
            (
                Number,
                "UPN|Child UPN|Unique pupil number|ULN|NHS number|NHS No.|Child's NHS number|Passport number|Passport|Home Office ref|\
                 Home Office number|NI number|pers_upn|FORMER_UPN|National Insurance no|BRP number",
            ),
            (
                Home,
                "Home postcode|Placement postcode|Post code|HOME_POST|PL_POST|Placement address|Address|Address line 1|Home address|\
                 Current address 2|clap_cla_placement_postcode|Address of carer address",
            ),
            (Contact, "Email|Phone|Mobile|Email address|Carer telephone|Mother's mobile number|Tel no|Child's email"),
            (FamilyBirth, "MC_DOB|Mother's date of birth|Mother DOB|DOB of father|Carer 1 date of birth"),
        ] {
            for heading in headings.split('|') {
                assert_eq!(identifies(&key(heading)), Some(what), "{heading}");
            }
        }
    }

    #[test]
    fn their_neighbours_stay() {
        for heading in [
            "IRO name",
            "Worker name",
            "Worker surname",
            "Team name",
            "Social worker name",
            "Social worker telephone",
            "IRO email",
            "Name of school",
            "Placement name",
            "Provider name",
            "Case note",
            "Review",
            "Number of siblings",
            "Mother's views",
            "Mother attended",
            "Father's ethnicity",
            "Child ID",
            "Author",
            "Date of birth",
            "Pages of the note",
            "Subject",
            "Change of address",
            "Date address changed",
            "Distance from home address",
            "NHS trust",
            "Passport applied for",
            "Placement type",
            "Foster care",
            "LA",
            "YEAR",
            "URN",
            "Ward",
            "Home language",
            "Legal status",
            "LAC",
        ] {
            assert_eq!(identifies(&key(heading)), None, "{heading}");
        }
    }

    #[test]
    fn the_tables_hold_keys_and_none_twice() {
        let words = CHILD.iter().chain(FAMILY).map(|(word, _)| *word);
        let all: Vec<&str> = words.chain(NUMBERS.iter().copied()).chain(STAFF.iter().copied()).collect();
        for word in &all {
            assert_eq!(key(word), *word);
            assert_eq!(all.iter().filter(|other| *other == word).count(), 1, "{word}");
        }
    }
}
