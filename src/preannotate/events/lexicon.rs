//! The list of words that tell of events, read from `assets/lexicon/triggers.tsv`.
//!
//! ```text
//! set    NAME  words                       a list that conditions name as @NAME
//! frame  NAME  slot=Role,Role slot=Role    which role a phrase fills by its place; of several roles the first that takes the phrase's label
//! words  part of speech  type  frame  score  conditions
//! ```
//!
//! Slots of a frame: `s` subject of the active verb (or of the light verb over a noun), `o` its object, `o2` second object, `p` possessor,
//! `m` premodifier, `h` the noun that an adjective modifies, `x` who undergoes a light verb ("went on trial"), and prepositions.
//!
//! Parts of speech: `v` a verb in all forms, `n` a noun in both numbers, `nc` one that may be capitalised in names, `a` an adjective, `f` that form.
//!
//! Conditions: `!slot=values` must hold, `-slot=values` must not, `+slot=values` speaks for the sense. A value is a word (in any form), a label of
//! mentions in capitals, `~thing`, `~act`, `~other` (a noun of that kind that is no mention), `*` (anything there), `-` (nothing there) or `@set`; `value,slot=value` asks for both. Besides the slots of frames there are
//! `v` the verb over a noun, `p` and `n` the words before and after, `m` words before it in its phrase, `w` any word of the sentence, `d` the
//! document's topic. A sense with a score under one half holds only where something speaks for it.

use std::sync::LazyLock;

use crate::model::{EventType, Role, bundled};
use crate::preannotate::findings::Label;
use crate::preannotate::lexicon::{Lexicon, NounKind, Parts};
use crate::preannotate::words::{Vocabulary, WordId};

const TRIGGERS: &str = include_str!("../../../assets/lexicon/triggers.tsv");

/// A place in the sentence, seen from the trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Subject,
    Object,
    Second,
    Possessor,
    Modifier,
    Head,
    Undergoer,
    Verb,
    Previous,
    Next,
    Anywhere,
    /// Before the subject of the clause: "In Kitwe, a student was shot".
    Adverbial,
    Topic,
    Preposition(WordId),
}

/// What a condition asks of a slot.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// Something stands there.
    Any,
    /// Nothing stands there.
    Nothing,
    /// A mention of that label.
    Label(Label),
    /// One of those words.
    Words(Vec<WordId>),
    /// A noun of that kind which is no mention.
    Kind(NounKind),
    /// A result such as "3-1".
    Result,
    /// The document is about sport.
    Sport,
    /// The document is about markets.
    Market,
    /// The document is about a court's case.
    Court,
    /// The document is about people held by force.
    Captives,
    /// The document is about bombs that somebody set off.
    Bombs,
}

/// What a condition does to a sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Force {
    Required,
    Blocks,
    Supports,
}

/// One condition: it is met when all tests of one alternative hold.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) force: Force,
    pub(super) alternatives: Vec<Vec<(Slot, Test)>>,
    /// Whether it asks who does what; the others are judged before that is found out.
    pub(super) looks_around: bool,
}

/// Which roles phrases fill by their place.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub(super) name: &'static str,
    slots: Vec<(Slot, Vec<&'static str>)>,
    /// Whether subject and object fill different roles, so that a lone participle is passive.
    pub(super) is_transitive: bool,
}

/// Frames whose participles may stand alone without an object as well.
const ALSO_WITHOUT_OBJECT: &str = "fire shoot withdraw leave arrive move visit cross protest meet fight phone invest vote pay resign appeal agree demand become join crash burn win lose draw win-election die request";

