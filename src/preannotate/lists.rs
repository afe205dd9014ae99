//! Lists of words that rules ask for at every turn. Which of them hold a word is known by its number, so that no rule compares letters.
//!
//! Words are in their normal form; verbs are base forms where the list says so. A list that one seldom rule asks for stays with its rule.

use super::words::{Vocabulary, WordId};

/// Some of the lists, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lists(u64);

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident $words:literal)*) => {
        /// Numbers of the lists.
        #[expect(
            non_camel_case_types,
            clippy::upper_case_acronyms,
            reason = "each is the bit of the constant with its name"
        )]
        enum Bit { $($name,)* }

        impl Lists {
            $($(#[$doc])* pub const $name: Self = Self(1 << Bit::$name as u64);)*

            /// All lists with their words.
            const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $words)),*];
        }
    };
}

lists! {
    /// Parts of the sky.
    COMPASS "north south east west"
    /// Those between them.
    COMPASS_BETWEEN "northeast northwest southeast southwest north-east north-west south-east south-west"
    /// What lies in a part of the sky.
    COMPASS_ADJECTIVE "northern southern eastern western"
    /// The same between them.
    COMPASS_ADJECTIVE_BETWEEN "northeastern northwestern southeastern southwestern north-eastern north-western south-eastern south-western"
    /// The middle of a place.
    CENTRAL "central"
    /// What else says which part of a place, or that it is one.
    PART_OF_PLACE "downtown rural nearby neighbouring neighboring mainland greater"

    /// Small words inside people's and places' names.
    NAME_PARTICLE "de del della des du di da das dos van von der den ter bin ibn bint al el ul ud ur ould abu zu af av la le los las abd ben y"
    /// Bodies whose name may go on with "for" and what they work for.
    WITH_PURPOSE "committee council center centre institute foundation movement society fund association campaign coalition alliance ministry department office organization organisation school commission agency union party front network programme program trust academy bureau board court observatory initiative forum tribunal laboratory hospital directorate commissioner mothers doctors lawyers students women"
    /// What one does with firms and other bodies, before their name.
    FOUNDING "founded joined bought acquired owns owned joining founding lead leads heads chairs"
    /// Words that name people, before their name.
    NAMING "wife husband married named called"
    /// What is done in newspapers and journals, before "in" and their name.
    PUBLISHING "published appeared wrote writing reported article editorial"
    /// What is done with languages, before their name.
    SPEAKING "in into speak speaks spoke speaking spoken learn learned learning learnt study studied studying teach teaches taught teaching fluent broken understand understands understood translated native"
    /// Owners of a language.
    OWNER "my your his her our their"
    /// Works, before their title.
    WORK "film movie album song single novel book memoir documentary sitcom musical opera painting poem track videogame thriller drama comedy play blockbuster"
    /// What only people do, or stands for them.
    HUMAN_DEED "died resigned testified tweeted married joked smiled laughed wrote recalled graduated shrugged wept himself herself"

    /// Words that a time expression begins with, beside numbers and listed ones.
    TIME_OPENER "a an last next this past several few first second half quarter early late many previous following coming same fiscal fy ad twentieth nineteenth eighteenth seventeenth sixteenth twenty-first twenties thirties forties fifties sixties seventies eighties nineties"
    /// Words and letters that an amount begins with, beside numbers and signs.
    AMOUNT_OPENER "a half us hk c a$ us$ c$ r$ hk$ nz$ s$"
    /// Words of courts and police that make a crime of a deed.
    JUSTICE "charged charges charge charging accused accusing convicted conviction convictions guilty jailed imprisoned sentenced trial indicted indictment suspicion suspected fined acquitted pardoned extradited arrested cleared pleaded prosecuted allegations alleged tried wanted denies denied serving prosecutors court judge jury condemned detained sentencing sentence"
    /// Forms of verbs that one does towards home.
    GOING "go goes going went gone come comes coming came return returned returning fly flew get got head headed drive drove walk walked sent bring brought take took stay stayed leave left"
    /// What was done to people, as an adjective that may stand for them.
    HARMED "dead wounded injured missing hurt"

    /// Verbs, base forms: their object does what the infinitive says ("ordered troops to leave").
    OBJECT_CONTROL "order ask urge tell force allow persuade call expect want help beg press invite command instruct warn require request compel appeal enable encourage convince direct authorise authorize pressure implore oblige leave send get advise lobby challenge push cause permit train"
    /// Verbs, base forms: their subject suffers what the noun says.
    UNDERGOING "hand serve suffer face undergo receive go stand remain sustain be await get enter avoid escape plead file catch deny survive seek stay become look feel leave find declare drive put take hold keep hit grant give have lie"
    /// Verbs, base forms: they only say that their subject happens.
    HAPPENING "break take open begin start happen occur be go come run erupt hold set schedule expect continue resume last hit strike shake rock kill injure wound destroy damage sweep rip tear flare rage follow end make cut cover bury launch stage"
    /// Verbs, base forms: their subject does what the noun says.
    CARRYING "launch carry stage mount hold conduct make begin start open lodge issue sign reach wage lead impose commit return bring hand offer give deliver file pledge provide promise resume end place slap submit win send grant call plan fire throw agree accept weigh consider take attend host join finish conclude exchange pay score secure lose stop set announce sponsor organise organize break tell have"
    /// Verbs, base forms, of both lists: who suffers has a hand in it.
    TAKING "have file seek take hold give grant go"
    /// Verbs and adjectives, base forms: what follows is wished, asked for, feared, alleged or planned.
    UNREAL "demand ask urge request threaten plan want seek promise vow expect fear hope agree accuse warn order propose offer beg call appeal intend try aim pledge consider suspect allege encourage persuade decide press weigh prepare need wish allow permit advise invite suggest recommend support oppose favour discuss likely ready set believe rule"
    /// Verbs, base forms: what follows did not happen.
    UNDONE "refuse fail avoid decline deny prevent block avert escape cancel halt stop foil thwart reject neglect abandon forbid ban prohibit survive"
    /// Verbs, base forms: they say of their noun's event what they say of themselves ("will hold talks", "did not reach an agreement").
    LIGHT "launch carry stage mount hold conduct make begin start go impose reach sign take give have face file issue be open accept grant call host seek hit bring convene set expect find plead declare strike"
    /// Verbs, base forms: their object is only wished, offered or feared.
    WISHED "demand urge request threaten plan want seek promise propose offer fear consider weigh pledge discuss press order need await"
    /// Before an infinitive: it has not happened yet, and may not.
    ABLE "likely ready able willing poised unlikely"
    /// Before an infinitive: it will happen.
    DUE "due set scheduled"
    /// Before a noun: its event will happen.
    COMING "next upcoming coming"
    /// Before a noun: its event is only planned, feared or alleged.
    SUPPOSED "planned possible alleged proposed suspected potential threatened likely would-be attempted"
    /// Nouns for people, base forms and participles: they say what somebody did or suffered ("the kidnappers", "the injured").
    NAMED_BY_DEED "suspect detainee arrestee kidnapper abductor captor hostage-taker hostage captive abductee kidnapped attacker assailant gunman bomber shooter raider robber killer murderer dead victim fatality injured wounded casualty protester protestor demonstrator marcher striker picket crowd defendant accused winner buyer purchaser seller plaintiff passenger traveller evacuee"
    /// Nouns before "of" that only count or order what follows: "a series of attacks", "the second round of talks".
    MEASURE "series wave string spate number round campaign sequence spree flurry rash barrage kind type form act course pair couple dozen dozens hundreds scores thousands lot handful majority minute minutes hour hours day days week weeks month months year years decade decades"
}

