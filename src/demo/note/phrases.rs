//! The phrases that notes are made of: what an IRO writes, with slots for the facts of the case.
//!
//! Each sentence has a slot whose fact differs from case to case, since a sentence that stands in many notes would
//! teach a reader nothing.

type Phrases = &'static [&'static str];

/// Openings that say what the oversight is for.
pub(super) const PURPOSE: Phrases = &[
    "[Oversight|IRO oversight|Midway oversight] on {today} to [see whether|check that] {item} is [moving|being taken forward] [in step with|at the pace of] the plan of {plan}.",
    "{today}: I [spoke with|rang|met] {worker} [to find out|to establish] what has [happened|changed] on {item} since the review on {last_review}.",
    "The purpose of this oversight on {today} is to [ask|establish] whether what we decided on {last_review} about {item} has [happened|been done].",
    "On {today} I read {his} record [and|then] spoke to {worker} so that I could [judge|test] whether {plan} is [still|really] being worked towards.",
    "[Oversight|Midway oversight] of {today}, to satisfy myself [ahead|in advance] of the review of {next_review} that {item} is in hand.",
    "{today}: I went through {his} record to test [one question|two things] left open on {last_review}, [first of all|namely] {item}.",
    "[IRO oversight|Oversight] {today}, because {item} was [the matter|what] [I most wanted|we agreed] to follow after {last_review}.",
];

/// Openings that only record that something was read or said.
pub(super) const RECORD_ONLY: Phrases = &[
    "{today}: [file|record|case notes] read after the review on {last_review}.",
    "[IRO oversight|Oversight|Midway oversight] [recorded|entered] {today}, following the review on {last_review}.",
    "[Telephone call|Call|Teams call] with {worker} on {today} for a general update.",
    "{today}: update [from|received from] {worker} [by email|by telephone|after supervision].",
    "[Viewed|Looked at] {his} record on {today}, [last seen|last opened] for the review on {last_review}.",
    "{today}, [catch-up|discussion] with {worker} about [recent events|how things are].",
];

/// Where the child lives.
pub(super) const HOME: Phrases = &[
    "{he} has [lived|been] in {his} {home} since {placed}[, and daily life there is calm|, {lived} months now|].",
    "{he} [moved to|came to] {his} {home} on {placed}, and {worker} [describes|reports] a [steady|busy|quiet] {number} weeks.",
    "[The supervising social worker|{worker}] saw {him} in {his} {home} on {recent} and [found|heard of] [nothing new|a settled household|an ordinary week].",
];
pub(super) const SCHOOL: Phrases = &[
    "Attendance [stood|was] at {attendance}% [on|as of] {recent}, and the education plan meeting [took place|was held] on {seen}.",
    "[School|{his} teacher] wrote on {recent} that {he} is [making progress|working well] in {subject}[ and has caught up {number} weeks|, with help in {subject}].",
    "{he} has had {number} [detentions|commendations|absences] since {last_review}, [mostly|most of them] in {subject}.",
];
/// A small child's day.
pub(super) const SMALL: Phrases = &[
    "The health visitor [saw|measured] {him} on {recent} and {he} [is gaining weight|meets {his} milestones|is walking and babbling].",
    "[Nursery|The childminder] [wrote|reported] on {recent} that {he} [sleeps well|eats well|plays happily] [on most days|{number} days in ten|all week].",
];
pub(super) const HEALTH: Phrases = &[
    "The [health assessment|dental check|eye test] took place on {recent}[ and nothing was found|, with {number} recommendations|].",
    "{his} [immunisations were|new glasses were|asthma review was|hearing test was] [seen to|dealt with] on {recent} by [the practice nurse|the surgery|the school nurse].",
];
/// Family time.
pub(super) const FAMILY: Phrases = &[
    "Family time with {his} {kin} [went ahead|took place] on {recent}[ and was warm|, for {number} hours|, supervised].",
    "{his} {kin} [came|saw {him}] {number} times since {last_review}, [last|most lately] on {recent}.",
];
/// A young person near adulthood.
pub(super) const NEARLY_ADULT: Phrases = &[
    "{he} has [saved {number}0 pounds|cooked {number} meals|held {his} job for {number} weeks] [since|counting from] {last_review}, {worker} [reports|notes].",
    "The personal adviser [met|saw] {him} on {recent} about [college|work|a bank account|{his} passport].",
];
/// The last visit.
pub(super) const VISITED: Phrases = &[
    "{worker} last visited on {visited}.",
    "The social worker, {worker}, last visited {him} on {visited}[, with a colleague|, at home|].",
];
/// A last visit too long ago, raised.
pub(super) const VISIT_RAISED: Phrases = &[
    "{worker} last visited on {visited}, and I have raised with {manager} that visits are [outside|beyond] [six weeks|their timescale].",
    "As {worker} last visited on {visited}, I raised the gap between visits with {manager} [as a practice issue|in writing].",
];

