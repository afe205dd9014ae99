//! Scores that mean what they say: of suggestions scored 0.8, about eight in ten are right.
//!
//! Each component scores as it sees fit. Here a small table per component maps those scores to the share that was right on exhaustively
//! labelled articles. `assets/calibration.tsv` holds the table; `cargo test --test preannotate --test events calibration -- --nocapture` fits it
//! on one half of the articles (for events of the everyday sentences as well), tests it on the other, and prints both.
//!
//! Where a component has few cases, chance would speak: its shares are drawn towards the curve of all components together, the more the fewer
//! its cases are, and below [`FEWEST`] cases that curve alone holds.

use std::fmt::Write as _;
use std::sync::LazyLock;

/// From raw score to share of right ones: points sorted by raw score, straight lines between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve(Vec<(f32, f32)>);

/// With fewer cases than this a component has no curve of its own.
pub const FEWEST: usize = 30;

/// How many cases the curve of all components counts for in the curve of one.
const WEIGHT_OF_ALL: f32 = 12.0;

/// A curve per component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration(Vec<(String, Curve)>);

const TABLE: &str = include_str!("../../assets/calibration.tsv");

static SHIPPED: LazyLock<Calibration> = LazyLock::new(|| Calibration::read(TABLE));

impl Curve {
    /// The curve through these points, sorted by raw score; nothing where there are none or they are not in order.
    pub fn through(points: &[(f32, f32)]) -> Option<Self> {
        let in_order = points.is_sorted_by(|one, other| one.0 < other.0);
        (in_order && !points.is_empty()).then(|| Self(points.to_vec()))
    }

    /// The share of right suggestions among those of this raw score.
    pub fn at(&self, raw: f32) -> f32 {
        let points = &self.0;
        let above = points.partition_point(|(score, _)| *score <= raw);
        match (
            above.checked_sub(1).map(|below| points[below]),
            points.get(above),
        ) {
            (Some((from, low)), Some((to, high))) => {
                let way = (raw - from) / (to - from);
                low + way * (high - low)
            }
            (Some((_, share)), None) => share,
            // Below what was ever seen, shares fall to nothing.
            (None, Some((score, share))) => share * raw / score.max(f32::EPSILON),
            (None, None) => raw,
        }
    }

    /// Fits a rising curve to raw scores and whether each was right: neighbours are pooled until shares rise and no pool is small.
    pub fn fit(outcomes: Vec<(f32, bool)>) -> Self {
        // Without a curve of all, shares are drawn a little towards the middle.
        Self::fit_towards(outcomes, |_| 0.5, 2.0)
    }

    /// The same with shares drawn towards those of another curve as if `weight` cases had followed it.
    pub fn fit_towards(
        mut outcomes: Vec<(f32, bool)>,
        prior: impl Fn(f32) -> f32,
        weight: f32,
    ) -> Self {
        const SMALLEST: usize = 12;
        outcomes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let share = |pool: &Pool| {
            (pool.right as f32 + weight * prior(pool.mean())) / (pool.all as f32 + weight)
        };
        let mut pools: Vec<Pool> = Vec::new();
        let size = (outcomes.len() / 24).max(SMALLEST);
        let mut rest = outcomes.as_slice();
        while !rest.is_empty() {
            // Equal scores stay together.
            let last = rest
                .get(size - 1)
                .or(rest.last())
                .map_or(0.0, |last| last.0);
            let (chunk, behind) = rest.split_at(rest.partition_point(|case| case.0 <= last));
            rest = behind;
            let right = chunk.iter().filter(|(_, right)| *right).count();
            let sum: f32 = chunk.iter().map(|(score, _)| *score).sum();
            pools.push(Pool {
                right,
                all: chunk.len(),
                sum,
            });
            while let [.., before, last] = pools.as_slice()
                && (share(before) >= share(last) || last.all < SMALLEST)
            {
                let merged = before.with(last);
                pools.truncate(pools.len() - 2);
                pools.push(merged);
            }
        }
        let mut points: Vec<(f32, f32)> = pools
            .iter()
            .map(|pool| (pool.mean(), share(pool)))
            .collect();
        points.dedup_by(|later, earlier| later.0 - earlier.0 < 0.001);
        Self(points)
    }

    /// Its points.
    pub fn points(&self) -> &[(f32, f32)] {
        &self.0
    }
}

/// Neighbouring scores taken together.
#[derive(Clone, Copy)]
struct Pool {
    right: usize,
    all: usize,
    sum: f32,
}

impl Pool {
    fn mean(&self) -> f32 {
        self.sum / self.all as f32
    }

    fn with(&self, other: &Self) -> Self {
        Self {
            right: self.right + other.right,
            all: self.all + other.all,
            sum: self.sum + other.sum,
        }
    }
}

