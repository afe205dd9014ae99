//! What English words can be: parts of speech, base forms and kinds of nouns, for every form of some 36,000 everyday words.
//!
//! `assets/lexicon/words.tsv` holds base forms; this file derives their regular forms, and lists irregular ones and the closed classes.

use super::table::{self, Fields};
use super::words::{Vocabulary, WordId};

/// Parts of speech that a form can have, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(pub u32);

impl Parts {
    /// Singular or mass noun.
    pub const NOUN: Self = Self(1);
    /// Plural noun.
    pub const PLURAL: Self = Self(1 << 1);
    /// Base form of a verb.
    pub const VERB: Self = Self(1 << 2);
    /// Third person present.
    pub const PRESENT: Self = Self(1 << 3);
    /// Past tense.
    pub const PAST: Self = Self(1 << 4);
    /// Past participle.
    pub const PARTICIPLE: Self = Self(1 << 5);
    /// Form in -ing.
    pub const ING: Self = Self(1 << 6);
    /// Adjective.
    pub const ADJECTIVE: Self = Self(1 << 7);
    /// Adverb.
    pub const ADVERB: Self = Self(1 << 8);
    /// Article, demonstrative, quantifier.
    pub const DETERMINER: Self = Self(1 << 9);
    /// Possessive determiner: "his".
    pub const POSSESSIVE: Self = Self(1 << 10);
    /// Personal and other pronouns that stand alone.
    pub const PRONOUN: Self = Self(1 << 11);
    /// Preposition.
    pub const PREPOSITION: Self = Self(1 << 12);
    /// "and", "or", "but", "nor".
    pub const CONJUNCTION: Self = Self(1 << 13);
    /// "that", "because", "if": opens a clause.
    pub const SUBORDINATOR: Self = Self(1 << 14);
    /// "who", "which", "whose".
    pub const RELATIVE: Self = Self(1 << 15);
    /// "will", "could".
    pub const MODAL: Self = Self(1 << 16);
    /// Forms of "be".
    pub const BE: Self = Self(1 << 17);
    /// Forms of "have".
    pub const HAVE: Self = Self(1 << 18);
    /// Forms of "do".
    pub const DO: Self = Self(1 << 19);
    /// "three", "dozen", "million".
    pub const NUMBER: Self = Self(1 << 20);
    /// "up", "out": may belong to a verb.
    pub const PARTICLE: Self = Self(1 << 21);
    /// "not", "n't", "never".
    pub const NEGATION: Self = Self(1 << 22);
    /// Everyday English word: a capital letter at the start of a sentence says nothing about it.
    pub const COMMON: Self = Self(1 << 23);
    /// The noun is the most used reading.
    pub const MOSTLY_NOUN: Self = Self(1 << 24);
    /// The verb is the most used reading.
    pub const MOSTLY_VERB: Self = Self(1 << 25);
    /// The adjective is the most used reading.
    pub const MOSTLY_ADJECTIVE: Self = Self(1 << 26);

    /// Whether it shares a bit with `other`.
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Any form of a full verb.
    pub const ANY_VERB: Self = Self(0b111_1100);
    /// Any noun.
    pub const ANY_NOUN: Self = Self(0b11);
    /// Words of closed classes, which keep their class everywhere.
    pub const CLOSED: Self = Self(
        Self::DETERMINER.0
            | Self::POSSESSIVE.0
            | Self::PRONOUN.0
            | Self::PREPOSITION.0
            | Self::CONJUNCTION.0
            | Self::SUBORDINATOR.0
            | Self::RELATIVE.0
            | Self::MODAL.0
            | Self::BE.0
            | Self::HAVE.0
            | Self::DO.0
            | Self::NEGATION.0,
    );
}

/// What the most used sense of a noun names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NounKind {
    /// Not a noun, or something abstract.
    #[default]
    Other,
    /// A person.
    Person,
    /// A group of people.
    Group,
    /// A place.
    Place,
    /// A thing made by people.
    Artifact,
    /// A time.
    Time,
    /// An act or event.
    Event,
}