/// A piece of work is behind.
pub(super) const BEHIND: Phrases = &[
    "{item} was due on {due} and has still not been [completed|finished|done][, {reason}|].",
    "{worker} says {item}, promised for {due}, is still outstanding[ after {late} days|][, {reason}|].",
    "{item} should have been [ready|finished|with me] by {due}; it is now {late} days late[, {reason}|].",
    "I see no sign of {item}, which was due on {due}[, {reason}|].",
    "The date for {item}, {due}, has passed and the work is [unfinished|not done|no further on][, {reason}|].",
    "There has been drift with {item}: the date of {due} was missed[ by {late} days|][, {reason}|].",
];
pub(super) const DONE: Phrases = &[
    "{item} was completed on {done}, and nothing else [is behind|has slipped].",
    "I found no delay: {item} was finished on {done} [and filed|and shared with all] [straight away|within {number} days].",
    "[Work|Everything agreed on {last_review}] is on track, {item} having been [signed off|completed] on {done}.",
];
/// It is going as it should.
pub(super) const ON_TRACK: Phrases = &[
    "{item} is due on {due} and on track: {worker} has [a draft|made {number} of the visits|booked the last session].",
    "I found no delay, as {item} is not expected until {due} and was started [promptly|soon] after {asked}.",
    "Work on {item}, asked for on {asked}, is keeping to [time|the timetable] and should [end|close] as planned on {due}.",
];
/// It is under way, and nothing is said of its pace.
pub(super) const UNDER_WAY: Phrases = &[
    "{item} [was|has been] [discussed|talked through] with {worker}[, as it was on {last_review}|].",
    "There is [work|some activity] [under way|going on] around {item}, {worker} [says|reports].",
    "[We|{worker} and I] [touched on|talked about] {item}[ again|], [asked for|begun] on {asked}.",
];
/// Finished work is mentioned, and nothing is said of its pace.
pub(super) const TOUCHED_ON: Phrases = &[
    "{item} [was|has been] [discussed|talked through] with {worker}[, as it was on {last_review}|].",
    "[We|{worker} and I] [touched on|talked about] {item}[ again|] and [the meeting|the review] of {last_review}.",
];
/// Why work is late.
const REASON: Phrases = &[
    "as the assessor left in the spring",
    "the panel having been full {number} weeks running",
    "since school has not replied to {number} emails",
    "the case having waited {number} weeks between workers",
    "as the carers asked for [more time|another meeting]",
    "the health team having a waiting list of {weeks} weeks",
    "since no one was named to do it",
    "with legal services slow to reply",
    "as {worker} was away for {number} weeks",
    "since funding was argued over for {number} weeks",
];

/// The delay is challenged.
pub(super) const CHALLENGE: Phrases = &[
    "I have told {manager} that this [delay|wait] is not acceptable and asked for [a written explanation|an answer in writing] [today|on {today}].",
    "I challenged {worker} about the {late} days lost, and {manager} [has now made|agreed to make] it a priority.",
    "I have escalated this to {manager}, as [a further|another] {number} weeks of waiting [cannot be right|would not be right] for a child of {age}.",
    "[Having raised it twice|As it was raised on {last_review}], I [have warned|warned] {manager} that {item} [will become a dispute|is on the edge of a dispute].",
    "I put it to {worker} and {manager} that {late} days of drift [must end|are too many] and [they accepted|both accepted] that.",
];
/// The delay is followed up without force.
pub(super) const SOFTLY: Phrases = &[
    "I will ask {worker} for an update when we meet for the review of {next_review}.",
    "{worker} [has been reminded|was reminded] about {item}.",
    "I will keep an eye on {item} and [return|come back] to it at the review of {next_review}.",
    "[To be followed up|I will follow this up] with {worker} at [a later date|some point after {today}].",
];

