//! Headings of names of children and of their families: such columns are left out.

/// Headings of children's names and of parts of them: such columns are left out.
pub(super) const CHILDREN_NAMES: &[&str] = &[
    "Name", "Child name", "Child's name", "Name of child", "Young person", "Young person name", "Young person's name",
    "Child/Young person", "Child/Young person name", "Child or young person name", "Full name", "Child full name",
    "Child's full name", "Forename", "Forenames", "First name", "First names", "Given name", "Surname", "Last name",
    "Family name", "Middle name", "Middle names", "Known as", "Preferred name", "Child forename", "Child's forename",
    "Child surname", "Child's surname", "Child first name", "Child's first name", "Child last name", "Child's last name",
    "Person name", "Person's name", "Person full name", "Person forename", "Person surname", "Client name",
    "Client forename", "Client surname", "Service user name", "Service user", "Subject name", "Subject forename",
    "Subject surname", "CYP name", "Initials", "Child initials", "Child's initials", "pers_forename", "pers_surname",
    "Forename(s)", "First name(s)", "Also known as", "Name of young person", "Child name and ID",
];

/// Whose name a heading may give, in the form in which headings are compared.
pub(super) const OF_THE_FAMILY: &[&str] = &[
    "child", "children", "childyoungperson", "childoryoungperson", "childyp", "youngperson", "yp", "cyp", "client", "serviceuser",
    "subject", "person", "pupil", "baby", "mother", "father", "parent", "birthmother", "birthfather", "birthparent", "carer",
    "parentcarer", "parentorcarer", "fostercarer", "guardian", "sibling", "brother", "sister", "mum", "dad", "grandparent",
    "nextofkin", "familymember", "relative", "pers",
];

/// The parts of a name that a heading may give.
pub(super) const PARTS_OF_NAMES: &[&str] = &[
    "name", "names", "fullname", "forename", "forenames", "surname", "surnames", "firstname", "firstnames", "lastname", "lastnames",
    "familyname", "middlename", "middlenames", "givenname", "givennames", "knownas", "preferredname", "initials", "alias",
    "aliases", "maidenname", "formername", "knownasname",
];
