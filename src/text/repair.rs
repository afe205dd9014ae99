//! Words broken by a stray hyphen, as scraped articles have them ("for-ces", or a hyphen left over from the end of a printed line).
//!
//! The text is never rewritten: a [`Repair`] names the token and the word it stands for. The rule is cautious, since "cease-fire",
//! "re-elect" and "Ki-moon" are as they should be: the joined form must be a common word (or occur elsewhere in the article), and
//! the hyphenated form must not be a plausible compound.

use super::segment::{Repair, Token};
use super::words::is_common_word;

/// Left parts that make a compound with any word.
const PREFIXES: [&str; 46] = [
    "after", "all", "anti", "arch", "bi", "bio", "by", "co", "counter", "cross", "cyber", "de",
    "down", "eco", "euro", "ex", "extra", "fore", "half", "hyper", "infra", "inter", "intra",
    "macro", "mega", "micro", "mid", "mini", "mis", "multi", "neo", "non", "off", "out", "over",
    "post", "pre", "pro", "re", "self", "semi", "sub", "super", "trans", "ultra", "un",
];

/// Short words that are no left part of a compound whose joined form is a word: "at-tack", "be-came", "or-der".
const NEVER_LEFT: [&str; 14] = [
    "a", "am", "an", "as", "at", "be", "do", "he", "i", "is", "it", "of", "or", "us",
];

/// How a hyphenated token stands.
enum Verdict {
    /// A compound or a name: left alone.
    Sound,
    /// Broken: the form it stands for.
    Broken(String),
    /// Broken if its joined form occurs elsewhere in the article.
    IfSeen(String),
}

/// Finds the broken words among `hyphenated`, indices of tokens that hold a hyphen, in order.
pub(super) fn find(text: &str, tokens: &[Token], hyphenated: &[u32]) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let mut open = Vec::new();
    for &token in hyphenated {
        let word = slice(text, tokens[token as usize]);
        match judge(word) {
            Verdict::Sound => {}
            Verdict::Broken(form) => repairs.push(Repair {
                token,
                form: form.into(),
            }),
            Verdict::IfSeen(form) => open.push((form, token)),
        }
    }
    if !open.is_empty() {
        repairs.extend(seen_elsewhere(text, tokens, open));
        repairs.sort_by_key(|repair| repair.token);
    }
    repairs
}

/// Those of `open`, joined forms with their token, whose form is a token of the article.
fn seen_elsewhere(text: &str, tokens: &[Token], mut open: Vec<(String, u32)>) -> Vec<Repair> {
    open.sort();
    let mut seen = vec![false; open.len()];
    let (shortest, longest) = open.iter().fold((usize::MAX, 0), |(low, high), (form, _)| {
        (low.min(form.len()), high.max(form.len()))
    });
    for token in tokens {
        let len = token.span.len() as usize;
        if len < shortest || len > longest {
            continue;
        }
        let word = slice(text, *token);
        let first = open.partition_point(|(form, _)| form.as_str() < word);
        for (form, seen) in open.iter().zip(&mut seen).skip(first) {
            if form.0 != word || *seen {
                break;
            }
            *seen = true;
        }
    }
    open.into_iter()
        .zip(seen)
        .filter(|(_, seen)| *seen)
        .map(|((form, token), _)| Repair {
            token,
            form: form.into(),
        })
        .collect()
}

fn slice(text: &str, token: Token) -> &str {
    text.get(token.span.range()).unwrap_or_default()
}

/// Judges one hyphenated token.
fn judge(word: &str) -> Verdict {
    if word.contains('\u{AD}') {
        return Verdict::Broken(word.replace('\u{AD}', ""));
    }
    if word.contains('\n') {
        return at_line_end(word);
    }
    let Some((left, right)) = split_once(word) else {
        return Verdict::Sound;
    };
    let is_letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_letters(left)
        || !is_letters(right)
        || left.len() < 2
        || right.len() < 2
        || !is_lower(right)
    {
        return Verdict::Sound;
    }
    if is_plausible_compound(left, right) {
        return Verdict::Sound;
    }
    let joined = [left, right].concat();
    if joined.len() >= 5 && is_common_word(&joined) {
        Verdict::Broken(joined)
    } else {
        Verdict::IfSeen(joined)
    }
}

/// The parts around the only hyphen.
fn split_once(word: &str) -> Option<(&str, &str)> {
    let mut parts = word.split(is_hyphen);
    let (left, right) = (parts.next()?, parts.next()?);
    parts.next().is_none().then_some((left, right))
}

/// Hyphen-minus, hyphen, no-break hyphen.
fn is_hyphen(char: char) -> bool {
    matches!(char, '-' | '\u{2010}' | '\u{2011}')
}

fn is_lower(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether "left-right" is a word of its own: both parts known, or a prefix before a known word.
fn is_plausible_compound(left: &str, right: &str) -> bool {
    let lower = left.to_ascii_lowercase();
    if NEVER_LEFT.contains(&lower.as_str()) {
        return false;
    }
    (PREFIXES.binary_search(&lower.as_str()).is_ok() || is_common_word(&lower))
        && is_common_word(right)
}

/// A token that goes over a line end: the hyphen is the printer's if the joined form is a word, else the writer's.
fn at_line_end(word: &str) -> Verdict {
    let mut parts = word.split('\n');
    let left = parts
        .next()
        .unwrap_or_default()
        .trim_end()
        .trim_end_matches(is_hyphen);
    let right = parts.next_back().unwrap_or_default().trim_start();
    line_end_form(left, right).map_or(Verdict::Sound, Verdict::Broken)
}

/// What `left` at the end of a line, its hyphen taken off, and `right` on the next one stand for; `None` when they are not one word.
pub(super) fn line_end_form(left: &str, right: &str) -> Option<String> {
    let joined = [left, right].concat();
    if left.len() >= 2 && is_common_word(&joined) {
        return Some(joined);
    }
    (is_common_word(left) && is_common_word(right)).then(|| [left, "-", right].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(word: &str) -> Option<String> {
        match judge(word) {
            Verdict::Broken(form) => Some(form),
            Verdict::Sound | Verdict::IfSeen(_) => None,
        }
    }

    #[test]
    fn the_prefixes_are_sorted() {
        assert!(PREFIXES.is_sorted());
    }

    #[test]
    fn broken_words_are_joined() {
        for (word, form) in [
            ("minis-ters", "ministers"),
            ("sol-diers", "soldiers"),
            ("govern-ment", "government"),
            ("Presi-dent", "President"),
            ("at-tack", "attack"),
            ("un-der", "under"),
            ("hos\u{AD}pital", "hospital"),
            ("bor-\nder", "border"),
            ("long-\nterm", "long-term"),
        ] {
            assert_eq!(broken(word).as_deref(), Some(form), "{word}");
        }
    }

    #[test]
    fn compounds_and_names_are_left_alone() {
        for word in [
            "cease-fire",
            "re-elect",
            "co-founder",
            "anti-government",
            "e-mail",
            "al-Qaeda",
            "Ki-moon",
            "well-known",
            "on-line",
            "half-time",
            "by-pass",
            "pre-war",
            "so-called",
            "air-strike",
            "two-day",
            "co-operate",
            "under-secretary",
            "non-stop",
        ] {
            assert_eq!(broken(word), None, "{word}");
        }
    }
}