/// A view of the plan.
pub(super) const VIEW: Phrases = &[
    "I [agree with|support] the plan of {plan}, made on {plan_since}, [and see nothing that changes it|for it still answers {his} needs].",
    "My view is that the plan of {plan} remains right for {him}, [{lived} months|some {lived} months] into {his} {home}.",
    "In my view the plan of {plan} is [the right one|sound] for a child of {age} who has been in {his} {home} since {placed}.",
    "I am satisfied that the plan made on {plan_since}, {plan}, [is right|still meets {his} needs].",
    "[Having heard|After hearing] {worker}, I remain of the view that the plan of {plan} [should stand|is in {his} interests].",
];
/// A doubtful view of the plan.
pub(super) const VIEW_DOUBTFUL: Phrases = &[
    "I am not persuaded that the plan of {plan}, made on {plan_since}, [can still be reached|will hold] while {item} is [missing|undone].",
    "I question whether the plan of {plan} is still [realistic|achievable], {lived} months into {his} {home} and without {item}.",
];
/// The plan is named without a view.
pub(super) const PLAN_NAMED: Phrases = &[
    "The plan is {plan}, [as recorded|set] on {plan_since}.",
    "The plan of {plan} [dates from|was made on] {plan_since}[ and is on file|].",
    "{worker} [confirms|reports] that the plan is {plan}[, unchanged since {plan_since}|].",
];

/// What a delay means for the child.
pub(super) const MEANING_OF_DELAY: Phrases = &[
    "For {him} this means [another {number} weeks|more months] of not knowing [where {he} will grow up|what comes next|who decides], after {lived} months in {his} {home}.",
    "What this means for {him} is that {number} more weeks go by without [help|an answer|certainty], at {age} years old.",
    "The effect on {him} is [plain|clear]: since {due} {he} has been [left unsure|without the support {he} needs|waiting on adults].",
    "The wait leaves {him} [anxious|unsettled|in limbo], and {his} carers saw it again on {recent}.",
];
/// What progress means for the child.
pub(super) const MEANING: Phrases = &[
    "For {him} this means that {he} can [count on|rely on] [staying put|the people {he} knows|one home] [after|following] {lived} months in {his} {home}.",
    "What this means for {him} is [a steady home|some certainty|time to be a child], which {he} did not have before {placed}.",
    "The effect on {him} [can be seen|shows]: since {recent} {he} [sleeps through|has been calmer|is more at ease], {his} carers say.",
    "It matters to {him} since it lets {him} [feel safe|make friends|settle] after {number} [moves|hard months], as {worker} saw on {recent}.",
];
/// The child's own words or wishes.
pub(super) const VOICE: Phrases = &[
    "{he} told me on {seen} that {he} [wants|would like] {wish}.",
    "When I [met|rang|visited] {him} on {seen}, {he} said that {he} [hopes for|longs for|wants] {thing}[ and not to be asked again and again|, and I wrote that down for the review|].",
    "{his} wishes, [given to me|shared with me] on {seen}, are {wish} and {thing}.",
];
const WISH: Phrases = &[
    "to stay where {he} is",
    "to see {his} {kin} more often",
    "to keep {his} school",
    "to know what happens after the review of {next_review}",
    "to be told things first",
    "to go to {club}",
    "to have {his} own room",
    "to choose who comes to the meeting",
];
const THING: Phrases = &[
    "an answer soon",
    "more time with {his} {kin}",
    "a place at {club}",
    "fewer changes of worker",
    "a quieter house",
    "a date {he} can count on",
    "help with {subject}",
];

/// Alternatives are weighed.
pub(super) const ALTERNATIVES: Phrases = &[
    "I [weighed|considered] {option} against {plan} and, on balance, [find|think] the second [kinder|safer|better founded] at {age}.",
    "We considered the alternative of {option}; [on balance|in the end] it would cost {him} [{number} months|the ties {he} has made] since {placed}.",
    "{worker} and I compared {option} with [going on as now|the present course], looking at it from {his} side and from {his} {kin}'s.",
    "The alternative, {option}, was weighed with {manager} on {recent} and [set aside|kept in reserve] for now.",
];
const OPTION: Phrases = &[
    "a move nearer to {his} {kin}",
    "a specialist placement",
    "a return to {his} {kin}",
    "a change of school",
    "a discharge of the order",
    "a slower [timetable|introduction]",
    "support at home instead of a move",
    "a joint placement with {his} {kin}",
];
/// An assessment is analysed.
pub(super) const PLANS_ANALYSED: Phrases = &[
    "I have read the assessment of {recent}: it is [thorough|careful] on [{his} attachments|risk and on strengths|identity], and its analysis [bears out|supports] {plan}.",
    "The care plan of {last_review} rests on [a good|a full] analysis of [{his} needs|what {he} has lost|what {his} {kin} can offer], which I have [tested|gone through] with {worker}.",
    "{worker}'s assessment, dated {recent}, [evidences|shows with evidence] why {plan} suits {him}, and I [rely on|accept] its analysis.",
];