/// What is known about one form.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it can be.
    pub parts: Parts,
    /// Base form of its noun readings.
    pub noun: WordId,
    /// Base form of its verb readings.
    pub verb: WordId,
    /// What its noun names most often.
    pub kind: NounKind,
    /// Tenths of its noun readings that name a person.
    pub person_tenths: u8,
}

/// Parts of speech by word.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: Vec<Option<Entry>>,
}

const WORDS: &str = include_str!("../../assets/lexicon/words.tsv");

/// Closed classes: class, then its words.
const CLOSED: &[(Parts, &str)] = &[
    (
        Parts::DETERMINER,
        "the a an this that these those each every either neither some any no all both another such what which many much several few most more less enough half other",
    ),
    (Parts::POSSESSIVE, "my your his her its our their whose"),
    (
        Parts::PRONOUN,
        "i you he she it we they me him her us them myself yourself himself herself itself ourselves themselves one someone somebody everyone everybody anyone anybody nobody something everything nothing anything none there mine yours hers ours theirs others this that these those",
    ),
    (
        Parts::PREPOSITION,
        "of in on at by for with from to into onto upon over under above below between among amid against during before after since until till through throughout across along around about near behind beyond inside outside within without toward towards off out up down despite except like unlike per via than as alongside amongst besides beneath beside concerning regarding versus past",
    ),
    (Parts::CONJUNCTION, "and or but nor & plus yet"),
    (
        Parts::SUBORDINATOR,
        "that because although though while whereas if unless whether until since when whenever where wherever once after before as so how why than lest",
    ),
    (
        Parts::RELATIVE,
        "who whom which whose that what whoever whatever",
    ),
    (
        Parts::MODAL,
        "will would can could may might shall should must ought 'll 'd wo ca cannot",
    ),
    (
        Parts::BE,
        "be am is are was were been being 's 're 'm isn't aren't wasn't weren't",
    ),
    (Parts::HAVE, "have has had having 've hasn't haven't hadn't"),
    (Parts::DO, "do does did doing done doesn't don't didn't"),
    (
        Parts::MODAL,
        "won't wouldn't can't couldn't mightn't shouldn't mustn't",
    ),
    (
        Parts::NEGATION,
        "not n't never neither nor no without isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't can't couldn't shouldn't mustn't cannot",
    ),
    (
        Parts::NUMBER,
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen dozens hundreds thousands millions billions scores twenty-one twenty-two twenty-three twenty-four twenty-five thirty-five forty-five fifty-five",
    ),
    (
        Parts::PARTICLE,
        "up down out off over away back in on apart around through together along aside forward",
    ),
    (
        Parts::ADVERB,
        "not never also too very just only still already yet again now then here there soon later early late ago often always sometimes once twice even almost nearly about however meanwhile instead nevertheless moreover therefore thus perhaps maybe indeed rather quite well far further abroad home today tomorrow yesterday tonight together away back ahead apart",
    ),
];

