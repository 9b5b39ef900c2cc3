//! How often the intervals hold the truth, as a table: by enumeration for simple draws, by simulation for the others.
//!
//! `cargo bench --bench coverage`                 every population up to 400, 10,000 draws of each made-up one (some minutes)
//! `cargo bench --bench coverage -- 60 2000`      up to 60, and 2,000 draws
//!
//! A simple draw's interval must never hold the truth less often than it says, whatever the truth is: for every population, every
//! number drawn and every number that has the attribute, the chances of all outcomes are summed. The other designs have no such
//! proof, so draws are made of populations chosen to be hard: equal and at-least allocations over strata of very different size, shares near 0
//! and 1, strata without a case, parts that lie in several strata, children with one record and with twenty. Those must hold the
//! truth at least 94.5 times in a hundred at 95%. The chance behind the draws starts from fixed numbers, so that the table is
//! the same wherever it is made. Exit 1 where anything falls short.

use std::collections::HashMap;
use std::process::ExitCode;

use dipsample::statistics::binomial::{Trials, clopper_pearson};
use dipsample::statistics::hypergeometric::{self, Found};
use dipsample::statistics::stratified::{Correction, StratumCounts, weigh};
use dipsample::statistics::unequal::{self, WeightedCounts};
use dipsample::statistics::{Confidence, Interval};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What the simulated coverage must not fall under.
const FLOOR: f64 = 0.945;
/// What the enumerated coverage must not fall under, but for the rounding of sums.
const LEVEL: f64 = 0.95 - 1e-9;

