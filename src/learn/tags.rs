//! Tags of tokens: outside, or the beginning or inside of a name of some label. A sequence of tags is a way to cut tokens into names.
//!
//! ```text
//! John  Kerry  met  Ban   Ki-moon  in  Geneva
//! B-PER I-PER  O    B-PER I-PER    O   B-GPE
//! ```

use std::ops::Range;

use smol_str::SmolStr;

/// The tag of tokens that belong to no name.
pub const OUTSIDE: usize = 0;

/// A set of tags, bit by bit.
pub type TagMask = u64;

/// The labels of names, and with them the tags: [`OUTSIDE`], then beginning and inside of each label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagSet {
    labels: Vec<SmolStr>,
}

impl TagSet {
    /// The most labels there can be.
    pub const MAX_LABELS: usize = 31;

    /// The tags of these labels; `None` when there is none, when there are too many, or when one is there twice.
    pub fn new(labels: Vec<SmolStr>) -> Option<Self> {
        let is_double = labels
            .iter()
            .enumerate()
            .any(|(at, label)| labels.iter().take(at).any(|before| before == label));
        (!labels.is_empty() && labels.len() <= Self::MAX_LABELS && !is_double)
            .then_some(Self { labels })
    }

    /// The labels in their order.
    pub fn labels(&self) -> &[SmolStr] {
        &self.labels
    }

    /// Number of a label.
    pub fn label(&self, name: &str) -> Option<usize> {
        self.labels.iter().position(|label| label == name)
    }

    /// Number of tags.
    pub fn num_tags(&self) -> usize {
        1 + 2 * self.labels.len()
    }

    /// Numbers a row of weights takes: [`TagSet::num_tags`] rounded up so that rows are added by whole registers.
    pub fn stride(&self) -> usize {
        self.num_tags().next_multiple_of(8)
    }

    /// All tags.
    pub fn all(&self) -> TagMask {
        (1 << self.num_tags()) - 1
    }
}

/// The tag of a name's first token.
pub fn begin(label: usize) -> usize {
    1 + 2 * label
}

/// The tag of a name's other tokens.
pub fn inside(label: usize) -> usize {
    2 + 2 * label
}

/// Both tags of a label.
pub fn both(label: usize) -> TagMask {
    1 << begin(label) | 1 << inside(label)
}

/// The label of a tag.
pub fn label_of(tag: usize) -> Option<usize> {
    tag.checked_sub(1).map(|tag| tag / 2)
}

/// Whether a tag may stand behind another one: the inside of a label only behind its beginning or inside.
pub fn may_follow(before: usize, tag: usize) -> bool {
    tag == OUTSIDE || tag % 2 == 1 || before == tag || before + 1 == tag
}

/// The names that a legal sequence of tags cuts, as tokens and label.
pub fn spans(tags: &[usize]) -> Vec<(Range<usize>, usize)> {
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        match (label_of(*tag), found.last_mut()) {
            (Some(_), Some((tokens, _))) if tag % 2 == 0 && tokens.end == at => {
                tokens.end = at + 1;
            }
            (Some(label), _) => found.push((at..at + 1, label)),
            (None, _) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_cut_tokens_into_names() {
        let (b, i) = (begin(1), inside(1));
        assert_eq!(
            spans(&[b, b, i, OUTSIDE, begin(0), inside(0)]),
            [(0..1, 1), (1..3, 1), (4..6, 0)]
        );
        assert!(may_follow(b, i) && may_follow(i, i) && may_follow(i, b));
        assert!(!may_follow(OUTSIDE, i) && !may_follow(begin(0), i) && !may_follow(b, inside(0)));
    }

    #[test]
    fn labels_are_few_and_each_is_there_once() {
        let labels = |names: &[&str]| names.iter().map(SmolStr::new).collect::<Vec<_>>();
        assert!(TagSet::new(labels(&[])).is_none());
        assert!(TagSet::new(labels(&["PER", "PER"])).is_none());
        let tags = TagSet::new(labels(&["PER", "ORG"])).expect("two labels");
        assert_eq!(
            (tags.num_tags(), tags.stride(), tags.all()),
            (5, 8, 0b1_1111)
        );
    }
}
