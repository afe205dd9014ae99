//! What the program knows by heart: vocabulary, parts of speech, gazetteers. Read once from the lists inside the binary, then shared.

use std::sync::LazyLock;

use super::events::EventLexicon;
use super::gazetteer::Gazetteer;
use super::kinds::KindTable;
use super::lexicon::Lexicon;
use super::lists::ListTable;
use super::words::Vocabulary;

/// All lists, by word number.
pub struct Knowledge {
    /// Every word of every list.
    pub vocabulary: Vocabulary,
    /// Lists of words that rules ask for.
    pub lists: ListTable,
    /// Kinds of things by their nouns.
    pub kinds: KindTable,
    /// Parts of speech.
    pub lexicon: Lexicon,
    /// Names, titles, nominals, words of dates and amounts.
    pub gazetteer: Gazetteer,
    /// Words that tell of events.
    pub events: EventLexicon,
}

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::load);

impl Knowledge {
    /// The one copy of the program, read when first asked for.
    pub fn get() -> &'static Self {
        &KNOWLEDGE
    }

    fn load() -> Self {
        let mut vocabulary = Vocabulary::with_known(130_000);
        let lists = ListTable::load(&mut vocabulary);
        let kinds = KindTable::load(&mut vocabulary);
        let lexicon = Lexicon::load(&mut vocabulary);
        let gazetteer = Gazetteer::load(&mut vocabulary);
        let events = EventLexicon::load(&mut vocabulary, &lexicon);
        Self {
            vocabulary,
            lists,
            kinds,
            lexicon,
            gazetteer,
            events,
        }
    }
}