fn main() -> ExitCode {
    // Cargo adds a flag of its own to what was typed.
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let most = numbers.first().copied().unwrap_or(400);
    let draws = numbers.get(1).copied().unwrap_or(10_000);
    let simple = enumerate(most);
    let others = simulate(draws);
    if simple && others { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Goes through all simple draws and prints the lowest coverage of each band of populations.
fn enumerate(most: u64) -> bool {
    const BAND: u64 = 50;
    println!("simple draws, every population N, number drawn n and number M that has it: the lowest coverage at 95%");
    println!("{:>14} {:>10} {:>22}", "N", "lowest", "at N, n, M");
    let logs = log_factorials(most);
    let mut holds = true;
    for first in (1..=most).step_by(BAND as usize) {
        let last = (first + BAND - 1).min(most);
        let lowest = (first..=last)
            .flat_map(|population| (1..=population).map(move |drawn| (population, drawn)))
            .map(|(population, drawn)| lowest_of(population, drawn, &logs))
            .min_by(|one, other| one.0.total_cmp(&other.0));
        let Some((coverage, (population, drawn, members))) = lowest else { continue };
        println!(
            "{:>14} {:>10.5} {:>22}",
            format!("{first}-{last}"),
            coverage,
            format!("{population}, {drawn}, {members}")
        );
        holds &= coverage >= LEVEL;
    }
    holds
}

fn log_factorials(most: u64) -> Vec<f64> {
    let mut logs = vec![0.0; most as usize + 1];
    for number in 1..logs.len() {
        logs[number] = logs[number - 1] + (number as f64).ln();
    }
    logs
}

/// The lowest coverage over all M, and where. What has it and what has not change places, so half of the M will do.
fn lowest_of(population: u64, drawn: u64, logs: &[f64]) -> (f64, (u64, u64, u64)) {
    let choose = |n: u64, k: u64| logs[n as usize] - logs[k as usize] - logs[(n - k) as usize];
    let intervals: Vec<(u64, u64)> = (0..=drawn)
        .map(|found| {
            let ends = hypergeometric::interval(Found { found, drawn, population }, Confidence::USUAL);
            ends.map_or((1, 0), |ends| (ends.low_count, ends.high_count))
        })
        .collect();
    let all = choose(population, drawn);
    let coverage = |members: u64| -> f64 {
        let outcomes = drawn.saturating_sub(population - members)..=drawn.min(members);
        outcomes
            .filter(|found| (intervals[*found as usize].0..=intervals[*found as usize].1).contains(&members))
            .map(|found| (choose(members, found) + choose(population - members, drawn - found) - all).exp())
            .sum()
    };
    (0..=population / 2)
        .map(|members| (coverage(members), (population, drawn, members)))
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .unwrap_or((0.0, (population, drawn, 0)))
}

/// A made-up population and how it is drawn from.
enum Design {
    /// Strata: records, those that have it, cases.
    Stratified(Vec<(u64, u64, u64)>),
    /// A part of the frame that lies in strata: records, those in the part, those of them that have it, cases.
    Part(Vec<(u64, u64, u64, u64)>),
    /// Strata of children of whom one record each is drawn: children as (how many, records each, those of them that have it), cases.
    Children(Vec<Family>),
}

/// The children of one stratum, and how many are drawn.
struct Family {
    children: Vec<(u64, u64, u64)>,
    drawn: u64,
}

/// One way to make an interval from one draw, and the truth that it should hold.
struct Score {
    name: String,
    way: &'static str,
    truth: f64,
    held: u64,
    made: u64,
    width: f64,
}

impl Score {
    fn new(name: &str, way: &'static str, truth: f64) -> Score {
        Score { name: name.to_owned(), way, truth, held: 0, made: 0, width: 0.0 }
    }

    fn see(&mut self, ends: Option<Interval>) {
        let Some(ends) = ends else { return };
        self.made += 1;
        self.width += ends.high - ends.low;
        self.held += u64::from(ends.low <= self.truth + 1e-12 && self.truth <= ends.high + 1e-12);
    }

    fn coverage(&self) -> f64 {
        self.held as f64 / self.made.max(1) as f64
    }
}

fn simulate(draws: u64) -> bool {
    println!(
        "\n{draws} draws of each made-up population: how often the interval holds the truth at 95%, and how wide it is"
    );
    println!("{:<44} {:<22} {:>6} {:>9} {:>7}", "population", "interval", "truth", "coverage", "width");
    let mut holds = true;
    for (seed, (name, design)) in (1u64..).zip(populations()) {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let scores = match &design {
            Design::Stratified(strata) => stratified(&name, strata, draws, &mut chance),
            Design::Part(strata) => part(&name, strata, draws, &mut chance),
            Design::Children(families) => children(&name, families, draws, &mut chance),
        };
        for score in scores {
            let short = if score.coverage() < FLOOR { "  SHORT" } else { "" };
            println!(
                "{:<44} {:<22} {:>6.3} {:>9.4} {:>7.3}{short}",
                score.name,
                score.way,
                score.truth,
                score.coverage(),
                score.width / score.made.max(1) as f64
            );
            holds &= score.coverage() >= FLOOR;
        }
    }
    holds
}

/// How many of so many drawn without replacement fall into each part of a whole.
fn deal(parts: &[u64], drawn: u64, chance: &mut ChaCha8Rng) -> Vec<u64> {
    let mut left = parts.to_vec();
    let mut dealt = vec![0; parts.len()];
    for _ in 0..drawn {
        let mut at = chance.random_range(0..left.iter().sum::<u64>());
        for (left, dealt) in left.iter_mut().zip(&mut dealt) {
            if at < *left {
                *left -= 1;
                *dealt += 1;
                break;
            }
            at -= *left;
        }
    }
    dealt
}

fn counts(name: usize, frame: u64, graded: u64, asked: u64, found: u64) -> StratumCounts {
    StratumCounts { name: format!("{name:02}"), frame, graded, asked, found }
}

fn stratified(name: &str, strata: &[(u64, u64, u64)], draws: u64, chance: &mut ChaCha8Rng) -> Vec<Score> {
    let all: u64 = strata.iter().map(|one| one.0).sum();
    let having: u64 = strata.iter().map(|one| one.1).sum();
    let truth = having as f64 / all as f64;
    let mut scores = vec![Score::new(name, "finite", truth), Score::new(name, "for two periods", truth)];
    let ways = [Correction::Finite, Correction::Infinite];
    let mut known: HashMap<Vec<u64>, [Option<Interval>; 2]> = HashMap::new();
    for _ in 0..draws {
        let found: Vec<u64> = strata.iter().map(|one| deal(&[one.1, one.0 - one.1], one.2, chance)[0]).collect();
        let ends = known.entry(found.clone()).or_insert_with(|| {
            let rows: Vec<StratumCounts> = strata
                .iter()
                .zip(&found)
                .enumerate()
                .map(|(at, (one, found))| counts(at, one.0, one.2, one.2, *found))
                .collect();
            ways.map(|way| weigh(&rows, way)?.interval(Confidence::USUAL).ok())
        });
        scores.iter_mut().zip(*ends).for_each(|(score, ends)| score.see(ends));
    }
    scores
}

fn part(name: &str, strata: &[(u64, u64, u64, u64)], draws: u64, chance: &mut ChaCha8Rng) -> Vec<Score> {
    let inside: u64 = strata.iter().map(|one| one.1).sum();
    let having: u64 = strata.iter().map(|one| one.2).sum();
    let truth = having as f64 / inside as f64;
    let mut scores = vec![Score::new(name, "size known", truth), Score::new(name, "size not known", truth)];
    let ways = [Correction::Finite, Correction::Infinite];
    let mut known: HashMap<Vec<u64>, [Option<Interval>; 2]> = HashMap::new();
    for _ in 0..draws {
        let dealt: Vec<Vec<u64>> =
            strata.iter().map(|one| deal(&[one.2, one.1 - one.2, one.0 - one.1], one.3, chance)).collect();
        let ends = known.entry(dealt.concat()).or_insert_with(|| {
            let rows: Vec<StratumCounts> = strata
                .iter()
                .zip(&dealt)
                .enumerate()
                .map(|(at, (one, dealt))| counts(at, one.0, one.3, dealt[0] + dealt[1], dealt[0]))
                .collect();
            ways.map(|way| weigh(&rows, way)?.interval(Confidence::USUAL).ok())
        });
        scores.iter_mut().zip(*ends).for_each(|(score, ends)| score.see(ends));
    }
    scores
}

fn children(name: &str, families: &[Family], draws: u64, chance: &mut ChaCha8Rng) -> Vec<Score> {
    let of = |what: fn(&(u64, u64, u64)) -> f64| -> f64 {
        families.iter().flat_map(|family| family.children.iter().map(what)).sum()
    };
    let per_record = of(|one| (one.0 * one.2) as f64) / of(|one| (one.0 * one.1) as f64);
    let per_child = of(|one| one.0 as f64 * one.2 as f64 / one.1 as f64) / of(|one| one.0 as f64);
    let mut scores = vec![Score::new(name, "per record", per_record), Score::new(name, "per child", per_child)];
    for _ in 0..draws {
        let found: Vec<Vec<(u64, bool)>> = families.iter().map(|family| one_each(family, chance)).collect();
        let weighted: Vec<WeightedCounts> =
            families.iter().zip(&found).enumerate().map(|(at, (family, found))| by_weight(at, family, found)).collect();
        scores[0].see(unequal::weigh(&weighted).and_then(|weighted| weighted.interval(Confidence::USUAL).ok()));
        let plain: Vec<(u64, u64)> =
            found.iter().map(|one| (one.len() as u64, one.iter().filter(|case| case.1).count() as u64)).collect();
        scores[1].see(match plain.as_slice() {
            [(drawn, found)] => clopper_pearson(Trials::of_counts(*found, *drawn), Confidence::USUAL).ok(),
            _ => {
                let rows: Vec<StratumCounts> = families
                    .iter()
                    .zip(&plain)
                    .enumerate()
                    .map(|(at, (family, (drawn, found)))| counts(at, family.held(), *drawn, *drawn, *found))
                    .collect();
                weigh(&rows, Correction::Infinite).and_then(|weighted| weighted.interval(Confidence::USUAL).ok())
            }
        });
    }
    scores
}

impl Family {
    fn held(&self) -> u64 {
        self.children.iter().map(|one| one.0).sum()
    }
}

/// One record of each drawn child: how many the child has, and whether this one has it.
fn one_each(family: &Family, chance: &mut ChaCha8Rng) -> Vec<(u64, bool)> {
    let sizes: Vec<u64> = family.children.iter().map(|one| one.0).collect();
    let dealt = deal(&sizes, family.drawn, chance);
    let mut cases = Vec::new();
    for (one, drawn) in family.children.iter().zip(dealt) {
        cases.extend((0..drawn).map(|_| (one.1, chance.random_range(0..one.1) < one.2)));
    }
    cases
}

fn by_weight(name: usize, family: &Family, cases: &[(u64, bool)]) -> WeightedCounts {
    let each = family.held() as f64 / cases.len() as f64;
    let sum = |power: i32, only: bool| -> f64 {
        cases.iter().filter(|case| case.1 || !only).map(|case| (each * case.0 as f64).powi(power)).sum()
    };
    WeightedCounts {
        name: format!("{name:02}"),
        graded: cases.len() as u64,
        asked: cases.len() as u64,
        found: cases.iter().filter(|case| case.1).count() as u64,
        asked_weight: sum(1, false),
        asked_squares: sum(2, false),
        found_weight: sum(1, true),
        found_squares: sum(2, true),
    }
}

/// The populations. Sizes, allocations and shares are such as dip samples have.
fn populations() -> Vec<(String, Design)> {
    let mut list: Vec<(String, Design)> = Vec::new();
    let mut strata = |name: &str, strata: &[(u64, u64, u64)]| {
        list.push((name.to_owned(), Design::Stratified(strata.to_vec())));
    };
    strata("equal, 40:1, one in ten", &[(2000, 200, 10), (50, 5, 10), (50, 5, 10), (50, 5, 10)]);
    strata("equal, 40:1, none in the big one", &[(2000, 0, 10), (50, 25, 10), (50, 25, 10), (50, 25, 10)]);
    strata("equal, 40:1, none in the big one, rare", &[(2000, 0, 10), (50, 5, 10), (50, 5, 10)]);
    strata("equal, 40:1, 1% in the big one", &[(2000, 20, 10), (50, 25, 10), (50, 10, 10)]);
    strata("equal, 40:1, 3% in the big one", &[(2000, 60, 10), (50, 0, 10), (50, 0, 10)]);
    strata("equal, 40:1, two strata, none in the big", &[(4000, 0, 15), (100, 40, 15)]);
    strata("equal, 40:1, all in the big one", &[(2000, 2000, 10), (50, 25, 10), (50, 5, 10)]);
    strata("equal, 20:2:1.3:1", &[(600, 90, 8), (60, 0, 8), (40, 0, 8), (30, 15, 8)]);
    strata("equal, 20:2:1.3:1, none in the big one", &[(600, 0, 8), (60, 30, 8), (40, 20, 8), (30, 15, 8)]);
    strata("at least 2, 40:1, none in the big one", &[(2000, 0, 30), (50, 25, 2), (50, 25, 2), (50, 25, 2)]);
    strata("at least 2, 40:1, one in ten", &[(2000, 200, 30), (50, 5, 2), (50, 5, 2)]);
    strata("at least 3, 40:1, half", &[(2000, 1000, 30), (50, 25, 3), (50, 25, 3), (50, 25, 3), (50, 25, 3)]);
    strata("at least 5, 40:1, none in the big one", &[(4000, 0, 40), (100, 10, 5), (100, 10, 5)]);
    strata("at least 2, 40:1, 2% in the big one", &[(2000, 40, 30), (50, 25, 2), (50, 5, 2)]);
    strata("at least 1, lone cases", &[(400, 40, 20), (20, 10, 1), (10, 0, 1), (10, 5, 1)]);
    strata(
        "lone cases only",
        &[(60, 20, 1), (50, 20, 1), (40, 20, 1), (30, 20, 1), (30, 5, 1), (20, 5, 1), (20, 2, 1), (10, 5, 1)],
    );
    strata(
        "proportional, seven IROs, 60 of 231",
        &[(40, 6, 10), (38, 8, 10), (35, 5, 9), (33, 3, 9), (30, 9, 8), (28, 2, 7), (27, 1, 7)],
    );
    strata(
        "proportional, seven IROs, 60 of 231, half",
        &[(40, 20, 10), (38, 22, 10), (35, 15, 9), (33, 13, 9), (30, 19, 8), (28, 12, 7), (27, 11, 7)],
    );
    strata("proportional, 13, 7, 2 of 120, 60, 20", &[(120, 24, 13), (60, 24, 7), (20, 12, 2)]);
    strata("12, 6, 4 of 120, 60, 20", &[(120, 24, 12), (60, 24, 6), (20, 12, 4)]);
    strata("15, 8, 7 of 200, 100, 50", &[(200, 10, 15), (100, 10, 8), (50, 15, 7)]);
    strata("8 of each 80, shares .1 .1 .9", &[(80, 8, 8), (80, 8, 8), (80, 72, 8)]);
    strata("20, 5, 5 of 300, 40, 10, rare", &[(300, 6, 20), (40, 2, 5), (10, 2, 5)]);
    strata("a stratum taken whole", &[(200, 30, 20), (10, 5, 10), (40, 4, 6)]);
    strata("ten strata of 30, 3 each, one in ten", &[(30, 3, 3); 10]);
    strata(
        "ten strata of 30, 3 each, all or none",
        &[
            (30, 0, 3),
            (30, 30, 3),
            (30, 0, 3),
            (30, 30, 3),
            (30, 0, 3),
            (30, 0, 3),
            (30, 30, 3),
            (30, 0, 3),
            (30, 0, 3),
            (30, 0, 3),
        ],
    );
    strata("twelve months of 200, 20 each", &[(200, 30, 20); 12]);
    strata("two strata, 99%", &[(500, 495, 20), (100, 99, 10)]);
    strata("two strata, 1 in 600", &[(500, 1, 20), (100, 0, 10)]);

    let mut part = |name: &str, strata: &[(u64, u64, u64, u64)]| {
        list.push((name.to_owned(), Design::Part(strata.to_vec())));
    };
    part("a team over three IROs, proportional", &[(120, 60, 12, 13), (60, 30, 12, 7), (40, 10, 6, 5)]);
    part("a team over three IROs, equal", &[(120, 60, 12, 8), (60, 30, 12, 8), (40, 10, 6, 8)]);
    part("a part, 40:1, none in the big one", &[(2000, 1000, 0, 20), (50, 25, 12, 20), (50, 25, 12, 20)]);
    part("a part, 40:1, one in ten", &[(2000, 500, 50, 20), (50, 25, 3, 20)]);
    part("a small part of a simple draw", &[(400, 80, 16, 60)]);
    part("half of a simple draw", &[(231, 115, 30, 60)]);
    part("a part mostly in one stratum", &[(200, 150, 30, 25), (200, 10, 9, 25)]);
    part("a part where all have it", &[(120, 60, 60, 15), (80, 20, 20, 10)]);

    let mut children = |name: &str, families: Vec<Family>| list.push((name.to_owned(), Design::Children(families)));
    let family = |drawn: u64, children: &[(u64, u64, u64)]| Family { children: children.to_vec(), drawn };
    let rising = [(80, 1, 0), (20, 1, 1), (40, 2, 1), (30, 4, 2), (20, 6, 4), (10, 10, 7)];
    children("children, share rises with records, 30", vec![family(30, &rising)]);
    children("children, share rises with records, 60", vec![family(60, &rising)]);
    children(
        "children, share falls with records, 30",
        vec![family(30, &[(60, 1, 1), (40, 1, 0), (60, 3, 1), (40, 10, 1)])],
    );
    children("children, two records or three, 24", vec![family(24, &[(60, 2, 0), (40, 2, 1), (30, 3, 1), (20, 3, 3)])]);
    children("children, one with twenty records, 20", vec![family(20, &[(100, 1, 0), (20, 1, 1), (5, 20, 10)])]);
    children("children, rare, 30", vec![family(30, &[(150, 2, 0), (10, 2, 1), (40, 4, 0)])]);
    children("children, same number each, 25", vec![family(25, &[(30, 3, 0), (30, 3, 1), (30, 3, 2), (10, 3, 3)])]);
    children(
        "children in two teams, proportional",
        vec![family(20, &[(80, 1, 0), (40, 3, 2)]), family(10, &[(40, 2, 1), (20, 5, 1)])],
    );
    children(
        "children in three teams, equal",
        vec![
            family(10, &[(100, 1, 0), (60, 3, 1)]),
            family(10, &[(20, 2, 1), (10, 4, 3)]),
            family(10, &[(20, 2, 0), (10, 6, 2)]),
        ],
    );
    list
}
