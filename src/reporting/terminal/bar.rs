//! An interval drawn in letters: where the share lies between nothing and all, and how sure that is.

use crate::model::Estimate;

/// Narrowest and widest bar, in letters.
pub(super) const BAR: (usize, usize) = (12, 41);

/// Draws an interval on a scale from nothing to all, `width` letters wide: `[` the lower bound, `|` the share, `]` the
/// upper bound; the share alone where there is no interval.
pub(super) fn interval_bar(estimate: &Estimate, width: usize) -> String {
    let Some(share) = estimate.share else { return String::new() };
    let (low, high) = (estimate.low.unwrap_or(share), estimate.high.unwrap_or(share));
    let mut letters = vec![' '; width];
    let (from, to) = (place(low, width), place(high, width));
    for letter in letters.iter_mut().take(to + 1).skip(from) {
        *letter = '=';
    }
    let ends = if estimate.low.is_some() { [('[', from), (']', to)] } else { [('|', from), ('|', to)] };
    for (sign, at) in ends.into_iter().chain([('|', place(share, width))]) {
        if let Some(letter) = letters.get_mut(at) {
            *letter = sign;
        }
    }
    letters.into_iter().collect()
}

/// The same for a cell of a table, where the spaces of a bar would be lost: dots stand for them.
pub(super) fn small_bar(estimate: &Estimate, width: usize) -> String {
    interval_bar(estimate, width).replace(' ', ".")
}

/// The scale under the bars.
pub(super) fn scale(width: usize) -> String {
    let middle = place(0.5, width).saturating_sub(3);
    let end = width.saturating_sub(middle + 2 + 3 + 4);
    format!("0%{}50%{}100%", " ".repeat(middle), " ".repeat(end))
}

/// Returns the letter on which a share falls, the first for nothing and the last for all.
fn place(share: f64, width: usize) -> usize {
    let last = width.saturating_sub(1);
    (0..last).find(|at| at_share(*at, last) >= share - 0.5 / number(last)).unwrap_or(last)
}

/// Letters of the longest bar of counts.
const LONGEST: u64 = 20;

/// Draws a count as a bar beside the largest: as long as its part of it, and one letter at least where it is not nothing.
pub fn count_bar(count: u64, largest: u64) -> String {
    let letters = match largest {
        0 => 0,
        largest => (u128::from(count) * u128::from(LONGEST)).div_ceil(u128::from(largest)).min(u128::from(LONGEST)),
    };
    "=".repeat(usize::try_from(letters).unwrap_or(0))
}

fn at_share(at: usize, last: usize) -> f64 {
    number(at) / number(last)
}

fn number(letters: usize) -> f64 {
    u32::try_from(letters).map_or(1.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn estimate(low: Option<f64>, share: Option<f64>, high: Option<f64>) -> Estimate {
        Estimate {
            name: "good".into(),
            label: "Good".into(),
            count: 1,
            of: 2,
            share,
            low,
            high,
            upper_count: None,
            confidence: 0.95,
            method: String::new(),
            least: None,
            most: None,
        }
    }

    #[test]
    fn the_bar_stands_where_the_figures_are() {
        let bar = interval_bar(&estimate(Some(0.25), Some(0.5), Some(1.0)), 21);
        assert_eq!(bar, "     [====|=========]");
        assert_eq!(interval_bar(&estimate(None, Some(0.0), None), 5), "|    ");
        assert_eq!(interval_bar(&estimate(None, None, None), 5), "");
    }

    #[test]
    fn the_scale_is_as_wide_as_the_bar() {
        for width in BAR.0..=BAR.1 {
            assert_eq!(scale(width).chars().count(), width);
        }
    }

    proptest! {
        #[test]
        fn a_bar_is_as_wide_as_asked(low in 0.0_f64..=1.0, share in 0.0_f64..=1.0, high in 0.0_f64..=1.0, width in 12_usize..60) {
            let mut bounds = [low, share, high];
            bounds.sort_by(f64::total_cmp);
            let bar = interval_bar(&estimate(Some(bounds[0]), Some(bounds[1]), Some(bounds[2])), width);
            prop_assert_eq!(bar.chars().count(), width);
            prop_assert_eq!(bar.matches('|').count(), 1);
        }
    }
}