impl Frame {
    fn new(name: &'static str, slots: Vec<(Slot, Vec<&'static str>)>) -> Self {
        let mut frame = Self {
            name,
            slots,
            is_transitive: false,
        };
        frame.is_transitive = !frame.roles(Slot::Object).is_empty()
            && frame.roles(Slot::Object) != frame.roles(Slot::Subject)
            && !ALSO_WITHOUT_OBJECT.split(' ').any(|known| known == name);
        frame
    }

    /// The roles of a slot, best first.
    pub(super) fn roles(&self, slot: Slot) -> &[&'static str] {
        self.slots
            .iter()
            .find(|(known, _)| *known == slot)
            .map_or(&[], |(_, roles)| roles)
    }
}

/// How a word must be used for a sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Verb,
    Noun,
    NounInNames,
    Adjective,
    Form,
}

/// A word's reading as an event.
#[derive(Clone, Debug)]
pub(super) struct Sense {
    pub(super) word: &'static str,
    /// Words that follow the first one: "down" of "step down".
    pub(super) tail: Vec<WordId>,
    pub(super) used_as: Use,
    pub(super) event_type: &'static EventType,
    pub(super) frame: usize,
    pub(super) score: f32,
    pub(super) conditions: usize,
}

/// All senses, by word.
#[derive(Clone, Debug, Default)]
pub struct EventLexicon {
    frames: Vec<Frame>,
    conditions: Vec<Vec<Condition>>,
    senses: Vec<Sense>,
    /// `starts[word]..starts[word + 1]` are the word's senses in `by_word`.
    starts: Vec<u32>,
    by_word: Vec<u32>,
}

impl EventLexicon {
    /// Reads the list; new words get numbers in `vocabulary`.
    pub fn load(vocabulary: &mut Vocabulary, words: &Lexicon) -> Self {
        let forms = Forms::of(vocabulary, words);
        let mut loader = Loader {
            vocabulary,
            lexicon: Self::default(),
            sets: Vec::new(),
            found: Vec::new(),
        };
        for line in TRIGGERS.lines().filter(|line| !line.starts_with('#')) {
            loader.line(line, &forms);
        }
        loader.finish()
    }

