//! What a note does and what it leaves out, drawn so that the notes of a council are about as good as one county
//! found its own to be: 15% inadequate, 39% requires improvement, 46% good (annual report 2020/21, from dip samples).

use crate::demo::chance::Chance;

/// Of a hundred notes, those that are inadequate, require improvement, are good.
const QUALITY: [u64; 3] = [15, 39, 46];

/// What a note says of the pace of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// It names a delay and challenges it.
    Challenged,
    /// It names a delay and goes after it without force.
    Softly,
    /// It names a delay and does nothing.
    PassedOver,
    /// It says that nothing is behind.
    OnTrack,
    /// It does not say.
    Unsaid,
}

/// What a note does with something bigger than the matter in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Issue {
    /// There is none.
    None,
    /// It is mentioned and acted upon.
    Handled,
    /// It is mentioned and left.
    PassedOver,
}

/// What one note does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) purpose: bool,
    pub(super) pace: Pace,
    pub(super) impact: bool,
    pub(super) analysis: bool,
    pub(super) timescales: bool,
    pub(super) view: bool,
    /// Whether the plan is at least named where no view of it is given.
    pub(super) names_plan: bool,
    /// Whether a next step is at least named where none is dated.
    pub(super) says_next: bool,
    pub(super) issue: Issue,
}

impl Profile {
    /// Draws what a note does, for a case whose work is behind or is not.
    pub(super) fn choose(behind: bool, chance: &mut Chance) -> Profile {
        match chance.weighted(&QUALITY) {
            0 => Profile::inadequate(behind, chance),
            1 => Profile::requires_improvement(behind, chance),
            _ => Profile::good(behind, chance),
        }
    }

    fn whole(behind: bool) -> Profile {
        Profile {
            purpose: true,
            pace: if behind { Pace::Challenged } else { Pace::OnTrack },
            impact: true,
            analysis: true,
            timescales: true,
            view: true,
            names_plan: true,
            says_next: true,
            issue: Issue::None,
        }
    }

    fn good(behind: bool, chance: &mut Chance) -> Profile {
        let mut profile = Profile::whole(behind);
        let missing = chance.weighted(&[38, 42, 20]);
        if missing > 0 && chance.happens(15) {
            // Acting on something bigger takes the place of weighing alternatives.
            profile.issue = Issue::Handled;
            profile.analysis = false;
        }
        profile.leave_out(missing - usize::from(!profile.analysis), chance);
        profile
    }

    fn requires_improvement(behind: bool, chance: &mut Chance) -> Profile {
        let mut profile = Profile::whole(behind);
        let mut missing = 3 + chance.weighted(&[40, 40, 20]);
        if chance.happens(45) {
            profile.pace = if behind { Pace::Softly } else { Pace::Unsaid };
            missing -= 1;
        }
        profile.leave_out(missing, chance);
        profile.says_next = chance.happens(70);
        profile
    }

    fn inadequate(behind: bool, chance: &mut Chance) -> Profile {
        let mut profile = Profile::whole(behind);
        let missing = 1 + chance.weighted(&[20, 40, 40]);
        profile.timescales = false;
        match behind && chance.happens(75) {
            true => {
                profile.pace = Pace::PassedOver;
                profile.says_next = false;
            }
            false => {
                profile.pace = if behind { Pace::Softly } else { Pace::Unsaid };
                profile.issue = Issue::PassedOver;
                (profile.impact, profile.analysis) = (false, false);
                profile.says_next = chance.happens(40);
            }
        }
        profile.leave_out(missing, chance);
        profile.names_plan = chance.happens(60);
        profile
    }

    /// Leaves out so many more of the five parts besides the pace; purpose and impact go first, as the county found.
    fn leave_out(&mut self, count: usize, chance: &mut Chance) {
        for _ in 0..count {
            let there = [self.purpose, self.impact, self.analysis, self.timescales, self.view];
            let weights: [u64; 5] = std::array::from_fn(|part| if there[part] { [5, 5, 4, 2, 3][part] } else { 0 });
            if weights.iter().sum::<u64>() == 0 {
                return;
            }
            match chance.weighted(&weights) {
                0 => self.purpose = false,
                1 => self.impact = false,
                2 => self.analysis = false,
                3 => self.timescales = false,
                _ => self.view = false,
            }
        }
    }

    /// Whether the note names a delay.
    pub(super) fn behind(&self) -> bool {
        matches!(self.pace, Pace::Challenged | Pace::Softly | Pace::PassedOver)
    }

    /// Whether the note leaves out so much that it fills up with facts.
    pub(super) fn terse(&self) -> bool {
        let parts = [self.purpose, self.impact, self.analysis, self.timescales, self.view];
        parts.iter().filter(|there| !**there).count() >= 3
    }
}
