//! How token labels say where a mention begins and ends.

use std::fmt;

/// A way to mark the tokens of a mention. `O` is a token outside of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagScheme {
    /// `I` everywhere, `B` only where two mentions of one label touch: CoNLL-2003 as published.
    Iob1,
    /// `B` at every beginning, `I` inside: what most trainers take.
    #[default]
    Iob2,
    /// `I` inside, `E` at every end.
    Ioe2,
    /// `B`, `I`, `E`, and `S` for a mention of one token.
    Bioes,
    /// `B`, `I`, `L` for the last, and `U` for a mention of one token.
    Bilou,
    /// `B`, `M` in the middle, `E`, and `S` for a mention of one token.
    Bmes,
}

impl TagScheme {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Iob1,
        Self::Iob2,
        Self::Ioe2,
        Self::Bioes,
        Self::Bilou,
        Self::Bmes,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iob1 => "iob1",
            Self::Iob2 => "iob2",
            Self::Ioe2 => "ioe2",
            Self::Bioes => "bioes",
            Self::Bilou => "bilou",
            Self::Bmes => "bmes",
        }
    }

    /// The scheme of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }

    /// The mark of token `index` of a mention of `len` tokens. `touches`: whether a mention of the same label ends right before it.
    pub(in crate::formats) fn mark(self, index: usize, len: usize, touches: bool) -> char {
        let (is_first, is_last) = (index == 0, index + 1 == len);
        let (inside, last, only) = match self {
            Self::Iob1 => return if is_first && touches { 'B' } else { 'I' },
            Self::Iob2 => return if is_first { 'B' } else { 'I' },
            Self::Ioe2 => return if is_last { 'E' } else { 'I' },
            Self::Bioes => ('I', 'E', 'S'),
            Self::Bilou => ('I', 'L', 'U'),
            Self::Bmes => ('M', 'E', 'S'),
        };
        match (is_first, is_last) {
            (true, true) => only,
            (true, false) => 'B',
            (false, true) => last,
            (false, false) => inside,
        }
    }
}

impl fmt::Display for TagScheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name().to_uppercase())
    }
}

/// A token's tag taken apart: its mark and its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Tag<'a> {
    /// Outside.
    Outside,
    /// `B-PER`: mark and label.
    Inside(char, &'a str),
}

impl<'a> Tag<'a> {
    /// Takes `tag` apart; `None` when it is neither `O` nor a mark with a label.
    pub(in crate::formats) fn read(tag: &'a str) -> Option<Self> {
        if matches!(tag, "O" | "_" | "") {
            return Some(Self::Outside);
        }
        let mut chars = tag.chars();
        let mark = chars.next()?;
        let is_mark = matches!(mark, 'B' | 'I' | 'E' | 'S' | 'L' | 'U' | 'M' | 'W');
        if !is_mark || !matches!(chars.next()?, '-' | '_') {
            return None;
        }
        Some(Self::Inside(mark, chars.as_str()))
    }
}

/// Follows the tags of a sentence and gives the mentions they mean, whatever the scheme: the marks of all schemes agree on where a mention begins.
#[derive(Debug, Default)]
pub(in crate::formats) struct Decoder {
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    first: usize,
    label: String,
}

/// A mention in tokens: first, one past the last, and label.
pub(in crate::formats) type Decoded = (usize, usize, String);

impl Decoder {
    /// Takes the tag of token `index`; gives the mentions that end before or with it.
    pub(in crate::formats) fn tag(&mut self, index: usize, tag: Tag<'_>) -> [Option<Decoded>; 2] {
        let Tag::Inside(mark, label) = tag else {
            return [self.close(index), None];
        };
        let goes_on = !matches!(mark, 'B' | 'S' | 'U' | 'W')
            && self.open.as_ref().is_some_and(|open| open.label == label);
        let before = if goes_on { None } else { self.close(index) };
        let open = self.open.get_or_insert_with(|| Open {
            first: index,
            label: label.to_owned(),
        });
        debug_assert_eq!(open.label, label, "a label goes on only as itself");
        let ends = matches!(mark, 'E' | 'L' | 'S' | 'U' | 'W');
        let with = if ends { self.close(index + 1) } else { None };
        [before, with]
    }

    /// Ends the mention that is open, if one is, before token `index`.
    pub(in crate::formats) fn close(&mut self, index: usize) -> Option<Decoded> {
        self.open.take().map(|open| (open.first, index, open.label))
    }
}

/// Counts that tell schemes apart.
#[derive(Clone, Debug, Default)]
pub(super) struct SchemeEvidence {
    marks: [usize; 8],
    /// Mentions that begin with `I`, which IOB2 and its kin never do.
    begun_inside: usize,
    before: Option<(char, String)>,
}

