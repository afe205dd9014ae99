//! Divides documents into those to train on, to tune on and to test on, and keeps them there.
//!
//! The split of a document is one of its tags, `train`, `dev` or `test`, so that it is saved, shown, filtered by and undone as any other tag, and
//! stays as it is when documents are added. Near copies of an article and articles of one source always lie on the same side; labels are spread
//! as the shares say.
//!
//! # Source
//! Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-label Data" (2011): what has the rarest label is placed first, where most of
//! that label is missing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::near_copies::{Groups, near_copies};
use crate::model::{Change, Document};

/// A side of the division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Split {
    /// To learn from.
    Train,
    /// To choose settings by.
    Dev,
    /// To measure by, once.
    Test,
}

impl Split {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Train, Self::Dev, Self::Test];

    /// Its name, which is the tag of its documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }

    /// The split of a document; nothing while it has none.
    pub fn of(document: &Document) -> Option<Self> {
        let has = |split: &Self| document.tags.iter().any(|tag| tag == split.name());
        Self::ALL.into_iter().find(has)
    }
}

/// Shares of the splits, which add up to 1, in the order of [`Split::ALL`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares([f64; 3]);

impl Default for Shares {
    fn default() -> Self {
        Self([0.8, 0.1, 0.1])
    }
}

impl FromStr for Shares {
    type Err = String;

    /// Reads `80/10/10` or `8/1/1`; two numbers leave nothing to tune on.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Result<Vec<f64>, _> = text.split('/').map(str::parse).collect();
        let numbers = match numbers.as_deref() {
            Ok([train, test]) => [*train, 0.0, *test],
            Ok([train, dev, test]) => [*train, *dev, *test],
            _ => {
                return Err(
                    "write the shares as 80/10/10, or as 80/20 for train and test".to_owned(),
                );
            }
        };
        let sum: f64 = numbers.iter().sum();
        let is_sound =
            numbers.iter().all(|number| *number >= 0.0) && sum.is_finite() && numbers[0] > 0.0;
        if is_sound {
            Ok(Self(numbers.map(|number| number / sum)))
        } else {
            Err("shares are not negative, and that of train is more than nothing".to_owned())
        }
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [train, dev, test] = self.0.map(|share| (share * 100.0).round());
        write!(formatter, "{train}/{dev}/{test}")
    }
}

/// How to divide.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitWish {
    /// How much goes where.
    pub shares: Shares,
    /// Decides between places that are as good.
    pub seed: u64,
    /// The layer whose labels are spread.
    pub layer: SmolStr,
    /// Whether documents that have a split get a new one.
    pub anew: bool,
}

/// A division with what should be said about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Division {
    /// The split of each document, in their order.
    pub splits: Vec<Option<Split>>,
    /// What could not be done as wished.
    pub remarks: Vec<String>,
}

/// Divides documents. Those that have a split keep it unless `wish.anew`.
pub fn divide(documents: &[Arc<Document>], wish: &SplitWish) -> Division {
    let mut remarks = Vec::new();
    let groups = groups_of(documents);
    let mut units: BTreeMap<usize, Unit> = BTreeMap::new();
    for (number, document) in documents.iter().enumerate() {
        let unit = units.entry(groups[number]).or_default();
        unit.add(document, wish, &mut remarks);
    }
    let mut needs = Needs::of(units.values(), wish.shares);
    for unit in units.values() {
        if let Some(split) = unit.known {
            needs.take(split, unit);
        }
    }
    for unit in needs.in_order(units.values_mut()) {
        let split = needs.best_for(unit, wish.seed);
        needs.take(split, unit);
        unit.known = Some(split);
    }
    remarks.extend(needs.remarks(&units, wish.shares));
    Division {
        splits: groups.iter().map(|group| units.get(group)?.known).collect(),
        remarks,
    }
}

