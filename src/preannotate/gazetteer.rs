//! The gazetteers (`assets/gazetteers`): forms of one or more words with what they mean, found by walking a tree of words.
//!
//! People's names are kept apart, by word: a given name or surname alone says little, and there are tens of thousands.

use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::analysis::{CaseStyle, Shape, Word};
use super::findings::{Label, LabelSet};
use super::table::{self, Fields};
use super::words::{Vocabulary, WordId, WordMap, normalize, normalize_into};
use crate::text::{Text, segment::segment};

/// Marks of a row, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(pub u16);

impl Flags {
    /// In lower case an ordinary English word.
    pub const COMMON: Self = Self(1);
    /// A place's name that is also a given name or surname.
    pub const PERSON: Self = Self(1 << 1);
    /// Only when something beside it supports the reading.
    pub const CONTEXT: Self = Self(1 << 2);
    /// A plural form.
    pub const PLURAL: Self = Self(1 << 3);
    /// Usual bearers are men.
    pub const MALE: Self = Self(1 << 4);
    /// Usual bearers are women.
    pub const FEMALE: Self = Self(1 << 5);
    /// One of several readings with cues: overrules other rows of the form.
    pub const AMBIGUOUS: Self = Self(1 << 6);
    /// From the list of parts of longer names.
    pub const PATTERN: Self = Self(1 << 7);
    /// A common noun whose listed reading is too seldom meant to be taken without further sign.
    pub const DOUBTFUL: Self = Self(1 << 8);

    /// Whether it shares a bit with `other`.
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a form means.
#[derive(Clone, Debug)]
pub struct Row {
    /// As it is written in the list.
    pub form: &'static str,
    /// Its label; `None` for knowledge about words beside names.
    pub label: Option<Label>,
    /// Finer class within the label.
    pub kind: &'static str,
    /// The form that all spellings share; empty when the form itself is it.
    pub base: &'static str,
    /// ISO 3166-1 code of three letters, or several with blanks between; empty when none.
    pub country: &'static str,
    /// PLOVER sector, when evident.
    pub sector: &'static str,
    /// Population, percent, month … see the file's header.
    pub weight: u32,
    /// Marks.
    pub flags: Flags,
    /// Words beside the form that decide for or against this reading.
    pub cues: Vec<Cue>,
    /// What part of the rules asks for it.
    pub class: RowClass,
    capitals: Capitals,
}

/// Which tokens of a form have capitals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Capitals {
    /// Bit `i`: token `i` begins with one.
    first: u32,
    /// Bit `i`: token `i` is all capitals.
    all: u32,
}

/// What a row is good for, told from its label, kind and capitals once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowClass {
    /// A name, or one of several readings of a form that may be one.
    Name,
    /// Last words of longer names ("Ministry", "Airport").
    Head,
    /// First words of longer names ("Ministry of", "Lake").
    Start,
    /// A lower-case word beside a name that tells its type.
    Cue,
    /// A common noun that mentions an entity, or a job.
    Noun,
    /// Anything else: titles, values, modifiers, words never to suggest.
    Other,
}

/// The class of a row.
fn class_of(label: Option<Label>, kind: &str, is_name: bool, flags: Flags) -> RowClass {
    let named = LabelSet::NAMED.has(label);
    if kind.ends_with("-cue") {
        RowClass::Cue
    } else if kind.ends_with("-start") {
        RowClass::Start
    } else if flags.any(Flags::PATTERN) && is_name {
        RowClass::Head
    } else if is_name && named
        || flags.any(Flags::AMBIGUOUS) && label.is_none()
        || label == Some(Label::Norp)
    {
        RowClass::Name
    } else if !is_name && (named || label == Some(Label::Title)) {
        RowClass::Noun
    } else {
        RowClass::Other
    }
}

/// Where a cue must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CuePlace {
    /// Directly before the name.
    Before,
    /// Directly behind the name.
    Behind,
    /// Anywhere in the document.
    Near,
    /// Directly before the name: the reading is out.
    NotBefore,
    /// Directly behind the name: the reading is out.
    NotBehind,
}

/// One cue: a place and what must stand there.
#[derive(Clone, Debug)]
pub struct Cue {
    /// Where.
    pub place: CuePlace,
    /// What.
    pub item: CueItem,
}

/// What a cue asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CueItem {
    /// These words in a row.
    Words(Vec<WordId>),
    /// A listed given name.
    Given,
    /// A listed surname.
    Surname,
    /// A title or honorific.
    Title,
    /// Digits or a number word.
    Number,
    /// A verb of saying.
    Say,
    /// A capitalised word.
    Capital,
    /// A lower-case word.
    Lower,
    /// A personal pronoun.
    Pronoun,
    /// The beginning of a sentence.
    Start,
}

