//! `calc`: figures without a register, against published and independent values.

use serde_json::Value;

use crate::room::{Room, keys};

fn calc(command: &str) -> Value {
    Room::empty().json(&format!("calc {command}"))
}

fn near(value: &Value, expected: f64, tolerance: f64) -> bool {
    value.as_f64().is_some_and(|value| (value - expected).abs() < tolerance)
}

/// Exact counts and the one-sided bound, computed by inverting the tails with scipy 1.12.
#[test]
fn intervals_are_those_of_an_inversion_elsewhere() {
    for (x, n, population, low, high, upper) in [
        (3, 10, 50, 5, 31, 29),
        (0, 20, 200, 0, 32, 26),
        (2, 20, 200, 3, 61, 54),
        (0, 12, 60, 0, 14, 11),
        (5, 12, 60, 11, 41, 39),
        (12, 12, 60, 46, 60, 60),
        (7, 30, 120, 14, 47, 44),
        (1, 30, 400, 1, 66, 57),
    ] {
        let answer = calc(&format!("interval --count {x} --of {n} --population {population}"));
        let counts = ["low_count", "high_count", "upper_count"].map(|key| answer[key].as_u64());
        assert_eq!(counts, [Some(low), Some(high), Some(upper)], "{x} of {n} of {population}");
        assert!(near(&answer["low"], low as f64 / f64::from(population), 1e-12));
        assert!(near(&answer["high"], high as f64 / f64::from(population), 1e-12));
        assert!(near(&answer["share"], f64::from(x) / f64::from(n), 1e-12));
    }
}

/// Clopper-Pearson of the same counts, computed with scipy 1.12.
#[test]
fn intervals_without_a_population_have_no_counts() {
    for (x, n, low, high) in
        [(3, 10, 0.0667, 0.6525), (0, 20, 0.0, 0.1684), (2, 20, 0.0123, 0.3170), (12, 12, 0.7354, 1.0)]
    {
        let answer = calc(&format!("interval --count {x} --of {n}"));
        assert!(near(&answer["low"], low, 6e-5) && near(&answer["high"], high, 6e-5), "{answer}");
        assert!(["low_count", "high_count", "upper_count"].iter().all(|key| answer[*key].is_null()));
    }
}

#[test]
fn counts_that_cannot_be_are_refused_in_words() {
    let room = Room::empty();
    for (command, words) in [
        ("calc interval --count 3 --of 10 --population 9", "cannot be larger than the population"),
        ("calc interval --count 11 --of 10 --population 50", "11 were found among 10"),
        ("calc interval --count 0 --of 0", "nothing was looked at"),
        ("calc interval --count 0 --of 0 --population 0", "nothing was looked at"),
        ("calc interval --count 1 --of 2 --confidence 100%", "must lie between 0 and 1"),
        ("calc size --population 0 --margin 5%", "nothing to draw from"),
        ("calc size --population 60 --margin 0", "must be larger than 0%"),
        ("calc size --population 60 --margin 5", "'5' is not a share"),
        ("calc size --population 60 --margin 5% --expect 0", "--expect must lie between"),
        ("calc size --population 60 --discovery 0%", "must be larger than 0%"),
        ("calc size --population 60 --tolerable 5% --allow 3", "no size will do"),
        ("calc size --population 60 --detect 0%", "--detect must be larger than 0%"),
        ("calc size --population 60 --expect 10% --detect 95%", "room for it"),
        ("calc difference --before 5/0 --after 1/2", "out of nothing"),
        ("calc difference --before 3/2 --after 1/2", "3 cannot have been found among 2"),
        ("calc difference --before 3 --after 1/2", "as in 48/80"),
        ("calc working-days --from 13/13/2026 --days 5", "is not a date"),
        ("calc working-days --from 2026-11-02 --days 4000000", "cannot be counted"),
    ] {
        let answer = room.run(command).refused();
        assert!(answer.says(words), "{command}: {}", answer.all());
        assert!(answer.out.is_empty());
    }
    for command in [
        "calc size --population 60",
        "calc size --population 60 --margin 5% --discovery 5%",
        "calc size --population 60 --discovery 5% --allow 1",
    ] {
        assert_eq!(room.run(command).code, 2, "{command}");
    }
}