impl Lists {
    /// A direction that is a place: "the south-east".
    pub const DIRECTION: Self = Self::COMPASS.with(Self::COMPASS_BETWEEN);

    /// What names a large part of a place and stands before its name: "North Melbourne", "central Kyiv".
    pub const COMPASS_OR_CENTRE: Self = Self::COMPASS
        .with(Self::COMPASS_ADJECTIVE)
        .with(Self::CENTRAL);

    /// What shows that a place's name follows.
    pub const BEFORE_PLACE: Self = Self::COMPASS_OR_CENTRE
        .with(Self::COMPASS_ADJECTIVE_BETWEEN)
        .with(Self::PART_OF_PLACE);

    /// Whether it shares a list with `other`.
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The lists of both.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The lists of each word.
#[derive(Clone, Debug, Default)]
pub struct ListTable {
    /// By word, as far as words are in lists.
    of_word: Vec<Lists>,
}

impl ListTable {
    /// Reads all lists; their words join `vocabulary`. The table is the shorter the earlier that is done.
    pub fn load(vocabulary: &mut Vocabulary) -> Self {
        let mut table = Self::default();
        for (list, words) in Lists::ALL {
            for word in words.split(' ') {
                let id = vocabulary.intern(word);
                if table.of_word.len() <= id.index() {
                    table.of_word.resize(id.index() + 1, Lists::default());
                }
                let lists = &mut table.of_word[id.index()];
                *lists = lists.with(*list);
            }
        }
        table
    }

    /// The lists that hold a word.
    pub fn of(&self, word: WordId) -> Lists {
        self.of_word.get(word.index()).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preannotate::words::normalize;

    #[test]
    fn each_word_is_in_its_lists_and_no_other() {
        let mut vocabulary = Vocabulary::with_known(2_000);
        let table = ListTable::load(&mut vocabulary);
        for (list, words) in Lists::ALL {
            let mut seen = std::collections::BTreeSet::new();
            for word in words.split(' ') {
                assert_eq!(normalize(word), word);
                assert!(seen.insert(word), "{word} twice");
            }
            for id in 0..vocabulary.len() as u32 {
                let word = vocabulary.word(WordId(id));
                assert_eq!(
                    table.of(WordId(id)).any(*list),
                    seen.contains(word),
                    "{word}"
                );
            }
        }
        assert_eq!(table.of(WordId(u32::MAX)), Lists::default());
    }
}