/// What is known of a word as part of people's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonName {
    /// Number of lists that have it as a given name, 0 for none.
    pub given: u8,
    /// Number of lists that have it as a surname, 0 for none.
    pub surname: u8,
    /// Sex of usual bearers and whether it is an ordinary word.
    pub flags: Flags,
}

/// A listed form found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
    /// Index of the row.
    pub row: u32,
    /// The row's class: most rules look no further.
    pub class: RowClass,
    /// The row's label.
    pub label: Option<Label>,
}

impl Hit {
    /// Its tokens.
    pub fn tokens(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// All listed forms.
#[derive(Debug, Default)]
pub struct Gazetteer {
    rows: Vec<Row>,
    /// Node of a one-word form by its word, 0 for none.
    first: Vec<u32>,
    /// Node and next word to node.
    edges: WordMap<u64, u32>,
    /// What ends at the nodes, by node.
    endings: Vec<Ending>,
    /// `ends_from[node]`: where in `endings` those of the node begin; one more than nodes.
    ends_from: Vec<u32>,
    /// By word.
    persons: Vec<PersonName>,
}

/// A row where it ends: as much of it as tells whether a text has it, so that a walk over the tree stays in a small table.
#[derive(Clone, Copy, Debug)]
struct Ending {
    row: u32,
    capitals: Capitals,
    class: RowClass,
    label: Option<Label>,
}

const FILES: &[&str] = &[
    include_str!("../../assets/gazetteers/countries.tsv"),
    include_str!("../../assets/gazetteers/own_countries.tsv"),
    include_str!("../../assets/gazetteers/subdivisions.tsv"),
    include_str!("../../assets/gazetteers/cities.tsv"),
    include_str!("../../assets/gazetteers/own_places.tsv"),
    include_str!("../../assets/gazetteers/own_organisations.tsv"),
    include_str!("../../assets/gazetteers/own_facilities.tsv"),
    include_str!("../../assets/gazetteers/own_people.tsv"),
    include_str!("../../assets/gazetteers/own_things.tsv"),
    include_str!("../../assets/gazetteers/own_crimes.tsv"),
    include_str!("../../assets/gazetteers/own_norp.tsv"),
    include_str!("../../assets/gazetteers/own_stop.tsv"),
    include_str!("../../assets/gazetteers/own_values.tsv"),
    include_str!("../../assets/gazetteers/titles.tsv"),
    include_str!("../../assets/gazetteers/nominals.tsv"),
    include_str!("../../assets/gazetteers/own_modifiers.tsv"),
];
const PATTERNS: &str = include_str!("../../assets/gazetteers/own_patterns.tsv");
const AMBIGUOUS: &str = include_str!("../../assets/gazetteers/own_ambiguous.tsv");
const PERSONS: &[&str] = &[
    include_str!("../../assets/gazetteers/given_names.tsv"),
    include_str!("../../assets/gazetteers/surnames.tsv"),
    include_str!("../../assets/gazetteers/own_names.tsv"),
];

impl Gazetteer {
    /// Reads all lists; their words join `vocabulary`.
    pub fn load(vocabulary: &mut Vocabulary) -> Self {
        let mut builder = Builder {
            vocabulary,
            gazetteer: Self {
                rows: Vec::with_capacity(24_000),
                edges: WordMap::with_capacity_and_hasher(16_000, BuildHasherDefault::default()),
                ..Self::default()
            },
            placed: Vec::with_capacity(24_000),
            num_nodes: 1,
            form: String::new(),
        };
        for file in FILES {
            builder.read(file, Flags::default());
        }
        builder.read(PATTERNS, Flags::PATTERN);
        builder.read(AMBIGUOUS, Flags::AMBIGUOUS);
        for file in PERSONS {
            builder.read_persons(file);
        }
        builder.finish()
    }

    /// The row of a hit.
    pub fn row(&self, hit: Hit) -> &Row {
        &self.rows[hit.row as usize]
    }

    /// Whether a single word is listed with that kind and label.
    pub fn is_kind(&self, word: WordId, kind: &str, label: Label) -> bool {
        let node = self.first.get(word.index()).copied().unwrap_or(0);
        self.ends_at(node).iter().any(|ending| {
            ending.label == Some(label) && self.rows[ending.row as usize].kind == kind
        })
    }

    /// All rows, in no order that means something.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What is known of a word as part of people's names.
    pub fn person(&self, word: WordId) -> PersonName {
        self.persons.get(word.index()).copied().unwrap_or_default()
    }

    fn ends_at(&self, node: u32) -> &[Ending] {
        let from = |node: u32| self.ends_from.get(node as usize).copied().unwrap_or(0) as usize;
        self.endings
            .get(from(node)..from(node + 1))
            .unwrap_or_default()
    }

    /// Adds all forms that begin at token `start` to `hits`, shortest first. `words` are all words of the document, `limit` the sentence's end.
    pub fn hits_at(
        &self,
        words: &[Word],
        start: usize,
        limit: usize,
        style: CaseStyle,
        hits: &mut Vec<Hit>,
    ) {
        let Some(mut node) = self
            .first
            .get(words[start].id.index())
            .copied()
            .filter(|node| *node != 0)
        else {
            return;
        };
        let mut end = start + 1;
        loop {
            for ending in self.ends_at(node) {
                if ending.capitals.are_in(&words[start..end], style) {
                    hits.push(Hit {
                        start: start as u32,
                        end: end as u32,
                        row: ending.row,
                        class: ending.class,
                        label: ending.label,
                    });
                }
            }
            if end >= limit {
                return;
            }
            match self.edges.get(&edge(node, words[end].id)) {
                Some(next) => node = *next,
                None => return,
            }
            end += 1;
        }
    }
}

fn edge(node: u32, word: WordId) -> u64 {
    u64::from(node) << 32 | u64::from(word.0)
}

impl Row {
    /// The name of the entity meant: the base, or the form itself.
    pub fn canonical(&self) -> &'static str {
        if self.base.is_empty() {
            self.form
        } else {
            self.base
        }
    }

    /// Whether the form has a capital, so that it is a name.
    pub fn is_name(&self) -> bool {
        self.capitals.first != 0
    }
}

impl Capitals {
    /// Whether tokens are written as the form asks.
    fn are_in(self, words: &[Word], style: CaseStyle) -> bool {
        words.iter().enumerate().all(|(at, word)| {
            let capital = self.first >> at.min(31) & 1 == 1;
            let upper = self.all >> at.min(31) & 1 == 1;
            match (word.shape, style) {
                (_, CaseStyle::Upper) => true,
                (Shape::Upper, CaseStyle::Normal | CaseStyle::Title) => {
                    upper || capital && word.span.len() > 3
                }
                (Shape::Capital | Shape::Inner, _) => !upper || word.span.len() == 1,
                (Shape::Lower, _) => !capital,
                (Shape::Digits | Shape::Other, _) => true,
            }
        })
    }
}

/// Reads files into a gazetteer.
struct Builder<'a> {
    vocabulary: &'a mut Vocabulary,
    gazetteer: Gazetteer,
    /// Node and row.
    placed: Vec<(u32, u32)>,
    /// Nodes so far, the root 0 among them.
    num_nodes: u32,
    form: String,
}