/// At 95%, with none and with one found; computed with scipy 1.12's hypergeom.
#[test]
fn sizes_for_a_standard_are_exact() {
    for (population, sizes) in [
        (60, [(5, 38, 52), (10, 23, 34), (20, 12, 19)]),
        (120, [(5, 47, 69), (10, 26, 40), (20, 13, 21)]),
        (200, [(5, 51, 78), (10, 27, 42), (20, 13, 21)]),
        (500, [(5, 56, 87), (10, 28, 44), (20, 14, 22)]),
        (1000, [(5, 57, 90), (10, 29, 45), (20, 14, 22)]),
    ] {
        for (percent, none, one) in sizes {
            let size = |question: &str| calc(&format!("size --population {population} {question}"))["size"].as_u64();
            assert_eq!(size(&format!("--tolerable {percent}%")), Some(none), "{population} {percent}%");
            assert_eq!(size(&format!("--discovery 0.{percent:02}")), Some(none), "{population} {percent}%");
            assert_eq!(size(&format!("--tolerable {percent}% --allow 1")), Some(one), "{population} {percent}%");
        }
    }
    assert_eq!(calc("size --population 120 --discovery 10% --confidence 99%")["members"], 12);
}

/// Rows of Krejcie and Morgan (1970) that round upwards, and R's power.prop.test(p1 = .50, p2 = .75, power = .90), 76.7.
#[test]
fn sizes_for_a_width_and_a_change_are_the_published_ones() {
    for (population, size, exact) in [(100, 80, 78), (200, 132, 130), (300, 169, 168), (1000, 278, 284)] {
        let answer = calc(&format!("size --population {population} --margin 5%"));
        assert_eq!(answer["size"], size, "{population}");
        assert_eq!(&keys(&answer)[..2], ["confidence", "exact_size"]);
        // The smallest size whose exact interval is no wider than 10 points in all, counted with scipy 1.12's hypergeom.
        assert_eq!(answer["exact_size"], exact, "{population}");
        assert!(answer["simpler_size"].as_u64() <= Some(size));
        assert!(answer["method"].as_str().unwrap().contains("n0 N / (n0 + N - 1)"));
    }
    let change = calc("size --population 1000000 --expect 50% --detect 25% --power 90%");
    assert_eq!((change["size_without_end"].as_u64(), change["size"].as_u64()), (Some(77), Some(77)));
}

/// Newcombe (1998), table II, method 10, and statsmodels 0.15, written there as the later share first.
#[test]
fn differences_are_after_minus_before() {
    for (after, before, low, high) in [
        ("56/70", "48/80", 0.0524, 0.3339),
        ("9/10", "3/10", 0.1705, 0.8090),
        ("10/10", "0/20", 0.6791, 1.0),
        ("0/10", "0/20", -0.1611, 0.2775),
        ("3/20", "8/25", -0.3889, 0.0872),
        ("0/12", "3/14", -0.4759, 0.0650),
        ("0/12", "0/14", -0.2153, 0.2425),
    ] {
        let answer = calc(&format!("difference --before {before} --after {after}"));
        assert!(near(&answer["low"], low, 6e-5) && near(&answer["high"], high, 6e-5), "{answer}");
        assert_eq!(answer["shows_change"], low > 0.0 || high < 0.0);
    }
    let answer = calc("difference --before 48/80 --after 56/70");
    assert!(near(&answer["difference"], 0.2, 1e-12));
    // scipy 1.17: chi2_contingency(table, correction=False).pvalue
    assert!(near(&answer["p"], 0.008_045_081_368, 1e-9));
    assert!(calc("difference --before 0/20 --after 0/10")["p"].is_null());
    Room::empty().run("calc difference --before 0/20 --after 0/10").ok().must_say(&["show no change", "no p"]);
}

/// The list of gov.uk/bank-holidays.
#[test]
fn working_days_leave_out_weekends_and_bank_holidays() {
    for (from, days, date) in [
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-26", 0, "2026-12-26"),
        ("2026-11-02", 20, "2026-11-30"),
        ("2020-05-07", 1, "2020-05-11"),
        ("2022-09-16", 1, "2022-09-20"),
        ("2023-05-05", 1, "2023-05-09"),
    ] {
        assert_eq!(calc(&format!("working-days --from {from} --days {days}"))["date"], date, "{from} + {days}");
    }
    let room = Room::empty();
    room.run("calc working-days --from 2026-12-18 --days 20").ok().must_say(&["Wednesday 20/01/2027"]);
    room.run("calc working-days --from 2031-01-01 --days 1").ok().must_say(&["worked out by rule"]);
}
