//! The vocabulary: every known word has a small number, so that rules compare numbers instead of characters.
//!
//! Words are compared in a normal form: lower case, no accents, straight apostrophes. "Zoë’s", "ZOË'S" and "zoe's" are one word.

use std::hash::{BuildHasherDefault, Hasher};

/// Number of a word. Those below [`Vocabulary::len`] are known to the program, the ones above belong to one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordId(pub u32);

impl WordId {
    /// The number as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A fast hasher for the short keys of this folder. Not for input that an adversary chooses and that must not collide.
#[derive(Clone, Copy, Default)]
pub struct WordHasher(u64);

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut eight = [0; 8];
            eight.copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(eight));
        }
        let rest = chunks.remainder();
        let mut eight = [0; 8];
        eight[..rest.len()].copy_from_slice(rest);
        self.write_u64(u64::from_le_bytes(eight) ^ ((bytes.len() as u64) << 56));
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(MULTIPLIER);
        self.0 ^= self.0 >> 32;
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }
}

/// A hash map with [`WordHasher`]. Never iterate over one where the order could show.
pub type WordMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// Words and their numbers.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// All words, one after the other.
    letters: String,
    /// `ends[i]`: where word `i` ends in `letters`.
    ends: Vec<u32>,
    /// Open addressing by hash: upper half of the hash, then number plus one; 0 where free. A power of two long.
    slots: Vec<u64>,
}

