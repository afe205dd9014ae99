//! Common English words: whether a string is one, regular inflections included.

/// Sorted words, one a line (see `assets/words/README.md`).
const LIST: &str = include_str!("../../assets/words/en.txt");

/// Endings of regular inflections and what the base has in their place; `assets/words/build.py` leaves out what these give.
const ENDINGS: [(&str, &str); 10] = [
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("ness", ""),
];

/// Longer strings are no word.
const MAX_LEN: usize = 32;

/// Whether `word`, ASCII letters of any case, is a common English word or a regular inflection of one ("forces", "meetings").
pub(super) fn is_common_word(word: &str) -> bool {
    if word.is_empty()
        || word.len() > MAX_LEN
        || !word.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        return false;
    }
    let mut lower = [0_u8; MAX_LEN];
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    is_known(lower, 3)
}

/// Looks `word` up, then its bases, `steps` endings deep.
fn is_known(word: &[u8], steps: u8) -> bool {
    if is_listed(word) {
        return true;
    }
    steps > 0
        && ENDINGS.iter().any(|(ending, replacement)| {
            let Some(stem) = word.strip_suffix(ending.as_bytes()) else {
                return false;
            };
            let mut base = [0_u8; MAX_LEN + 1];
            let len = stem.len() + replacement.len();
            base[..stem.len()].copy_from_slice(stem);
            base[stem.len()..len].copy_from_slice(replacement.as_bytes());
            stem.len() >= 3 && is_known(&base[..len], steps - 1)
        })
}

/// Binary search over the lines of the list, without building a table first.
fn is_listed(word: &[u8]) -> bool {
    let list = LIST.as_bytes();
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &list[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b'\n', &list[middle..high]).map_or(high, |at| middle + at);
        match list[start..end].cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_word_is_found_and_the_list_is_sorted() {
        let words: Vec<&str> = LIST.lines().collect();
        assert!(words.is_sorted());
        assert!(words.iter().all(|word| is_common_word(word)));
    }

    #[test]
    fn inflections_are_known_and_fragments_are_not() {
        for word in [
            "forces",
            "meetings",
            "Officials",
            "carried",
            "between",
            "bombing",
            "bravely",
        ] {
            assert!(is_common_word(word), "{word}");
        }
        for part in ["ces", "een", "cials", "betw", "offi", "", "a-b", "diers"] {
            assert!(!is_common_word(part), "{part}");
        }
    }
}