impl Builder<'_> {
    fn read(&mut self, file: &'static str, extra: Flags) {
        for row in table::rows(file) {
            let mut fields = Fields::of(row);
            let form = fields.next();
            if form.is_empty() {
                continue;
            }
            let label = Label::from_name(fields.next());
            let (kind, base, country) = (fields.next(), fields.next(), fields.next());
            let (sector, weight, flags) = (fields.next(), fields.next(), fields.next());
            let (mut set, mut cues) = (extra, Vec::new());
            for flag in table::pieces(flags, b' ') {
                set.0 |= flag_bit(flag);
                if let Some((place, items)) = flag.split_once('=') {
                    self.read_cues(place, items, &mut cues);
                }
            }
            let (node, capitals) = self.node_of(form);
            self.placed.push((node, self.gazetteer.rows.len() as u32));
            self.gazetteer.rows.push(Row {
                class: class_of(label, kind, capitals.first != 0, set),
                form,
                label,
                kind,
                base,
                country,
                sector,
                weight: if weight.is_empty() {
                    0
                } else {
                    weight.parse().unwrap_or(0)
                },
                flags: set,
                cues,
                capitals,
            });
        }
    }

    fn read_cues(&mut self, place: &str, items: &str, cues: &mut Vec<Cue>) {
        let place = match place {
            "after" => CuePlace::Before,
            "before" => CuePlace::Behind,
            "near" => CuePlace::Near,
            "not_after" => CuePlace::NotBefore,
            "not_before" => CuePlace::NotBehind,
            _ => return,
        };
        for item in items.split(',') {
            let item = match item {
                ":given" => CueItem::Given,
                ":surname" => CueItem::Surname,
                ":title" | ":honorific" => CueItem::Title,
                ":number" => CueItem::Number,
                ":say" => CueItem::Say,
                ":capital" => CueItem::Capital,
                ":lower" => CueItem::Lower,
                ":pronoun" => CueItem::Pronoun,
                ":comma" => CueItem::Words(vec![self.vocabulary.intern(",")]),
                ":start" => CueItem::Start,
                words => CueItem::Words(
                    words
                        .split('_')
                        .map(|word| self.vocabulary.intern(&normalize(word)))
                        .collect(),
                ),
            };
            cues.push(Cue { place, item });
        }
    }

    /// The node where a form ends, with its capitals.
    fn node_of(&mut self, form: &'static str) -> (u32, Capitals) {
        let simple = form
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b' ' || byte == b'-');
        if simple {
            return self.walk(table::pieces(form, b' ').filter(|word| !word.is_empty()));
        }
        let mut words = Vec::new();
        for piece in form.split(' ').filter(|piece| !piece.is_empty()) {
            // A final stop belongs to an abbreviation here and does not end a sentence.
            let abbreviation = piece.ends_with('.')
                && piece
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '.' || letter == '-');
            if abbreviation {
                words.push(piece.to_owned());
                continue;
            }
            let text = Text::new(piece);
            let segments = segment(&text, &[]);
            let tokens = segments.tokens.iter();
            words.extend(tokens.map(|token| text.slice(token.span).to_owned()));
        }
        self.walk(words.iter().map(String::as_str))
    }

    fn walk<'w>(&mut self, words: impl Iterator<Item = &'w str>) -> (u32, Capitals) {
        let (mut node, mut capitals) = (0, Capitals::default());
        for (at, word) in words.enumerate() {
            normalize_into(word, &mut self.form);
            let id = self.vocabulary.intern(&self.form);
            let bit = 1 << at.min(31);
            match Shape::of(word) {
                Shape::Upper => {
                    capitals.first |= bit;
                    capitals.all |= bit;
                }
                Shape::Capital | Shape::Inner => capitals.first |= bit,
                _ => {}
            }
            node = self.child(node, id, at == 0);
        }
        (node, capitals)
    }

    fn child(&mut self, node: u32, word: WordId, is_first: bool) -> u32 {
        let all = &mut self.gazetteer;
        let fresh = self.num_nodes;
        let child = if is_first {
            if all.first.len() <= word.index() {
                all.first.resize(word.index() + 1, 0);
            }
            let slot = &mut all.first[word.index()];
            if *slot == 0 {
                *slot = fresh;
            }
            *slot
        } else {
            *all.edges.entry(edge(node, word)).or_insert(fresh)
        };
        if child == fresh {
            self.num_nodes += 1;
        }
        child
    }

    /// Files of people's names: a comment `# default`, label and kind, then a name a line with weight and flags.
    fn read_persons(&mut self, file: &'static str) {
        let mut is_given = true;
        for line in table::lines(file) {
            if let Some(default) = line.strip_prefix("# default\t") {
                is_given = default.ends_with("given");
                continue;
            }
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let mut fields = Fields::of(line);
            let (form, _label, kind) = (fields.next(), fields.next(), fields.next());
            let is_given = match kind {
                "given" => true,
                "surname" => false,
                _ => is_given,
            };
            let (_base, _country, _sector) = (fields.next(), fields.next(), fields.next());
            let weight = fields.next().parse().unwrap_or(1);
            let flags = fields.next();
            normalize_into(form, &mut self.form);
            let id = self.vocabulary.intern(&self.form);
            let persons = &mut self.gazetteer.persons;
            if persons.len() <= id.index() {
                persons.resize(id.index() + 1, PersonName::default());
            }
            let person = &mut persons[id.index()];
            if is_given {
                person.given = weight;
            } else {
                person.surname = weight;
            }
            person.flags.0 |= table::pieces(flags, b' ').map(flag_bit).sum::<u16>();
        }
    }

    fn finish(self) -> Gazetteer {
        let mut gazetteer = self.gazetteer;
        gazetteer.ends_from = vec![0; self.num_nodes as usize + 1];
        for (node, _) in &self.placed {
            gazetteer.ends_from[*node as usize + 1] += 1;
        }
        let mut sum = 0;
        for from in &mut gazetteer.ends_from {
            sum += *from;
            *from = sum;
        }
        let free = Ending {
            row: 0,
            capitals: Capitals::default(),
            class: RowClass::Other,
            label: None,
        };
        gazetteer.endings = vec![free; self.placed.len()];
        // From here on `next[node]` is where the node's next row belongs.
        let mut next = gazetteer.ends_from.clone();
        for (node, index) in self.placed {
            let row = &gazetteer.rows[index as usize];
            let place = &mut next[node as usize];
            gazetteer.endings[*place as usize] = Ending {
                row: index,
                capitals: row.capitals,
                class: row.class,
                label: row.label,
            };
            *place += 1;
        }
        gazetteer
    }
}

fn flag_bit(flag: &str) -> u16 {
    match flag {
        "common" => Flags::COMMON.0,
        "person" => Flags::PERSON.0,
        "context" => Flags::CONTEXT.0,
        "plural" => Flags::PLURAL.0,
        "doubtful" => Flags::DOUBTFUL.0,
        "m" => Flags::MALE.0,
        "f" => Flags::FEMALE.0,
        _ => 0,
    }
}