impl Vocabulary {
    /// An empty one with room for `words` words.
    pub fn with_capacity(words: usize) -> Self {
        Self {
            letters: String::with_capacity(words * 8),
            ends: Vec::with_capacity(words),
            slots: vec![0; (words * 2).next_power_of_two().max(16)],
        }
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it knows no word.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The word of that number in its normal form; empty when there is none.
    pub fn word(&self, id: WordId) -> &str {
        let index = id.index();
        let start = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .map_or(0, |end| *end as usize);
        let end = self.ends.get(index).map_or(start, |end| *end as usize);
        self.letters.get(start..end).unwrap_or_default()
    }

    /// The number of a word given in its normal form.
    pub fn get(&self, normal: &str) -> Option<WordId> {
        if self.slots.is_empty() {
            return None;
        }
        self.find(normal, hash_of(normal)).ok()
    }

    /// The number of a word given in its normal form, added when it is new.
    pub fn intern(&mut self, normal: &str) -> WordId {
        if (self.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let hash = hash_of(normal);
        match self.find(normal, hash) {
            Ok(known) => known,
            Err(free) => {
                self.letters.push_str(normal);
                self.ends.push(self.letters.len() as u32);
                let id = WordId(self.ends.len() as u32 - 1);
                self.slots[free] = entry(hash, id);
                id
            }
        }
    }

    /// The number of a word, or the free slot where it belongs. There must be slots.
    fn find(&self, normal: &str, hash: u64) -> Result<WordId, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let found = self.slots[slot];
            if found == 0 {
                return Err(slot);
            }
            if found >> 32 == hash >> 32 {
                let id = WordId(found as u32 - 1);
                if self.word(id) == normal {
                    return Ok(id);
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let mut slots = vec![0; (self.slots.len() * 2).max(16)];
        let mask = slots.len() - 1;
        for index in 0..self.len() as u32 {
            let hash = hash_of(self.word(WordId(index)));
            let mut slot = hash as usize & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = entry(hash, WordId(index));
        }
        self.slots = slots;
    }
}

macro_rules! known_words {
    ($($name:ident $word:literal)*) => {
        /// Words that rules name. They are the first of every vocabulary, so that their numbers are constants.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub enum Known {
            $(#[doc = $word] $name,)*
        }

        impl Known {
            /// All of them, in the order of their numbers.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// Its number.
            pub const fn id(self) -> WordId {
                WordId(self as u32)
            }
        }
    };
}

known_words! {
    The "the" A "a" An "an" This "this" That "that" These "these" Those "those" No "no" Not "not" All "all" Both "both"
    Of "of" In "in" On "on" At "at" By "by" For "for" With "with" From "from" To "to" Into "into" Near "near" Over "over" Under "under"
    Against "against" Between "between" Among "among" After "after" Before "before" During "during" Since "since" Until "until"
    Outside "outside" Inside "inside" Around "around" About "about" Across "across" Via "via" Per "per" As "as" Than "than"
    And "and" Or "or" But "but" Nor "nor" Ampersand "&" Who "who" Whom "whom" Which "which" Whose "whose"
    He "he" She "she" It "it" They "they" Him "him" Her "her" Them "them" His "his" Its "its" Their "their" I "i" We "we" Us "us" You "you"
    Is "is" Was "was" Were "were" Are "are" Be "be" Been "been" Has "has" Have "have" Had "had"
    Said "said" Says "says" Say "say" Told "told" Tells "tells" Added "added"
    Such "such" Comma "," Stop "." Colon ":" Semicolon ";" OpenBracket "(" CloseBracket ")" Dash "—" Hyphen "-" Possessive "'s" Apostrophe "'" Percent "%"
}

impl Vocabulary {
    /// A vocabulary that begins with [`Known`] words, with room for `words` words.
    pub fn with_known(words: usize) -> Self {
        let mut vocabulary = Self::with_capacity(words);
        for word in Known::WORDS {
            vocabulary.intern(word);
        }
        vocabulary
    }
}

/// What a slot holds for a word.
fn entry(hash: u64, id: WordId) -> u64 {
    (hash >> 32) << 32 | u64::from(id.0 + 1)
}

fn hash_of(word: &str) -> u64 {
    let mut hasher = WordHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

/// Writes the normal form of `word` over `form`: lower case, Latin accents off, apostrophes straight, soft hyphens and marks left out.
pub fn normalize_into(word: &str, form: &mut String) {
    form.clear();
    if word.is_ascii() {
        form.push_str(word);
        form.make_ascii_lowercase();
        return;
    }
    for character in word.chars() {
        match character {
            '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' => form.push('\''),
            '\0'..='\u{7f}' => form.push(character.to_ascii_lowercase()),
            '‐' | '‑' | '–' => form.push('-'),
            '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => {}
            _ => match folded(character) {
                Some(plain) => form.push_str(plain),
                None => form.extend(character.to_lowercase()),
            },
        }
    }
}

/// The normal form of `word`.
pub fn normalize(word: &str) -> String {
    let mut form = String::with_capacity(word.len());
    normalize_into(word, &mut form);
    form
}

/// The plain lower-case letters of a Latin letter with an accent.
fn folded(character: char) -> Option<&'static str> {
    Some(match character {
        'À'..='Å' | 'à'..='å' | 'Ā' | 'ā' | 'Ă' | 'ă' | 'Ą' | 'ą' | 'Ə' | 'ə' | 'Ạ'..='ặ' => {
            "a"
        }
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć' | 'ć' | 'Č' | 'č' | 'Ĉ' | 'ĉ' | 'Ċ' | 'ċ' => "c",
        'Ð' | 'ð' | 'Ď' | 'ď' | 'Đ' | 'đ' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē' | 'ē' | 'Ė' | 'ė' | 'Ę' | 'ę' | 'Ě' | 'ě' | 'Ẹ'..='ệ' => {
            "e"
        }
        'Ĝ' | 'ĝ' | 'Ğ' | 'ğ' | 'Ġ' | 'ġ' | 'Ģ' | 'ģ' => "g",
        'Ħ' | 'ħ' | 'Ḥ' | 'ḥ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ī' | 'ī' | 'Į' | 'į' | 'İ' | 'ı' | 'Ỉ'..='ị' => "i",
        'Ķ' | 'ķ' => "k",
        'Ł' | 'ł' | 'Ľ' | 'ľ' | 'Ļ' | 'ļ' => "l",
        'Ñ' | 'ñ' | 'Ń' | 'ń' | 'Ň' | 'ň' | 'Ņ' | 'ņ' => "n",
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō' | 'ō' | 'Ő' | 'ő' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => {
            "o"
        }
        'Œ' | 'œ' => "oe",
        'Ř' | 'ř' | 'Ŕ' | 'ŕ' => "r",
        'Ś' | 'ś' | 'Š' | 'š' | 'Ş' | 'ş' | 'Ș' | 'ș' | 'Ṣ' | 'ṣ' => "s",
        'ß' => "ss",
        'Ţ' | 'ţ' | 'Ť' | 'ť' | 'Ț' | 'ț' => "t",
        'Þ' | 'þ' => "th",
        'Ù'..='Ü'
        | 'ù'..='ü'
        | 'Ū'
        | 'ū'
        | 'Ů'
        | 'ů'
        | 'Ű'
        | 'ű'
        | 'Ų'
        | 'ų'
        | 'Ư'
        | 'ư'
        | 'Ụ'..='ự' => "u",
        'Ý' | 'ý' | 'ÿ' | 'Ỳ'..='ỹ' => "y",
        'Ź' | 'ź' | 'Ż' | 'ż' | 'Ž' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_share_a_normal_form() {
        for word in ["Zoë’s", "ZOË'S", "zoe's"] {
            assert_eq!(normalize(word), "zoe's");
        }
        assert_eq!(normalize("Ndélé"), "ndele");
        assert_eq!(normalize("Nguyễn"), "nguyen");
        assert_eq!(normalize("حلب"), "حلب");
    }

    #[test]
    fn words_keep_their_numbers_while_the_vocabulary_grows() {
        let mut vocabulary = Vocabulary::default();
        assert_eq!(vocabulary.get("nothing"), None);
        let ids: Vec<_> = (0..1000)
            .map(|number| vocabulary.intern(&format!("word{number}")))
            .collect();
        for (number, id) in ids.iter().enumerate() {
            let word = format!("word{number}");
            assert_eq!(vocabulary.word(*id), word);
            assert_eq!(vocabulary.get(&word), Some(*id));
            assert_eq!(vocabulary.intern(&word), *id);
        }
        assert_eq!(vocabulary.len(), 1000);
        assert_eq!(vocabulary.get("word1000"), None);
    }
}