/// Something bigger: the safety of a child who goes about alone.
pub(super) const DANGER: Phrases = &[
    "{he} was missing [overnight|for {number} hours|until the morning] on {recent}[ and came back {returned}|].",
    "[Police|An officer] spoke to {him} on {recent} about [an older friend|a car|a group in town].",
    "[School|A carer] saw a bruise on {recent} which {he} [would not|did not] explain.",
];
/// Something bigger: the safety of a small child.
pub(super) const DANGER_SMALL: Phrases = &[
    "[A carer|The health visitor] saw a bruise on {recent} which [nobody explained|no one could explain].",
    "Police were called on {recent} to [a row at family time|{his} {kin}'s house while {he} was there].",
];
/// Something bigger: the placement may end.
pub(super) const ENDING: Phrases = &[
    "{worker} mentioned that {his} carers have given notice, in a letter of {recent}.",
    "{his} {home} is at risk of ending after [a row|{number} incidents] on {recent}.",
];
/// A danger is acted upon.
pub(super) const DANGER_HANDLED: Phrases = &[
    "I asked {manager} [at once|the same day] for a strategy discussion, [which met|held] on {today}.",
    "A safety plan was [agreed|signed] with {worker} on {recent}, and I have read it[ through|].",
];
/// A placement at risk is acted upon.
pub(super) const ENDING_HANDLED: Phrases = &[
    "A stability meeting [has been called|will be held] for {deadline}, as I asked {manager}.",
    "I asked {manager} [at once|the same day] for a stability meeting, [which met|held] on {today}.",
];

/// Who does what by when.
pub(super) const DATED: Phrases = &[
    "{worker} is to [finish|complete|send me] {paper} by {deadline}, and {manager} [will confirm|is to tell me] by {second_deadline}.",
    "[We|{worker} and I] agreed that {paper} will be [with me|ready|on file] no later than {deadline}.",
    "{manager} [has agreed|undertook] to [see to|deal with] {paper} by {deadline}[; I will look on {second_deadline}|].",
    "Agreed with {worker}: {paper} by {deadline}[, then a call with me by {second_deadline}|].",
];
const PAPER: Phrases = &["{item}", "{item}", "the next step on {item}", "what is left of {item}"];
const PAPER_AFTER: Phrases = &[
    "the steps that follow from {item}",
    "the recommendations of {item}",
    "a summary of {item} for {him}",
    "what {item} asks of us",
];
/// A next step without a date.
pub(super) const UNDATED: Phrases = &[
    "{worker} will [turn to|get on with] {paper}.",
    "{worker} [is to|will] [let me know|tell me] about {paper}.",
    "[We|{worker} and I] will [speak again|talk] about {paper} in due course.",
    "{manager} will [look into|think about] {paper}.",
];

const SUBJECT: Phrases = &["maths", "reading", "science", "art", "history", "cooking", "sport", "French", "music"];
const KIN: Phrases = &["mother", "father", "brother", "sister", "grandmother", "aunt", "siblings", "older sister"];
const CLUB: Phrases = &["swimming", "football", "drama club", "cadets", "dance", "boxing", "scouts", "the youth club"];
const RETURNED: Phrases = &["alone", "unharmed"];

/// The list that a slot names, if it names one.
pub(super) fn list(name: &str) -> Option<Phrases> {
    Some(match name {
        "reason" => REASON,
        "wish" => WISH,
        "thing" => THING,
        "option" => OPTION,
        "paper" => PAPER,
        "paper after" => PAPER_AFTER,
        "subject" => SUBJECT,
        "kin" => KIN,
        "club" => CLUB,
        "returned" => RETURNED,
        _ => return None,
    })
}
