//! Where English text has blanks between its tokens: what turns the tokens of a corpus back into text that reads like text.

/// Decides token by token; remembers which quotation marks are open.
#[derive(Debug, Default)]
pub(super) struct Spacer {
    /// Whether the token before takes no blank after it; so it is at the start.
    glues: bool,
    has_begun: bool,
    in_double_quotes: bool,
    in_single_quotes: bool,
    /// Whether the token before ends in a letter or digit.
    after_word: bool,
}

impl Spacer {
    /// Whether a blank goes before `form`, the next token of the sentence.
    pub(super) fn space_before(&mut self, form: &str) -> bool {
        let (joins_before, joins_after) = self.joins(form);
        let space = self.has_begun && !self.glues && !joins_before;
        self.has_begun = true;
        self.glues = joins_after;
        self.after_word = form.chars().next_back().is_some_and(char::is_alphanumeric);
        space
    }

    /// Whether `form` is written right after the token before it, and right before the one after it.
    fn joins(&mut self, form: &str) -> (bool, bool) {
        match form {
            "." | "," | ";" | ":" | "!" | "?" | ")" | "]" | "}" | "%" | "…" | "..." | "”" | "»"
            | "''" => (true, false),
            "(" | "[" | "{" | "$" | "£" | "€" | "“" | "‘" | "«" | "``" | "#" => {
                (false, true)
            }
            "\"" => {
                self.in_double_quotes = !self.in_double_quotes;
                (!self.in_double_quotes, self.in_double_quotes)
            }
            "'" | "’" if self.in_single_quotes || (form == "’" && self.after_word) => {
                self.in_single_quotes = false;
                (true, false)
            }
            "'" if self.has_begun && self.after_word => (true, false),
            "'" => {
                self.in_single_quotes = true;
                (false, true)
            }
            "/" => (true, true),
            _ => (is_contraction(form) && self.after_word, false),
        }
    }
}

/// "'s", "n't" and the other endings that tokenisers cut off words.
fn is_contraction(form: &str) -> bool {
    const ENDINGS: [&str; 8] = ["'s", "'re", "'ve", "'ll", "'d", "'m", "n't", "'S"];
    ENDINGS
        .iter()
        .any(|ending| form == *ending || (form.contains('’') && form.replace('’', "'") == *ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_spaced_as_english_is() {
        for (tokens, text) in [
            ("He did n't say \" no \" .", "He didn't say \"no\"."),
            ("EU 's call ( 5 % ) , he said :", "EU's call (5%), he said:"),
            ("$ 5 and / or £ 3", "$5 and/or £3"),
            ("“ Zoë ’s , ” she said", "“Zoë’s,” she said"),
            ("the boys ' game ; ' yes '", "the boys' game; 'yes'"),
            ("1996-08-22 - BRUSSELS", "1996-08-22 - BRUSSELS"),
            ("", ""),
        ] {
            let mut spacer = Spacer::default();
            let mut out = String::new();
            for token in tokens.split_whitespace() {
                if spacer.space_before(token) {
                    out.push(' ');
                }
                out.push_str(token);
            }
            assert_eq!(out, text);
        }
    }
}