impl Calibration {
    /// The table of the program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads lines of component, raw score and share, tabs between; lines that begin with `#` are comments.
    pub fn read(table: &str) -> Self {
        let mut calibration = Self::default();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(source), Some(raw), Some(share)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let (Ok(raw), Ok(share)) = (raw.parse(), share.parse()) else {
                continue;
            };
            calibration.curve_mut(source).0.push((raw, share));
        }
        calibration
    }

    /// Fits a curve per component.
    pub fn fit(outcomes: impl IntoIterator<Item = (String, f32, bool)>) -> Self {
        let mut by_source: std::collections::BTreeMap<String, Vec<(f32, bool)>> =
            std::collections::BTreeMap::new();
        for (source, score, right) in outcomes {
            by_source.entry(source).or_default().push((score, right));
        }
        let all = Curve::fit(by_source.values().flatten().copied().collect());
        Self(
            by_source
                .into_iter()
                .map(|(source, outcomes)| {
                    let curve = if outcomes.len() < FEWEST {
                        all.clone()
                    } else {
                        Curve::fit_towards(outcomes, |raw| all.at(raw), WEIGHT_OF_ALL)
                    };
                    (source, curve)
                })
                .collect(),
        )
    }

    /// The calibrated score of a component's raw score; the raw one where the component has no curve.
    pub fn score(&self, source: &str, raw: f32) -> f32 {
        self.0
            .iter()
            .find(|(known, _)| known == source)
            .map_or(raw, |(_, curve)| curve.at(raw))
    }

    /// The table as [`Calibration::read`] reads it.
    pub fn write(&self) -> String {
        let mut table = String::new();
        for (source, curve) in &self.0 {
            for (raw, share) in curve.points() {
                // Writing to a string cannot fail.
                let _infallible = writeln!(table, "{source}\t{raw:.3}\t{share:.3}");
            }
        }
        table
    }

    fn curve_mut(&mut self, source: &str) -> &mut Curve {
        let index = self
            .0
            .iter()
            .position(|(known, _)| known == source)
            .unwrap_or_else(|| {
                self.0.push((source.to_owned(), Curve::default()));
                self.0.len() - 1
            });
        &mut self.0[index].1
    }
}

/// Mean distance between scores and shares of right ones over ten bins, weighed by size: the expected calibration error. 0 when there is nothing.
pub fn calibration_error(outcomes: &[(f32, bool)]) -> f32 {
    let mut bins = [(0.0_f32, 0_usize, 0_usize); 10];
    for (score, right) in outcomes {
        let bin = &mut bins[((score * 10.0) as usize).min(9)];
        bin.0 += score;
        bin.1 += usize::from(*right);
        bin.2 += 1;
    }
    let distance: f32 = bins
        .iter()
        .map(|(sum, right, _)| (sum - *right as f32).abs())
        .sum();
    distance / outcomes.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_rises_and_ends_flat() {
        let outcomes: Vec<(f32, bool)> = (0..200)
            .map(|number| (number as f32 / 200.0, number % 200 > 100 + (number % 7) * 5))
            .collect();
        let curve = Curve::fit(outcomes);
        let shares: Vec<f32> = (0..=10)
            .map(|tenth| curve.at(tenth as f32 / 10.0))
            .collect();
        assert!(shares.is_sorted(), "{shares:?}");
        assert!(shares[1] < 0.2 && shares[9] > 0.8, "{shares:?}");
        assert_eq!(curve.at(2.0), curve.at(1.0));
    }

    #[test]
    fn few_cases_follow_the_curve_of_all() {
        let many = (0..400).map(|number| ("many".to_owned(), 0.8, number % 10 != 0));
        let few = (0..10).map(|_| ("few".to_owned(), 0.8, false));
        let some = (0..40).map(|number| ("some".to_owned(), 0.8, number % 2 == 0));
        let fitted = Calibration::fit(many.chain(few).chain(some));
        assert!(fitted.score("few", 0.8) > 0.8, "{fitted:?}");
        let some = fitted.score("some", 0.8);
        assert!(some > 0.55 && some < 0.65, "{some}");
        assert_eq!(fitted.score("unknown", 0.3), 0.3);
    }

    #[test]
    fn tables_read_back_as_written() {
        let calibration = Calibration::read("# comment\nnames\t0.2\t0.1\nnames\t0.8\t0.9\n");
        assert_eq!(Calibration::read(&calibration.write()), calibration);
        assert!((calibration.score("names", 0.5) - 0.5).abs() < 1e-6);
        assert_eq!(calibration.score("unknown", 0.3), 0.3);
    }

    #[test]
    fn the_error_is_nothing_for_scores_that_mean_what_they_say() {
        let outcomes: Vec<(f32, bool)> = (0..100).map(|number| (0.25, number % 4 == 0)).collect();
        assert!(calibration_error(&outcomes) < 1e-6);
        assert!((calibration_error(&[(0.9, false), (0.9, true)]) - 0.4).abs() < 1e-6);
    }
}
