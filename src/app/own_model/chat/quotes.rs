//! Where quoted words stand in a text. Models straighten quotation marks, join broken lines and now and then change a capital; words they do not change.

use crate::text::{Span, Text};

/// Characters of a quotation after which it is none.
const LONGEST: usize = 400;

/// One character of the text as it is compared, with the bytes that it stands for.
struct Folded {
    character: char,
    start: u32,
    end: u32,
}

/// The places in `within` that read like `quote`, as whole words. Those that read just so, else those that differ in capitals.
pub(super) fn places(text: &Text, within: Span, quote: &str) -> Vec<Span> {
    let quote = quote.trim();
    let wanted: Vec<char> = folded(quote, 0)
        .into_iter()
        .map(|folded| folded.character)
        .collect();
    if wanted.is_empty() || wanted.len() > LONGEST {
        return Vec::new();
    }
    let there = folded(text.slice(within), within.start);
    let same = places_of(&there, &wanted, |one, other| one == other);
    if same.is_empty() {
        places_of(&there, &wanted, |one, other| lower(one) == lower(other))
    } else {
        same
    }
}

fn places_of(there: &[Folded], wanted: &[char], is_same: impl Fn(char, char) -> bool) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (at, window) in there.windows(wanted.len()).enumerate() {
        let matches = window
            .iter()
            .zip(wanted)
            .all(|(one, other)| is_same(one.character, *other));
        if !matches || !is_whole(there, at, wanted.len()) {
            continue;
        }
        if let (Some(first), Some(last)) = (window.first(), window.last())
            && found.last().is_none_or(|before| before.end <= first.start)
        {
            found.push(Span::new(first.start, last.end));
        }
    }
    found
}

/// Whether no word is cut: "US" is not in "USA". Scripts without capitals may have no blanks between words, so nothing is asked of them.
fn is_whole(there: &[Folded], at: usize, length: usize) -> bool {
    let is_letter = |place: Option<usize>| {
        let folded = place.and_then(|place| there.get(place));
        folded.is_some_and(|folded| {
            let character = folded.character;
            character.is_lowercase() || character.is_uppercase() || character.is_ascii_digit()
        })
    };
    let cuts =
        |outside: Option<usize>, inside: usize| is_letter(outside) && is_letter(Some(inside));
    !cuts(at.checked_sub(1), at) && !cuts(Some(at + length), at + length - 1)
}

/// The characters of `text`, its blanks as one each and its marks straightened. `from` is the byte where it begins.
fn folded(text: &str, from: u32) -> Vec<Folded> {
    let mut all: Vec<Folded> = Vec::new();
    for (at, character) in text.char_indices() {
        let (start, end) = (from + at as u32, from + (at + character.len_utf8()) as u32);
        let character = match character {
            '‘' | '’' | '‚' | '‛' | '′' => '\'',
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            // Soft hyphens and marks that have no width.
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => continue,
            blank if blank.is_whitespace() => ' ',
            other => other,
        };
        match all.last_mut() {
            Some(last) if character == ' ' && last.character == ' ' => last.end = end,
            _ => all.push(Folded {
                character,
                start,
                end,
            }),
        }
    }
    all
}

fn lower(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What `quote` is found as, the places between bars.
    fn found(text: &str, quote: &str) -> String {
        let text = Text::new(text);
        let spans = places(&text, text.span(), quote);
        let words: Vec<&str> = spans.iter().map(|span| text.slice(*span)).collect();
        words.join("|")
    }

    #[test]
    fn quotes_are_found_as_whole_words() {
        assert_eq!(found("The US and the USA: US forces", "US"), "US|US");
        assert_eq!(
            found("He saw O’Brien’s “dog”", "O'Brien's \"dog\""),
            "O’Brien’s “dog”"
        );
        assert_eq!(
            found("New\n York — and New York", "New York"),
            "New\n York|New York"
        );
        assert_eq!(found("cease\u{AD}fire", "ceasefire"), "cease\u{AD}fire");
        assert_eq!(found("in 北京市的人", "北京"), "北京");
    }

    #[test]
    fn capitals_are_forgiven_only_where_nothing_reads_the_same() {
        assert_eq!(found("Police said police came", "police"), "police");
        assert_eq!(found("REBELS TAKE HOMS", "Rebels"), "REBELS");
        assert_eq!(found("Homs", "Aleppo"), "");
        assert_eq!(found("Homs", "  "), "");
    }

    proptest! {
        #[test]
        fn what_is_found_reads_like_the_quote(text in "[a-cA-C ’'\n“\"é語]{0,60}", quote in "[a-cA-C '\"é語]{1,6}") {
            let text = Text::new(text);
            for span in places(&text, text.span(), &quote) {
                let plain = |words: &str| folded(words.trim(), 0).iter().map(|folded| lower(folded.character)).collect::<String>();
                prop_assert_eq!(plain(text.slice(span)), plain(&quote));
            }
        }
    }
}
