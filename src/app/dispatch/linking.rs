//! A link drawn from a trigger: which roles of its event may take what it leads to, and taking one.

use smol_str::SmolStr;

use crate::app::selection::{Focus, Link, LinkTarget, Picker, Selected};
use crate::app::session::Session;
use crate::model::Role;
use crate::model::suggestion::SuggestionKey;

/// A role that may take what a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkChoice {
    /// The role.
    pub name: SmolStr,
    /// Its number in the card, counted from 0.
    pub number: usize,
}

impl Session {
    /// Selects the event at which a link starts and asks for the role that takes what it leads to.
    pub(super) fn draw_link(&mut self, Link { from, to }: Link) {
        let Some(span) = self.span_of(&from) else {
            return;
        };
        // Whatever focus one is in, the start of a link is nothing that is picked.
        self.focus = Focus::Article;
        self.choose(from, span);
        self.linked = Some(to);
        if self.link_choices().is_empty() {
            self.linked = None;
            let event_type = self.card_event_type().unwrap_or_default();
            return self
                .notices
                .info(format!("No role of {event_type} takes this"));
        }
        self.focus = Focus::Picker(Picker::Role);
    }

    /// Roles of the selected event that may take what was linked with it, in the order of the card.
    pub fn link_choices(&self) -> Vec<LinkChoice> {
        let known = self
            .card_event_type()
            .and_then(|name| self.project.schema.event_type(&name));
        let (Some(target), Some(known)) = (&self.linked, known) else {
            return Vec::new();
        };
        known
            .roles
            .iter()
            .enumerate()
            .filter(|(_, role)| self.may_take(role, target))
            .map(|(number, role)| LinkChoice {
                name: role.name.clone(),
                number,
            })
            .collect()
    }

    fn may_take(&self, role: &Role, target: &LinkTarget) -> bool {
        let annotations = self.annotations();
        match target {
            LinkTarget::Text(_) => true,
            LinkTarget::Mark(Selected::Mention(id)) => annotations
                .mention(id)
                .is_some_and(|mention| role.takes_entity(&mention.label)),
            LinkTarget::Mark(Selected::Event(id)) => annotations
                .event(id)
                .is_some_and(|event| role.takes_event(&event.event_type)),
            LinkTarget::Mark(Selected::Suggestion(SuggestionKey::Mention(_, label))) => {
                role.takes_entity(label)
            }
            LinkTarget::Mark(Selected::Suggestion(SuggestionKey::Event(_, event_type))) => {
                role.takes_event(event_type)
            }
            LinkTarget::Mark(_) => false,
        }
    }

    /// Fills a role of the selected event with what was linked: of text a mention is made, a suggestion is accepted.
    pub(super) fn link_as(&mut self, role: &SmolStr) {
        self.focus = Focus::Article;
        match self.linked.take() {
            Some(LinkTarget::Mark(mark)) => self.fill_named_role_with(role, &mark),
            Some(LinkTarget::Text(span)) => self.fill_named_role_with_text(role, span),
            None => {}
        }
    }
}