    /// The senses of a word form.
    pub(super) fn senses_of(&self, word: WordId) -> &[u32] {
        let at = |index: usize| self.starts.get(index).copied();
        match (at(word.index()), at(word.index() + 1)) {
            (Some(start), Some(end)) => self
                .by_word
                .get(start as usize..end as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }

    pub(super) fn sense(&self, index: u32) -> Option<&Sense> {
        self.senses.get(index as usize)
    }

    pub(super) fn frame(&self, sense: &Sense) -> &Frame {
        static EMPTY: LazyLock<Frame> = LazyLock::new(Frame::default);
        self.frames.get(sense.frame).unwrap_or(&EMPTY)
    }

    pub(super) fn conditions(&self, sense: &Sense) -> &[Condition] {
        self.conditions
            .get(sense.conditions)
            .map_or(&[], Vec::as_slice)
    }

    /// Number of word forms that can tell of an event.
    pub fn num_forms(&self) -> usize {
        self.starts
            .windows(2)
            .filter(|pair| matches!(pair, [start, end] if start < end))
            .count()
    }
}

/// The forms of each base word.
struct Forms {
    verbs: Chains,
    nouns: Chains,
}

impl Forms {
    fn of(vocabulary: &Vocabulary, words: &Lexicon) -> Self {
        let mut forms = Self {
            verbs: Chains::new(vocabulary.len()),
            nouns: Chains::new(vocabulary.len()),
        };
        for index in 0..vocabulary.len() as u32 {
            let id = WordId(index);
            let Some(entry) = words.get(id) else {
                continue;
            };
            if entry.parts.any(Parts::ANY_VERB) {
                forms.verbs.add(entry.verb, id);
                if entry.verb != id && entry.parts.any(Parts::VERB) {
                    forms.verbs.add_base(id);
                }
            }
            if entry.parts.any(Parts::ANY_NOUN) {
                forms.nouns.add(entry.noun, id);
            }
        }
        forms
    }
}

/// Words by their base, each form in the chain of one base.
struct Chains {
    /// By base: the last form that was added.
    first: Vec<Link>,
    /// By form: the one that was added to its chain before it.
    next: Vec<Link>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// No base.
    None,
    /// The end of the chain.
    End,
    Form(WordId),
}

impl Chains {
    fn new(num_words: usize) -> Self {
        Self {
            first: vec![Link::None; num_words],
            next: vec![Link::None; num_words],
        }
    }

    fn add(&mut self, base: WordId, form: WordId) {
        self.add_base(base);
        if let (Some(first), Some(next)) = (
            self.first.get_mut(base.index()),
            self.next.get_mut(form.index()),
        ) {
            *next = std::mem::replace(first, Link::Form(form));
        }
    }

    /// Makes a word known as a base, whether other forms follow or not.
    fn add_base(&mut self, base: WordId) {
        if let Some(first) = self.first.get_mut(base.index())
            && *first == Link::None
        {
            *first = Link::End;
        }
    }

    /// The forms of a base beside itself, if it is known.
    fn of(&self, base: WordId) -> Option<impl Iterator<Item = WordId> + '_> {
        let first = *self.first.get(base.index())?;
        let form = |link| match link {
            Link::Form(form) => Some(form),
            Link::None | Link::End => None,
        };
        let next = move |last: &WordId| form(*self.next.get(last.index())?);
        (first != Link::None).then(|| std::iter::successors(form(first), next))
    }
}

struct Loader<'a> {
    vocabulary: &'a mut Vocabulary,
    lexicon: EventLexicon,
    sets: Vec<(&'static str, Vec<WordId>)>,
    found: Vec<(WordId, u32)>,
}

impl Loader<'_> {
    fn line(&mut self, line: &'static str, forms: &Forms) {
        let fields: Vec<&'static str> = line.split('\t').collect();
        match fields.as_slice() {
            ["set", name, words] => {
                let words = words
                    .split(", ")
                    .map(|word| self.vocabulary.intern(word))
                    .collect();
                let mut words: Vec<WordId> = words;
                words.sort_unstable();
                self.sets.push((name, words));
            }
            ["frame", name, slots] => {
                let slots = slots
                    .split(' ')
                    .filter_map(|slot| self.frame_slot(slot))
                    .collect();
                self.lexicon.frames.push(Frame::new(name, slots));
            }
            [words, part, event_type, frame, score, conditions @ ..] => {
                self.row(
                    words,
                    part,
                    event_type,
                    frame,
                    score,
                    conditions.first().copied().unwrap_or_default(),
                    forms,
                );
            }
            _ => {}
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of a row")]
    fn row(
        &mut self,
        words: &'static str,
        part: &str,
        event_type: &str,
        frame: &str,
        score: &str,
        conditions: &'static str,
        forms: &Forms,
    ) {
        let used_as = match part {
            "v" => Use::Verb,
            "n" => Use::Noun,
            "nc" => Use::NounInNames,
            "a" => Use::Adjective,
            _ => Use::Form,
        };
        let Some(event_type) = bundled::news_schema().event_type(event_type) else {
            return;
        };
        let frame = self
            .lexicon
            .frames
            .iter()
            .position(|known| known.name == frame)
            .unwrap_or(usize::MAX);
        let conditions = conditions
            .split(' ')
            .filter_map(|condition| self.condition(condition))
            .collect();
        self.lexicon.conditions.push(conditions);
        for word in words.split(", ") {
            let mut parts = word.split(' ');
            let first = self.vocabulary.intern(parts.next().unwrap_or_default());
            let tail = parts.map(|part| self.vocabulary.intern(part)).collect();
            let number = self.lexicon.senses.len() as u32;
            self.lexicon.senses.push(Sense {
                word,
                tail,
                used_as,
                event_type,
                frame,
                score: score.parse().unwrap_or(0.0),
                conditions: self.lexicon.conditions.len() - 1,
            });
            let listed = match used_as {
                Use::Verb => forms.verbs.of(first),
                Use::Noun | Use::NounInNames => forms.nouns.of(first),
                Use::Adjective | Use::Form => None,
            };
            self.found.push((first, number));
            if let Some(listed) = listed {
                self.found.extend(listed.map(|id| (id, number)));
            } else {
                self.unlisted(first, used_as, number);
            }
        }
    }

    /// Forms of a word that the word list does not hold, such as "hostage-taking".
    fn unlisted(&mut self, first: WordId, used_as: Use, number: u32) {
        let base = self.vocabulary.word(first).to_owned();
        let stem = base.strip_suffix('e').unwrap_or(&base);
        let forms = match used_as {
            Use::Verb => vec![
                format!("{base}s"),
                format!("{stem}ed"),
                format!("{stem}ing"),
            ],
            Use::Noun | Use::NounInNames => vec![format!("{base}s")],
            Use::Adjective | Use::Form => Vec::new(),
        };
        for form in forms {
            let id = self.vocabulary.intern(&form);
            self.found.push((id, number));
        }
    }

    fn frame_slot(&mut self, slot: &'static str) -> Option<(Slot, Vec<&'static str>)> {
        let (slot, roles) = slot.split_once('=')?;
        let roles = roles.split(',').filter_map(role_name).collect();
        Some((self.slot(slot), roles))
    }

    fn slot(&mut self, name: &str) -> Slot {
        match name {
            "s" => Slot::Subject,
            "o" => Slot::Object,
            "o2" => Slot::Second,
            "p" => Slot::Possessor,
            "m" => Slot::Modifier,
            "h" => Slot::Head,
            "x" => Slot::Undergoer,
            "v" => Slot::Verb,
            "n" => Slot::Next,
            "w" => Slot::Anywhere,
            "d" => Slot::Topic,
            _ => Slot::Preposition(self.vocabulary.intern(name)),
        }
    }

    fn condition(&mut self, text: &'static str) -> Option<Condition> {
        let force = match text.as_bytes().first()? {
            b'!' => Force::Required,
            b'-' => Force::Blocks,
            b'+' => Force::Supports,
            _ => return None,
        };
        let (slot, values) = text.get(1..)?.split_once('=')?;
        let slot = match slot {
            "p" => Slot::Previous,
            _ => self.slot(slot),
        };
        let alternatives: Vec<Vec<(Slot, Test)>> = values
            .split('|')
            .filter_map(|value| self.alternative(slot, value))
            .collect();
        let looks_around = alternatives.iter().flatten().any(|(slot, _)| {
            !matches!(
                slot,
                Slot::Topic | Slot::Previous | Slot::Next | Slot::Anywhere
            )
        });
        (!alternatives.is_empty()).then_some(Condition {
            force,
            alternatives: merge_words(alternatives),
            looks_around,
        })
    }

    fn alternative(&mut self, slot: Slot, value: &'static str) -> Option<Vec<(Slot, Test)>> {
        if value.ends_with('?') {
            return None;
        }
        let mut parts = value.split(',');
        let mut tests = vec![(slot, self.test(slot, parts.next()?)?)];
        for part in parts {
            let (slot, value) = part.split_once('=')?;
            let slot = match slot {
                "p" => Slot::Previous,
                _ => self.slot(slot),
            };
            tests.push((slot, self.test(slot, value)?));
        }
        Some(tests)
    }

    fn test(&mut self, slot: Slot, value: &'static str) -> Option<Test> {
        Some(match value {
            "*" => Test::Any,
            "-" | "0" => Test::Nothing,
            "NUMBER:score" => Test::Result,
            "~thing" => Test::Kind(NounKind::Artifact),
            "~other" => Test::Kind(NounKind::Other),
            "~act" => Test::Kind(NounKind::Event),
            "sport" if slot == Slot::Topic => Test::Sport,
            "market" if slot == Slot::Topic => Test::Market,
            "bombs" if slot == Slot::Topic => Test::Bombs,
            "court" if slot == Slot::Topic => Test::Court,
            "captives" if slot == Slot::Topic => Test::Captives,
            _ if slot == Slot::Topic => return None,
            _ => match (Label::from_name(value), value.strip_prefix('@')) {
                (Some(label), _) => Test::Label(label),
                (_, Some(set)) => {
                    let (_, words) = self.sets.iter().find(|(name, _)| *name == set)?;
                    Test::Words(words.clone())
                }
                _ => Test::Words(vec![self.vocabulary.intern(&value.to_lowercase())]),
            },
        })
    }

    fn finish(mut self) -> EventLexicon {
        self.found.sort_unstable();
        self.found.dedup();
        let mut starts = vec![0_u32; self.vocabulary.len() + 1];
        for (word, _) in &self.found {
            if let Some(slot) = starts.get_mut(word.index() + 1) {
                *slot += 1;
            }
        }
        let mut sum = 0;
        for slot in &mut starts {
            sum += *slot;
            *slot = sum;
        }
        self.lexicon.by_word = self.found.iter().map(|(_, sense)| *sense).collect();
        self.lexicon.starts = starts;
        self.lexicon
    }
}

/// Joins the alternatives that are single words of one slot, which makes them one comparison.
fn merge_words(alternatives: Vec<Vec<(Slot, Test)>>) -> Vec<Vec<(Slot, Test)>> {
    let mut joined: Vec<WordId> = Vec::new();
    let mut place = None;
    let mut rest = Vec::new();
    for alternative in alternatives {
        match alternative.as_slice() {
            [(slot, Test::Words(words))] => {
                place = Some(*slot);
                joined.extend(words);
            }
            _ => rest.push(alternative),
        }
    }
    if let Some(slot) = place {
        joined.sort_unstable();
        joined.dedup();
        rest.insert(0, vec![(slot, Test::Words(joined))]);
    }
    rest
}

/// The names of all roles, sorted.
static ROLES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let types = &bundled::news_schema().event_types;
    let roles = types.iter().flat_map(|known| &known.roles);
    let mut names: Vec<&str> = roles
        .map(|role: &'static Role| role.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
});

/// The schema's own copy of a role's name.
pub(super) fn role_name(name: &str) -> Option<&'static str> {
    let at = ROLES.binary_search(&name).ok()?;
    ROLES.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preannotate::Knowledge;