/// Base, past and participle of irregular verbs; alternatives with a slash.
const IRREGULAR_VERBS: &str = "arise arose arisen|awake awoke awoken|bear bore born/borne|beat beat beaten|become became become|begin began begun|bend bent bent|bet bet bet|bid bid/bade bid/bidden|bind bound bound|bite bit bitten|bleed bled bled|blow blew blown|break broke broken|breed bred bred|bring brought brought|broadcast broadcast broadcast|build built built|burn burned/burnt burned/burnt|burst burst burst|buy bought bought|cast cast cast|catch caught caught|choose chose chosen|cling clung clung|come came come|cost cost cost|creep crept crept|cut cut cut|deal dealt dealt|dig dug dug|draw drew drawn|dream dreamed/dreamt dreamed/dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt|fight fought fought|find found found|flee fled fled|fling flung flung|fly flew flown|forbid forbade/forbad forbidden|forecast forecast forecast|foresee foresaw foreseen|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|get got got/gotten|give gave given|go went gone|grind ground ground|grow grew grown|hang hung/hanged hung/hanged|hear heard heard|hide hid hidden|hit hit hit|hold held held|hurt hurt hurt|keep kept kept|kneel knelt knelt|know knew known|lay laid laid|lead led led|lean leaned/leant leaned/leant|leap leapt/leaped leapt/leaped|learn learned/learnt learned/learnt|leave left left|lend lent lent|let let let|lie lay lain|light lit/lighted lit/lighted|lose lost lost|make made made|mean meant meant|meet met met|mislead misled misled|mistake mistook mistaken|overcome overcame overcome|override overrode overridden|oversee oversaw overseen|overtake overtook overtaken|overthrow overthrew overthrown|overrun overran overrun|outbid outbid outbid|pay paid paid|plead pleaded/pled pleaded/pled|prove proved proved/proven|put put put|quit quit quit|read read read|rebuild rebuilt rebuilt|retake retook retaken|rid rid rid|ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold|send sent sent|set set set|shake shook shaken|shed shed shed|shine shone shone|shoot shot shot|show showed shown|shrink shrank shrunk|shut shut shut|sing sang sung|sink sank/sunk sunk|sit sat sat|slay slew slain|sleep slept slept|slide slid slid|smell smelled/smelt smelled/smelt|speak spoke spoken|speed sped/speeded sped/speeded|spend spent spent|spill spilled/spilt spilled/spilt|spin spun spun|split split split|spoil spoiled/spoilt spoiled/spoilt|spread spread spread|spring sprang sprung|stand stood stood|steal stole stolen|stick stuck stuck|sting stung stung|strike struck struck/stricken|strive strove striven|swear swore sworn|sweep swept swept|swell swelled swollen|swim swam swum|swing swung swung|take took taken|teach taught taught|tear tore torn|tell told told|think thought thought|throw threw thrown|thrust thrust thrust|undergo underwent undergone|understand understood understood|undertake undertook undertaken|undo undid undone|uphold upheld upheld|upset upset upset|wake woke woken|wear wore worn|weave wove woven|weep wept wept|win won won|wind wound wound|withdraw withdrew withdrawn|withhold withheld withheld|withstand withstood withstood|wreak wreaked/wrought wreaked/wrought|write wrote written|rewrite rewrote rewritten|have had had|do did done|be was/were been|bomb bombed bombed|ambush ambushed ambushed";

/// Singular and plural of irregular nouns.
const IRREGULAR_NOUNS: &str = "man men|woman women|child children|person people|foot feet|tooth teeth|goose geese|mouse mice|ox oxen|wife wives|life lives|knife knives|thief thieves|leaf leaves|half halves|wolf wolves|shelf shelves|loaf loaves|crisis crises|basis bases|analysis analyses|hypothesis hypotheses|phenomenon phenomena|criterion criteria|medium media|datum data|fisherman fishermen|gunman gunmen|policeman policemen|policewoman policewomen|spokesman spokesmen|spokeswoman spokeswomen|lawman lawmen|militiaman militiamen|serviceman servicemen|servicewoman servicewomen|businessman businessmen|businesswoman businesswomen|congressman congressmen|congresswoman congresswomen|fireman firemen|workman workmen|countryman countrymen|clergyman clergymen|cameraman cameramen|salesman salesmen|statesman statesmen|infantryman infantrymen|tribesman tribesmen|tribeswoman tribeswomen|rifleman riflemen|airman airmen|seaman seamen|alderman aldermen|chairman chairmen|chairwoman chairwomen|middleman middlemen|hitman hitmen|craftsman craftsmen|herdsman herdsmen|nobleman noblemen|frenchman frenchmen|englishman englishmen|irishman irishmen|dutchman dutchmen|grandchild grandchildren|schoolchild schoolchildren|stepchild stepchildren|housewife housewives|midwife midwives|aircraft aircraft|spacecraft spacecraft|series series|species species|sheep sheep|fish fish|police police|personnel personnel|staff staff|headquarters headquarters|barracks barracks|means means|troops troops|bus buses|gas gases|passerby passersby|passer-by passers-by|bystander bystanders|attorney-general attorneys-general|brother-in-law brothers-in-law|son-in-law sons-in-law|hero heroes|potato potatoes|volcano volcanoes|embargo embargoes|tornado tornadoes|torpedo torpedoes|mosquito mosquitoes|veto vetoes|cargo cargoes";