/// Near copies and articles of one source, each called by its first.
fn groups_of(documents: &[Arc<Document>]) -> Vec<usize> {
    let mut groups = Groups::of(documents.len());
    for (number, first) in near_copies(documents).into_iter().enumerate() {
        groups.join(first, number);
    }
    let mut first_of_source: HashMap<&str, usize> = HashMap::new();
    for (number, document) in documents.iter().enumerate() {
        if let Some(source) = source_of(document) {
            groups.join(*first_of_source.entry(source).or_insert(number), number);
        }
    }
    (0..documents.len())
        .map(|number| groups.first_of(number))
        .collect()
}

/// What published an article: its source, else the host of its address; nothing where that is not known.
fn source_of(document: &Document) -> Option<&str> {
    let source = document.meta.source.as_str();
    if !source.is_empty() && source != "pasted" {
        return Some(source);
    }
    let (_, address) = document.meta.url.split_once("://")?;
    address.split('/').next().filter(|host| !host.is_empty())
}

/// Documents that stay together.
#[derive(Clone, Debug, Default)]
struct Unit {
    documents: usize,
    /// How often each label stands in them.
    labels: BTreeMap<SmolStr, usize>,
    known: Option<Split>,
    /// The smallest hash of their texts: the same whatever the order of documents.
    hash: Option<u128>,
}

impl Unit {
    fn add(&mut self, document: &Document, wish: &SplitWish, remarks: &mut Vec<String>) {
        self.documents += 1;
        let hash = document.text().hash().0;
        self.hash = Some(self.hash.map_or(hash, |known| known.min(hash)));
        if let Some(layer) = document.layer(&wish.layer) {
            let mentions = layer
                .annotations
                .mentions()
                .iter()
                .map(|mention| &mention.label);
            let events = layer
                .annotations
                .events()
                .iter()
                .map(|event| &event.event_type);
            for label in mentions.chain(events) {
                *self.labels.entry(label.clone()).or_default() += 1;
            }
        }
        let split = Split::of(document).filter(|_| !wish.anew);
        match (self.known, split) {
            (Some(known), Some(split)) if known != split => remarks.push(format!(
                "{} is in {}, but a near copy or another article of its source is in {}: both are in {} now",
                document.id,
                split.name(),
                known.name(),
                known.name()
            )),
            (None, Some(split)) => self.known = Some(split),
            _ => {}
        }
    }
}

/// How much of what each split still needs.
struct Needs {
    documents: [f64; 3],
    labels: BTreeMap<SmolStr, [f64; 3]>,
    /// How often each label stands in all documents.
    totals: BTreeMap<SmolStr, usize>,
}

