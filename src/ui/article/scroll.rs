//! Where in a long article the view stands.
//!
//! Heights of paragraphs are estimates until they are laid out, kept as a Fenwick tree. The position is a paragraph and an offset in it, so that
//! corrected estimates above move nothing in sight, and so that large articles lose no precision.

/// Sums of heights in points, each changeable, any prefix in logarithmic time.
#[derive(Clone, Debug, Default)]
pub(super) struct Heights {
    heights: Vec<f32>,
    /// `sums[i]` covers the `i & -i` heights that end before `i`, counted from 1.
    sums: Vec<f64>,
}

impl Heights {
    pub(super) fn new(heights: Vec<f32>) -> Self {
        let mut sums = vec![0.0; heights.len() + 1];
        for (index, height) in heights.iter().enumerate() {
            sums[index + 1] += f64::from(*height);
            let parent = (index + 1) + lowest_bit(index + 1);
            if parent < sums.len() {
                sums[parent] += sums[index + 1];
            }
        }
        Self { heights, sums }
    }

    pub(super) fn len(&self) -> usize {
        self.heights.len()
    }

    pub(super) fn get(&self, index: usize) -> f32 {
        self.heights.get(index).copied().unwrap_or(0.0)
    }

    pub(super) fn set(&mut self, index: usize, height: f32) {
        let Some(known) = self.heights.get_mut(index) else {
            return;
        };
        let difference = f64::from(height) - f64::from(*known);
        *known = height;
        if difference == 0.0 {
            return;
        }
        let mut at = index + 1;
        while at < self.sums.len() {
            self.sums[at] += difference;
            at += lowest_bit(at);
        }
    }

    /// Height of all before `index`.
    pub(super) fn before(&self, index: usize) -> f64 {
        let mut at = index.min(self.heights.len());
        let mut sum = 0.0;
        while at > 0 {
            sum += self.sums[at];
            at -= lowest_bit(at);
        }
        sum
    }

    pub(super) fn total(&self) -> f64 {
        self.before(self.heights.len())
    }

    /// The paragraph at height `y` and the offset in it; the last one for heights beyond.
    pub(super) fn at(&self, y: f64) -> Anchor {
        if self.heights.is_empty() {
            return Anchor::default();
        }
        let mut rest = y.max(0.0);
        let mut index = 0;
        let mut step = self.heights.len().next_power_of_two();
        while step > 0 {
            let next = index + step;
            if next <= self.heights.len() && self.sums[next] <= rest {
                index = next;
                rest -= self.sums[next];
            }
            step /= 2;
        }
        let last = self.heights.len().saturating_sub(1);
        if index > last {
            return Anchor {
                paragraph: last,
                offset: self.get(last),
            };
        }
        Anchor {
            paragraph: index,
            offset: rest as f32,
        }
    }
}

fn lowest_bit(index: usize) -> usize {
    index & index.wrapping_neg()
}

/// What lies at the top edge of the view: a paragraph and how far below its top. May be negative for the first paragraph, above which is a margin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Anchor {
    pub(super) paragraph: usize,
    pub(super) offset: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_follow_changes() {
        let mut heights = Heights::new(vec![10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!(heights.total(), 150.0);
        assert_eq!(heights.before(3), 60.0);
        heights.set(1, 25.0);
        assert_eq!(heights.before(3), 65.0);
        assert_eq!(heights.before(1), 10.0);
        assert_eq!(heights.total(), 155.0);
    }

    #[test]
    fn a_height_names_a_paragraph_and_an_offset() {
        let heights = Heights::new(vec![10.0, 20.0, 30.0]);
        let at = |y| heights.at(y);
        assert_eq!(
            at(0.0),
            Anchor {
                paragraph: 0,
                offset: 0.0
            }
        );
        assert_eq!(
            at(10.0),
            Anchor {
                paragraph: 1,
                offset: 0.0
            }
        );
        assert_eq!(
            at(35.0),
            Anchor {
                paragraph: 2,
                offset: 5.0
            }
        );
        assert_eq!(
            at(99.0),
            Anchor {
                paragraph: 2,
                offset: 30.0
            }
        );
        assert_eq!(Heights::new(Vec::new()).at(5.0), Anchor::default());
    }

    proptest::proptest! {
        #[test]
        fn finding_undoes_summing(list in proptest::collection::vec(1_u16..500, 1..200), pick in 0_usize..200) {
            let heights = Heights::new(list.iter().map(|height| f32::from(*height)).collect());
            let index = pick % list.len();
            let anchor = heights.at(heights.before(index));
            proptest::prop_assert_eq!(anchor, Anchor { paragraph: index, offset: 0.0 });
        }
    }
}