impl Lexicon {
    /// Reads the word list and derives all forms; their words join `vocabulary`.
    pub fn load(vocabulary: &mut Vocabulary) -> Self {
        let mut lexicon = Self::default();
        lexicon.load_open_classes(vocabulary);
        lexicon.load_irregular(vocabulary);
        for (parts, words) in CLOSED {
            for word in words.split(' ') {
                let id = vocabulary.intern(word);
                lexicon.add(id, parts.with(Parts::COMMON), id, NounKind::Other, 0);
            }
        }
        lexicon
    }

    /// What is known about a word.
    pub fn get(&self, id: WordId) -> Option<&Entry> {
        self.entries.get(id.index())?.as_ref()
    }

    /// What a word can be; nothing when it is not known.
    pub fn parts(&self, id: WordId) -> Parts {
        self.get(id).map_or(Parts::default(), |entry| entry.parts)
    }

    fn load_open_classes(&mut self, vocabulary: &mut Vocabulary) {
        let mut form = String::new();
        for row in table::rows(WORDS) {
            let mut fields = Fields::of(row);
            let (word, parts) = (fields.next(), fields.next());
            if parts.is_empty() {
                continue;
            }
            let kind = kind_from(fields.next());
            let tenths = fields.next().parse().unwrap_or(0);
            let base = vocabulary.intern(word);
            let mostly = match parts.as_bytes().first() {
                Some(b'n') => Parts::MOSTLY_NOUN,
                Some(b'v') => Parts::MOSTLY_VERB,
                Some(b'j') => Parts::MOSTLY_ADJECTIVE,
                _ => Parts::default(),
            };
            let known = mostly.with(Parts::COMMON);
            self.add(base, known, base, kind, tenths);
            for part in parts.bytes() {
                match part {
                    b'n' => {
                        self.add(base, Parts::NOUN, base, kind, tenths);
                        plural_into(word, &mut form);
                        let plural = vocabulary.intern(&form);
                        self.add(plural, Parts::PLURAL.with(known), base, kind, tenths);
                    }
                    b'v' => self.add_verb_forms(vocabulary, word, base, known, &mut form),
                    b'j' => self.add(base, Parts::ADJECTIVE, base, kind, tenths),
                    b'r' => self.add(base, Parts::ADVERB, base, kind, tenths),
                    _ => {}
                }
            }
        }
    }

    fn add_verb_forms(
        &mut self,
        vocabulary: &mut Vocabulary,
        word: &str,
        base: WordId,
        known: Parts,
        form: &mut String,
    ) {
        self.add(base, Parts::VERB, base, NounKind::Other, 0);
        plural_into(word, form);
        let id = vocabulary.intern(form);
        self.add(id, Parts::PRESENT.with(known), base, NounKind::Other, 0);
        for doubled in [false, true] {
            if doubled != (doubles_last(word) == Some(true)) && doubles_last(word).is_some() {
                continue;
            }
            stem_into(word, "ed", doubled, form);
            let id = vocabulary.intern(form);
            let past = Parts::PAST.with(Parts::PARTICIPLE).with(known);
            self.add(id, past, base, NounKind::Other, 0);
            stem_into(word, "ing", doubled, form);
            let id = vocabulary.intern(form);
            self.add(id, Parts::ING.with(known), base, NounKind::Other, 0);
        }
    }

