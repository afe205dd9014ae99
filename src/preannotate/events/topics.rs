//! What a document is about, as far as it decides between readings of a word: "scored" of a goal, "shares" of a firm.

use std::sync::LazyLock;

use crate::preannotate::Knowledge;
use crate::preannotate::analysis::Analysis;
use crate::preannotate::words::WordId;

/// What a document is about, as far as it decides between senses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Topics {
    pub(super) sport: bool,
    pub(super) market: bool,
    pub(super) court: bool,
    pub(super) captives: bool,
    pub(super) bombs: bool,
}

const SPORT_WORDS: &str = "goal goals coach league striker midfielder goalkeeper match referee penalty semi-final half-time tournament innings wicket championship equalised equaliser scored kick quarter-final cup defender season champions stoppage-time fans player players team";
const MARKET_WORDS: &str =
    "shares stocks index traders investors points nasdaq dow bonds yields ftse brokers currency";

const COURT_WORDS: &str = "court judge trial jury prosecutors prosecutor sentenced convicted defendant lawyer acquitted tribunal";
const BOMB_WORDS: &str = "bomb bombs bomber bombers bombing bombings explosives terrorist terrorists militants attackers ied grenade detonated jihadist suicide";
const CAPTIVE_WORDS: &str =
    "kidnapped kidnappers kidnapping abducted ransom hostages hostage captors abductors abduction";

/// The telling words of each topic by number.
static TOPIC_WORDS: LazyLock<[Vec<WordId>; 5]> = LazyLock::new(|| {
    let vocabulary = &Knowledge::get().vocabulary;
    [
        SPORT_WORDS,
        MARKET_WORDS,
        COURT_WORDS,
        CAPTIVE_WORDS,
        BOMB_WORDS,
    ]
    .map(|words| {
        words
            .split(' ')
            .filter_map(|word| vocabulary.get(word))
            .collect()
    })
});

impl Topics {
    /// Reads the topics off the number of telling words.
    pub(super) fn of(analysis: &Analysis<'_>) -> Self {
        let count = |words: &[WordId]| words.iter().filter(|word| analysis.occurs(**word)).count();
        let [sport, market, court, captives, bombs] = &*TOPIC_WORDS;
        let (sport, market) = (count(sport), count(market));
        let (court, captives) = (count(court), count(captives));
        let long = analysis.words.len() > 120;
        Self {
            sport: sport >= if long { 7 } else { 3 },
            market: market >= if long { 5 } else { 3 },
            court: court >= 3,
            captives: captives >= 1,
            bombs: count(bombs) >= 2,
        }
    }
}
