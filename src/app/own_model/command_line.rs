//! The words of a command line, cut as a shell cuts them: at blanks, with quotes and backslashes. Nothing else of a shell is known here: who wants
//! pipes or variables names one (`sh -c "…"`).

/// The words; an error in words where a quote does not end.
pub(super) fn words_of(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            blank if blank.is_whitespace() => words.extend(word.take()),
            quote @ ('"' | '\'') => quoted(quote, &mut characters, word.get_or_insert_default())?,
            // Paths on Windows are full of backslashes.
            '\\' if cfg!(not(windows)) => word.get_or_insert_default().extend(characters.next()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Reads on to the end of a quotation.
fn quoted(
    quote: char,
    characters: &mut std::str::Chars<'_>,
    word: &mut String,
) -> Result<(), String> {
    while let Some(character) = characters.next() {
        match character {
            end if end == quote => return Ok(()),
            '\\' if quote == '"' && cfg!(not(windows)) => match characters.next() {
                Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                Some(other) => word.extend(['\\', other]),
                None => break,
            },
            other => word.push(other),
        }
    }
    Err(format!(
        "the command opens a quotation with {quote} and does not end it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_as_a_shell_cuts_them() {
        let cut = |line| words_of(line).unwrap().join("|");
        assert_eq!(cut("  python3 my_model.py  "), "python3|my_model.py");
        assert_eq!(
            cut(r#"sh -c 'a "b" c' "" x"y z"w"#),
            r#"sh|-c|a "b" c||xy zw"#
        );
        assert_eq!(cut(""), "");
        #[cfg(not(windows))]
        assert_eq!(cut(r#"a\ b "c\"d" 'e\f' "g\h""#), r#"a b|c"d|e\f|g\h"#);
        assert!(words_of("a 'b").is_err() && words_of("a \"b").is_err());
    }
}
