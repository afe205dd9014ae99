//! The project's own word list: strings that are always suggested with a label, or never.

use std::ops::Range;

use smol_str::SmolStr;

use super::analysis::Analysis;
use super::findings::{Findings, FoundMention, Label};
use super::pipeline::Component;
use super::words::{WordMap, normalize};
use crate::model::{Document, Level, WordEntry, WordList};
use crate::text::{Span, Text, TokenKind};

/// Name of the component, and of what it finds.
pub const WORD_LIST: &str = "word-list";

/// Finds the entries of a project's word list as whole words. Longer entries win over shorter ones inside them.
pub(super) struct ProjectWords {
    /// Entries by the normal form of their first token, longest first.
    by_first: WordMap<String, Vec<Listed>>,
}

struct Listed {
    /// Normal forms of its tokens.
    forms: Vec<String>,
    entry: WordEntry,
}

impl ProjectWords {
    /// Prepares the entries; of two for the same string the later one counts.
    pub(super) fn new(words: &WordList) -> Self {
        let mut by_first: WordMap<String, Vec<Listed>> = WordMap::default();
        for entry in words.entries.iter().rev() {
            let forms = forms_of(&entry.text);
            let Some(first) = forms.first() else {
                continue;
            };
            let same = by_first.entry(first.clone()).or_default();
            let repeated = same.iter().any(|known| {
                known.forms == forms && (!known.entry.match_case || known.entry.text == entry.text)
            });
            if !repeated {
                same.push(Listed {
                    forms,
                    entry: entry.clone(),
                });
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for same in by_first.values_mut() {
            same.sort_by_key(|known| std::cmp::Reverse(known.forms.len()));
        }
        Self { by_first }
    }

    fn match_at(&self, analysis: &Analysis<'_>, at: usize) -> Option<(&WordEntry, Range<usize>)> {
        let listed = self.by_first.get(analysis.form(at))?;
        listed.iter().find_map(|known| {
            let tokens = at..at + known.forms.len();
            let same = known
                .forms
                .iter()
                .zip(tokens.clone())
                .all(|(form, token)| analysis.form(token) == form);
            let cased = !known.entry.match_case
                || analysis
                    .text()
                    .get(analysis.span_of(tokens.clone()).range())
                    == Some(known.entry.text.as_str());
            (same && cased).then_some((&known.entry, tokens))
        })
    }
}

/// Places of a document for which a word list says that nothing is to be suggested.
pub fn never_suggested(words: &WordList, document: &Document) -> Vec<Span> {
    if words.entries.iter().all(|entry| entry.label.is_some()) {
        return Vec::new();
    }
    let analysis = Analysis::new(document);
    let mut findings = Findings::default();
    ProjectWords::new(words).run(&analysis, &mut findings);
    findings.never_spans(&analysis)
}

/// The normal forms of the tokens of a string, cut as an article is.
fn forms_of(string: &str) -> Vec<String> {
    let text = Text::new(string);
    crate::text::segment::segment(&text, &[])
        .tokens
        .iter()
        .map(|token| normalize(text.slice(token.span)))
        .collect()
}

impl Component for ProjectWords {
    fn name(&self) -> &'static str {
        WORD_LIST
    }

    fn needs(&self) -> &'static [&'static str] {
        &[]
    }

    fn adds(&self) -> &'static [&'static str] {
        &[
            "mentions of listed strings",
            "places where nothing is suggested",
        ]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        if self.by_first.is_empty() {
            return;
        }
        let mut at = 0;
        while at < analysis.words.len() {
            let found = self.match_at(analysis, at).filter(|(_, tokens)| {
                analysis.words[at..tokens.end]
                    .iter()
                    .all(|word| !word.skipped)
            });
            let Some((entry, tokens)) = found else {
                at += 1;
                continue;
            };
            at = tokens.end;
            match &entry.label {
                Some(label) => findings
                    .mentions
                    .push(listed_mention(analysis, tokens, label)),
                None => findings.never.push(tokens),
            }
        }
    }
}

fn listed_mention(analysis: &Analysis<'_>, tokens: Range<usize>, label: &SmolStr) -> FoundMention {
    let name = analysis.words[tokens.clone()]
        .iter()
        .any(|word| word.shape.is_capitalised() || word.kind == TokenKind::Number);
    FoundMention {
        span: analysis.span_of(tokens.clone()),
        head: tokens.end - 1,
        tokens,
        label: Label::from_name(label),
        schema_label: Some(label.clone()),
        level: if name { Level::Name } else { Level::Nominal },
        value: None,
        count: None,
        entity: None,
        country: "",
        source: WORD_LIST,
        score: 0.99,
        reason: "in the project's word list".into(),
        is_fixed: false,
    }
}