const MARKS: [char; 8] = ['B', 'I', 'E', 'S', 'L', 'U', 'M', 'W'];

impl SchemeEvidence {
    /// Looks at the next tag of a sentence.
    pub(in crate::formats) fn tag(&mut self, tag: Tag<'_>) {
        let Tag::Inside(mark, label) = tag else {
            self.before = None;
            return;
        };
        if let Some(index) = MARKS.iter().position(|known| *known == mark) {
            self.marks[index] += 1;
        }
        let goes_on = matches!(&self.before, Some((last, known)) if known == label && !matches!(last, 'E' | 'L' | 'S' | 'U' | 'W'));
        if mark == 'I' && !goes_on {
            self.begun_inside += 1;
        }
        self.before = Some((mark, label.to_owned()));
    }

    /// Ends a sentence.
    pub(super) fn end_sentence(&mut self) {
        self.before = None;
    }

    fn count(&self, mark: char) -> usize {
        let at = MARKS.iter().position(|known| *known == mark);
        at.map_or(0, |at| self.marks[at])
    }

    /// The scheme that these tags are written in; `None` where no tag says anything.
    pub(super) fn scheme(&self) -> Option<TagScheme> {
        let has = |mark| self.count(mark) > 0;
        if MARKS.iter().all(|mark| !has(*mark)) {
            return None;
        }
        Some(if has('L') || has('U') {
            TagScheme::Bilou
        } else if has('M') {
            TagScheme::Bmes
        } else if has('E') && !has('B') && !has('S') {
            TagScheme::Ioe2
        } else if has('E') || has('S') || has('W') {
            TagScheme::Bioes
        } else if self.begun_inside > 0 {
            TagScheme::Iob1
        } else {
            TagScheme::Iob2
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(tags: &str) -> Vec<Decoded> {
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        let mut count = 0;
        for (index, tag) in tags.split(' ').enumerate() {
            found.extend(
                decoder
                    .tag(index, Tag::read(tag).expect("a tag"))
                    .into_iter()
                    .flatten(),
            );
            count = index + 1;
        }
        found.extend(decoder.close(count));
        found
    }

    fn evidence(tags: &str) -> Option<TagScheme> {
        let mut evidence = SchemeEvidence::default();
        for tag in tags.split(' ') {
            evidence.tag(Tag::read(tag).expect("a tag"));
        }
        evidence.scheme()
    }

    /// Two mentions of one label that touch, one of one token, one of three.
    const SPANS: [(usize, usize, &str); 4] =
        [(0, 1, "PER"), (1, 3, "PER"), (4, 5, "ORG"), (6, 9, "LOC")];

    #[test]
    fn every_scheme_is_read_and_told_apart() {
        for (scheme, tags) in [
            (
                TagScheme::Iob1,
                "I-PER B-PER I-PER O I-ORG O I-LOC I-LOC I-LOC",
            ),
            (
                TagScheme::Iob2,
                "B-PER B-PER I-PER O B-ORG O B-LOC I-LOC I-LOC",
            ),
            (
                TagScheme::Ioe2,
                "E-PER I-PER E-PER O E-ORG O I-LOC I-LOC E-LOC",
            ),
            (
                TagScheme::Bioes,
                "S-PER B-PER E-PER O S-ORG O B-LOC I-LOC E-LOC",
            ),
            (
                TagScheme::Bilou,
                "U-PER B-PER L-PER O U-ORG O B-LOC I-LOC L-LOC",
            ),
            (
                TagScheme::Bmes,
                "S-PER B-PER E-PER O S-ORG O B-LOC M-LOC E-LOC",
            ),
        ] {
            let expected = SPANS.map(|(first, end, label)| (first, end, label.to_owned()));
            assert_eq!(decode(tags), expected, "{scheme}");
            assert_eq!(evidence(tags), Some(scheme), "{tags}");
            let written = SPANS
                .iter()
                .enumerate()
                .flat_map(|(number, (first, end, label))| {
                    (0..end - first).map(move |index| {
                        format!("{}-{label}", scheme.mark(index, end - first, number == 1))
                    })
                });
            let expected: Vec<&str> = tags.split(' ').filter(|tag| *tag != "O").collect();
            assert_eq!(written.collect::<Vec<_>>(), expected, "{scheme}");
        }
        assert_eq!(evidence("O O"), None);
    }

    #[test]
    fn what_is_no_tag_is_told_from_what_is_outside() {
        assert_eq!(Tag::read("O"), Some(Tag::Outside));
        assert_eq!(Tag::read("B-"), Some(Tag::Inside('B', "")));
        assert_eq!(Tag::read("I-MISC-X"), Some(Tag::Inside('I', "MISC-X")));
        for odd in ["PER", "B", "BPER", "X-PER", "-"] {
            assert_eq!(Tag::read(odd), None, "{odd}");
        }
    }
}