impl Needs {
    fn of<'u>(units: impl Iterator<Item = &'u Unit>, shares: Shares) -> Self {
        let mut documents = 0;
        let mut totals: BTreeMap<SmolStr, usize> = BTreeMap::new();
        for unit in units {
            documents += unit.documents;
            for (label, count) in &unit.labels {
                *totals.entry(label.clone()).or_default() += count;
            }
        }
        let part = |all: usize| shares.0.map(|share| share * all as f64);
        Self {
            documents: part(documents),
            labels: totals
                .iter()
                .map(|(label, all)| (label.clone(), part(*all)))
                .collect(),
            totals,
        }
    }

    fn take(&mut self, split: Split, unit: &Unit) {
        let at = split as usize;
        self.documents[at] -= unit.documents as f64;
        for (label, count) in &unit.labels {
            if let Some(needs) = self.labels.get_mut(label) {
                needs[at] -= *count as f64;
            }
        }
    }

    /// Units without a place: first what has the rarest labels, of those what has most of them, then what is largest.
    fn in_order<'u>(&self, units: impl Iterator<Item = &'u mut Unit>) -> Vec<&'u mut Unit> {
        let mut open: Vec<&mut Unit> = units.filter(|unit| unit.known.is_none()).collect();
        open.sort_by_cached_key(|unit| {
            let rarest = self.rarest(unit);
            let total = rarest.map_or(usize::MAX, |(label, _)| self.total(label));
            let count = rarest.map_or(0, |(_, count)| *count);
            (total, Reverse(count), Reverse(unit.documents), unit.hash)
        });
        open
    }

    fn total(&self, label: &SmolStr) -> usize {
        self.totals.get(label).copied().unwrap_or_default()
    }

    fn rarest<'u>(&self, unit: &'u Unit) -> Option<(&'u SmolStr, &'u usize)> {
        unit.labels
            .iter()
            .min_by_key(|(label, _)| self.total(label))
    }

    /// Where most of the unit's rarest label is missing, then most documents.
    fn best_for(&self, unit: &Unit, seed: u64) -> Split {
        let of_label = self
            .rarest(unit)
            .and_then(|(label, _)| self.labels.get(label));
        let chance = |split: Split| {
            let mut bytes = unit.hash.unwrap_or_default().to_le_bytes().to_vec();
            bytes.extend(seed.to_le_bytes());
            bytes.push(split as u8);
            twox_hash::XxHash3_128::oneshot(&bytes)
        };
        let best = Split::ALL.into_iter().max_by(|one, other| {
            let (one_at, other_at) = (*one as usize, *other as usize);
            let by_label = of_label.map_or(std::cmp::Ordering::Equal, |needs| {
                needs[one_at].total_cmp(&needs[other_at])
            });
            let by_documents = self.documents[one_at].total_cmp(&self.documents[other_at]);
            by_label
                .then(by_documents)
                .then(chance(*one).cmp(&chance(*other)))
        });
        best.unwrap_or(Split::Train)
    }

    /// What is far from the shares because documents had to stay together.
    fn remarks(&self, units: &BTreeMap<usize, Unit>, shares: Shares) -> Option<String> {
        let all: usize = units.values().map(|unit| unit.documents).sum();
        let largest = units.values().map(|unit| unit.documents).max()?;
        let wanted = shares.0.iter().copied().fold(0.0, f64::max) * all as f64;
        (largest > 1 && largest as f64 > wanted).then(|| {
            format!("{largest} of {all} documents are near copies or of one source and stay together, so that the shares are not met")
        })
    }
}

/// The changes that give documents the splits of a division.
pub fn changes(documents: &[Arc<Document>], division: &Division) -> Vec<Change> {
    let pairs = documents.iter().zip(&division.splits);
    pairs
        .filter_map(|(document, split)| {
            let split = (*split)?;
            (Split::of(document) != Some(split)).then(|| tags_change(document, split))
        })
        .collect()
}