    #[test]
    fn every_line_names_a_type_and_a_frame_that_exist() {
        let frames: Vec<&str> = Knowledge::get()
            .events
            .frames
            .iter()
            .map(|frame| frame.name)
            .collect();
        for line in TRIGGERS.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            match fields.as_slice() {
                ["set" | "frame", _, _] => {}
                [_, _, event_type, frame, score, ..] => {
                    assert!(
                        bundled::news_schema().event_type(event_type).is_some(),
                        "{line}"
                    );
                    assert!(frames.contains(frame), "{line}");
                    assert!(score.parse::<f32>().is_ok(), "{line}");
                }
                _ => panic!("{line}"),
            }
        }
    }

    #[test]
    fn every_type_of_the_schema_has_words_and_roles_that_its_frame_may_fill() {
        let lexicon = &Knowledge::get().events;
        for known in &bundled::news_schema().event_types {
            assert!(
                lexicon
                    .senses
                    .iter()
                    .any(|sense| sense.event_type.name == known.name),
                "{}",
                known.name
            );
        }
        for sense in &lexicon.senses {
            let fits = lexicon
                .frame(sense)
                .slots
                .iter()
                .flat_map(|(_, roles)| roles)
                .any(|role| sense.event_type.role(role).is_some());
            assert!(fits, "{} {}", sense.word, sense.event_type.name);
        }
        assert!(lexicon.num_forms() > 1_500, "{}", lexicon.num_forms());
    }
}
