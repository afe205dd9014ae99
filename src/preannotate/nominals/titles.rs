//! Jobs before names and offices that someone takes: titles.

use super::{Finder, Noun};
use crate::model::Level;
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::Flags;
use crate::preannotate::tagger::Tag;
use crate::text::TokenKind;

impl Finder<'_, '_, '_> {
    /// A job right before a person's name, or after "became", "as": a title.
    pub(super) fn title(&mut self, noun: &Noun) -> Option<usize> {
        if noun.label != Label::Per {
            return None;
        }
        let is_relative = noun.row.is_some_and(|row| {
            matches!(
                row.kind,
                "relative" | "victim" | "human" | "group" | "fighter" | "refugee" | "suspect"
            )
        });
        let plural = noun.row.is_some_and(|row| row.flags.any(Flags::PLURAL))
            || self.analysis.words[noun.end - 1].tag == Tag::Plural;
        if is_relative || plural {
            return None;
        }
        let names_follow = self.owner(noun.end).is_some_and(|mention| {
            mention.label == Some(Label::Per)
                && mention.level == Level::Name
                && mention.tokens.start == noun.end
        });
        let before = noun.start.checked_sub(1).filter(|before| {
            self.analysis.words[*before].sentence == self.analysis.words[noun.start].sentence
        });
        let office_before = |at: usize| match self.analysis.form(at) {
            "became" | "become" | "becomes" | "becoming" | "elected" | "appointed" | "named" => {
                true
            }
            "as" => noun.row.is_some_and(|row| {
                matches!(row.label, Some(Label::Title)) || row.kind == "official"
            }),
            _ => false,
        };
        let takes_office = noun.row.is_some() && before.is_some_and(office_before);
        // "the playwright Obi Nwokolo": with an article or an owner it is a nominal beside the name.
        let opened = self
            .analysis
            .phrase_of(noun.start)
            .is_some_and(|phrase| phrase.core > phrase.start);
        if names_follow && opened || !names_follow && !takes_office {
            return None;
        }
        let mut start = noun.start;
        // "commission chairman", "public works minister": nouns before the job, but not names, "former" and the like.
        while start > 0
            && self.is_free(start - 1..start)
            && self.belongs_to_title(start - 1, noun.start)
        {
            start -= 1;
        }
        let reason = if names_follow {
            "job before a name"
        } else {
            "office that someone takes"
        };
        self.push(
            start..noun.end,
            noun.end - 1,
            Label::Title,
            Level::Name,
            None,
            0.85,
            reason,
        );
        Some(noun.end)
    }

    fn belongs_to_title(&self, at: usize, noun_start: usize) -> bool {
        let word = &self.analysis.words[at];
        let described = self.analysis.hits_at(at).iter().any(|hit| {
            self.analysis.row(*hit).kind == "modifier"
                && !matches!(
                    self.analysis.form(at),
                    "deputy" | "vice" | "assistant" | "chief" | "senior" | "acting" | "interim"
                )
        });
        let lower = !word.shape.is_capitalised() || word.initial;
        let fits = matches!(word.tag, Tag::Noun | Tag::Ing)
            || word.tag == Tag::Plural
                && self.analysis.phrase_of(at) == self.analysis.phrase_of(noun_start)
            || word.tag == Tag::Adjective
                && matches!(
                    self.analysis.form(at),
                    "deputy"
                        | "vice"
                        | "chief"
                        | "senior"
                        | "acting"
                        | "interim"
                        | "public"
                        | "foreign"
                        | "prime"
                        | "general"
                        | "executive"
                        | "financial"
                        | "military"
                        | "presiding"
                        | "regional"
                        | "national"
                        | "federal"
                );
        word.sentence == self.analysis.words[noun_start].sentence
            && lower
            && fits
            && !described
            && word.kind == TokenKind::Word
            && !matches!(
                self.analysis.form(at),
                "ex" | "then" | "opposition" | "rebel" | "government"
            )
    }
}