    fn load_irregular(&mut self, vocabulary: &mut Vocabulary) {
        for line in IRREGULAR_VERBS.split('|') {
            let mut forms = line.split(' ');
            let base = vocabulary.intern(forms.next().unwrap_or_default());
            for part in [Parts::PAST, Parts::PARTICIPLE] {
                for form in forms.next().unwrap_or_default().split('/') {
                    let id = vocabulary.intern(form);
                    self.add(id, part.with(Parts::COMMON), base, NounKind::Other, 0);
                    // "lent", "drove", "drew": the verb's past is what news means, whatever noun is spelled alike.
                    if id != base
                        && let Some(Some(entry)) = self.entries.get_mut(id.index())
                    {
                        entry.parts = Parts(entry.parts.0 & !MOSTLY.0).with(Parts::MOSTLY_VERB);
                    }
                }
            }
        }
        for line in IRREGULAR_NOUNS.split('|') {
            let Some((singular, plural)) = line.split_once(' ') else {
                continue;
            };
            let base = vocabulary.intern(singular);
            let (kind, tenths) = self.get(base).map_or((NounKind::Other, 0), |entry| {
                (entry.kind, entry.person_tenths)
            });
            let id = vocabulary.intern(plural);
            let parts = Parts::PLURAL.with(Parts::COMMON).with(Parts::MOSTLY_NOUN);
            self.add(id, parts, base, kind, tenths);
            if let Some(Some(entry)) = self.entries.get_mut(id.index()) {
                (entry.noun, entry.kind, entry.person_tenths) = (base, kind, tenths);
            }
        }
    }

    fn add(&mut self, id: WordId, parts: Parts, base: WordId, kind: NounKind, tenths: u8) {
        if self.entries.len() <= id.index() {
            self.entries.resize(id.index() + 1, None);
        }
        let entry = self.entries[id.index()].get_or_insert(Entry {
            parts: Parts::default(),
            noun: id,
            verb: id,
            kind: NounKind::Other,
            person_tenths: 0,
        });
        let had_mostly = entry.parts.any(MOSTLY);
        let added = if had_mostly && !parts.any(Parts::CLOSED) {
            Parts(parts.0 & !MOSTLY.0)
        } else {
            parts
        };
        entry.parts = entry.parts.with(added);
        if parts.any(Parts::ANY_NOUN) && (entry.noun == id || base != id) {
            entry.noun = base;
            entry.kind = kind;
            entry.person_tenths = tenths;
        }
        // A form that is itself a base ("found", "left") keeps its irregular reading as the verb's base: that one is commoner in news.
        if parts.any(Parts::ANY_VERB) && (entry.verb == id || base != id) {
            entry.verb = base;
        }
    }
}

const MOSTLY: Parts =
    Parts(Parts::MOSTLY_NOUN.0 | Parts::MOSTLY_VERB.0 | Parts::MOSTLY_ADJECTIVE.0);