/// The change that gives a document a split in place of the one it has.
fn tags_change(document: &Document, split: Split) -> Change {
    let is_split = |tag: &SmolStr| Split::ALL.iter().any(|known| tag == known.name());
    let others = document.tags.iter().filter(|tag| !is_split(tag));
    let mut after: Vec<SmolStr> = others.cloned().collect();
    after.push(SmolStr::new_static(split.name()));
    after.sort();
    Change::Tags {
        document: document.id.clone(),
        before: document.tags.clone(),
        after,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Annotation, EntityMention, Layer};
    use crate::text::{Span, Text};
    use proptest::prelude::*;

    const WISH: SplitWish = SplitWish {
        shares: Shares([0.8, 0.1, 0.1]),
        seed: 1,
        layer: SmolStr::new_static(Layer::MAIN),
        anew: false,
    };

    /// An article of its own with mentions of that label.
    fn article(number: usize, label: &str) -> Document {
        let text =
            format!("w{number} x{number} y{number} z{number} told reporters on day {number}.");
        let mut document = Document::new(format!("d{number}").as_str().into(), Text::new(text));
        let mention = EntityMention::new("m1", Span::new(0, 2), label);
        document.layers[0]
            .annotations
            .put(Annotation::Mention(mention));
        document
    }

    fn counts(division: &Division, is_meant: impl Fn(usize) -> bool) -> [usize; 3] {
        let mut counts = [0; 3];
        for (number, split) in division.splits.iter().enumerate() {
            if is_meant(number) {
                counts[split.expect("all have one") as usize] += 1;
            }
        }
        counts
    }

    fn shared(documents: Vec<Document>) -> Vec<Arc<Document>> {
        documents.into_iter().map(Arc::new).collect()
    }

    #[test]
    fn shares_are_met_for_each_label() {
        let label = |number: usize| {
            if number.is_multiple_of(10) {
                "RARE"
            } else {
                "PER"
            }
        };
        let documents = shared(
            (0..200)
                .map(|number| article(number, label(number)))
                .collect(),
        );
        let division = divide(&documents, &WISH);
        assert_eq!(counts(&division, |_| true), [160, 20, 20]);
        assert_eq!(
            counts(&division, |number| number.is_multiple_of(10)),
            [16, 2, 2]
        );
        assert!(division.remarks.is_empty(), "{:?}", division.remarks);
    }

    #[test]
    fn articles_of_one_source_and_near_copies_stay_together() {
        let mut documents: Vec<Document> = (0..60).map(|number| article(number, "PER")).collect();
        for number in 0..6 {
            documents[number * 7].meta.source = "Wire".to_owned();
        }
        documents[3].meta.url = "https://example.org/a".to_owned();
        documents[50].meta.url = "https://example.org/b".to_owned();
        let division = divide(&shared(documents), &WISH);
        let of_source: Vec<_> = (0..6).map(|number| division.splits[number * 7]).collect();
        assert!(
            of_source.iter().all(|split| *split == of_source[0]),
            "{of_source:?}"
        );
        assert_eq!(division.splits[3], division.splits[50]);
        let one_source: Vec<Document> = (0..9)
            .map(|number| {
                let mut document = article(number, "PER");
                document.meta.source = "Wire".to_owned();
                document
            })
            .collect();
        let division = divide(&shared(one_source), &WISH);
        assert!(
            division.remarks[0].contains("9 of 9 documents"),
            "{:?}",
            division.remarks
        );
    }

    #[test]
    fn shares_are_read_and_bad_ones_refused() {
        assert_eq!("8/1/1".parse(), Ok(Shares([0.8, 0.1, 0.1])));
        assert_eq!(
            "80/20".parse::<Shares>().map(|shares| shares.to_string()),
            Ok("80/0/20".to_owned())
        );
        for bad in ["", "80", "0/1/1", "a/b", "-1/2", "1/2/3/4", "inf/1"] {
            assert!(bad.parse::<Shares>().is_err(), "{bad}");
        }
    }

    /// The same documents with the tags that a division gives them.
    fn tagged(documents: &[Arc<Document>], division: &Division) -> Vec<Document> {
        let mut tagged: Vec<Document> = documents
            .iter()
            .map(|document| Document::clone(document))
            .collect();
        for change in changes(documents, division) {
            if let Change::Tags {
                document, after, ..
            } = change
            {
                let known = tagged.iter_mut().find(|known| known.id == document);
                known.expect("it is there").tags = after;
            }
        }
        tagged
    }

    proptest! {
        /// What has a split keeps it when documents are added, and the order of documents does not matter.
        #[test]
        fn splits_stay_as_documents_come(before in 1_usize..40, more in 0_usize..40, seed in 0_u64..5) {
            let wish = SplitWish { seed, ..WISH };
            let documents = shared((0..before).map(|number| article(number, "PER")).collect());
            let first = divide(&documents, &wish);
            let mut all = tagged(&documents, &first);
            all.extend((before..before + more).map(|number| article(number, "ORG")));
            let all = shared(all);
            let second = divide(&all, &wish);
            prop_assert_eq!(&second.splits[..before], &first.splits[..]);
            prop_assert!(second.splits.iter().all(Option::is_some));
            prop_assert!(changes(&shared(tagged(&all, &second)), &second).is_empty());

            let backward: Vec<Arc<Document>> = documents.iter().rev().cloned().collect();
            let mut splits = divide(&backward, &wish).splits;
            splits.reverse();
            prop_assert_eq!(splits, first.splits);
        }
    }
}