fn kind_from(letter: &str) -> NounKind {
    match letter {
        "p" => NounKind::Person,
        "g" => NounKind::Group,
        "l" => NounKind::Place,
        "a" => NounKind::Artifact,
        "t" => NounKind::Time,
        "e" => NounKind::Event,
        _ => NounKind::Other,
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Writes the plural of a noun, which is spelled like the third person of a verb.
fn plural_into(word: &str, form: &mut String) {
    form.clear();
    form.push_str(word);
    let bytes = word.as_bytes();
    let before_last = bytes.len().checked_sub(2).map_or(b'a', |at| bytes[at]);
    if word.ends_with('y') && !is_vowel(before_last) {
        form.pop();
        form.push_str("ies");
    } else if ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        form.push_str("es");
    } else {
        form.push('s');
    }
}

/// Whether the last letter doubles before -ed and -ing: sure for one syllable, unknown (`None`) for words of more that end alike.
fn doubles_last(word: &str) -> Option<bool> {
    let bytes = word.as_bytes();
    let [.., before, vowel, last] = bytes else {
        return Some(false);
    };
    let alike = !is_vowel(*last)
        && !matches!(last, b'w' | b'x' | b'y' | b'h')
        && is_vowel(*vowel)
        && (!is_vowel(*before) || bytes.windows(2).any(|two| two == b"qu"));
    if !alike {
        return Some(false);
    }
    let vowels = bytes.iter().filter(|letter| is_vowel(**letter)).count();
    if vowels == 1 { Some(true) } else { None }
}

/// Writes `word` with `ending` (-ed or -ing) as English spells it.
fn stem_into(word: &str, ending: &str, doubled: bool, form: &mut String) {
    form.clear();
    form.push_str(word);
    let bytes = word.as_bytes();
    let before_last = bytes.len().checked_sub(2).map_or(b'a', |at| bytes[at]);
    if word.ends_with("ie") && ending == "ing" {
        form.truncate(word.len() - 2);
        form.push('y');
    } else if word.ends_with('e')
        && !(ending == "ing" && ["ee", "ye"].iter().any(|kept| word.ends_with(kept)))
    {
        form.pop();
    } else if word.ends_with('y') && !is_vowel(before_last) && ending == "ed" {
        form.pop();
        form.push('i');
    } else if word.ends_with('c') {
        form.push('k');
    } else if doubled && let Some(last) = word.chars().last() {
        form.push(last);
    }
    form.push_str(ending);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> (Vocabulary, Lexicon) {
        let mut vocabulary = Vocabulary::with_capacity(200_000);
        let lexicon = Lexicon::load(&mut vocabulary);
        (vocabulary, lexicon)
    }

    #[test]
    fn forms_know_their_base() {
        let (vocabulary, lexicon) = lexicon();
        for (form, part, base) in [
            ("attacked", Parts::PAST, "attack"),
            ("bombing", Parts::ING, "bomb"),
            ("shelling", Parts::ING, "shell"),
            ("stopped", Parts::PAST, "stop"),
            ("dying", Parts::ING, "die"),
            ("fled", Parts::PARTICIPLE, "flee"),
            ("shot", Parts::PAST, "shoot"),
            ("carries", Parts::PRESENT, "carry"),
            ("denied", Parts::PARTICIPLE, "deny"),
            ("resigned", Parts::PAST, "resign"),
        ] {
            let id = vocabulary.get(form).expect(form);
            let entry = lexicon.get(id).expect(form);
            assert!(entry.parts.any(part), "{form}");
            assert_eq!(vocabulary.word(entry.verb), base, "{form}");
        }
        for (form, base, kind) in [
            ("women", "woman", NounKind::Person),
            ("rebels", "rebel", NounKind::Person),
            ("cities", "city", NounKind::Place),
            ("armies", "army", NounKind::Group),
            ("gunmen", "gunman", NounKind::Person),
        ] {
            let id = vocabulary.get(form).expect(form);
            let entry = lexicon.get(id).expect(form);
            assert!(entry.parts.any(Parts::PLURAL), "{form}");
            assert_eq!(vocabulary.word(entry.noun), base, "{form}");
            assert_eq!(entry.kind, kind, "{form}");
        }
    }

    #[test]
    fn closed_classes_are_known() {
        let (vocabulary, lexicon) = lexicon();
        for (word, part) in [
            ("the", Parts::DETERMINER),
            ("who", Parts::RELATIVE),
            ("could", Parts::MODAL),
            ("were", Parts::BE),
        ] {
            let id = vocabulary.get(word).expect(word);
            assert!(lexicon.parts(id).any(part), "{word}");
        }
    }
}
