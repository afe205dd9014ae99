//! The event card: roles, candidates, fillers.

use smol_str::SmolStr;
use std::sync::Arc;

use super::MAX_CANDIDATES;
use crate::app::candidates;
use crate::app::candidates::{Candidate, CandidateFiller};
use crate::app::decide;
use crate::app::decide::OpenSuggestions as _;
use crate::app::draft::Draft;
use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::schema::FillerType;
use crate::model::suggestion::{Proposal, Suggestion, SuggestionKey};
use crate::model::{
    Annotation, AnnotationRef, Argument, EventMention, EventType, Extent, Filler, Layer,
    ProposedArgument, ProposedEvent, Role,
};
use crate::text::Span;

impl Session {
    pub(super) fn open_card(&mut self) {
        if self.card_event_type().is_some() {
            self.focus = Focus::Card { role: None };
        } else {
            self.notices.info("Select an event first");
        }
    }

    /// Event type of the selected event or event suggestion.
    pub fn card_event_type(&self) -> Option<SmolStr> {
        match &self.selected {
            Selected::Event(id) => self
                .annotations()
                .event(id)
                .map(|event| event.event_type.clone()),
            Selected::Suggestion(SuggestionKey::Event(_, event_type)) => Some(event_type.clone()),
            _ => None,
        }
    }

    pub(crate) fn card_role(&self) -> Option<Role> {
        let Focus::Card { role: Some(index) } = self.focus else {
            return None;
        };
        self.project
            .schema
            .event_type(&self.card_event_type()?)?
            .roles
            .get(index)
            .cloned()
    }

    pub(super) fn num_card_roles(&self) -> usize {
        let event_type = self.card_event_type();
        event_type
            .and_then(|name| self.project.schema.event_type(&name))
            .map_or(0, |known| known.roles.len())
    }

    pub(super) fn pick_role(&mut self, number: u8) {
        if usize::from(number) < self.num_card_roles() {
            self.focus = Focus::Card {
                role: Some(usize::from(number)),
            };
        }
    }

    pub(super) fn move_role(&mut self, by: isize) {
        let num_roles = self.num_card_roles();
        if num_roles == 0 {
            return;
        }
        let index = match self.focus {
            Focus::Card { role: Some(index) } => (index.wrapping_add_signed(by)) % num_roles.max(1),
            _ if by < 0 => num_roles - 1,
            _ => 0,
        };
        self.focus = Focus::Card {
            role: Some(index.min(num_roles - 1)),
        };
    }

    /// Proposed arguments of the selected event or event suggestion, for scores.
    pub fn card_proposed(&self) -> Vec<ProposedArgument> {
        let proposed = |suggestion: &Suggestion| match &suggestion.proposal {
            Proposal::Event(event) => event.arguments.clone(),
            Proposal::Mention(_) => Vec::new(),
        };
        match &self.selected {
            Selected::Suggestion(key) => self.suggestion(key).map(proposed).unwrap_or_default(),
            Selected::Event(id) => {
                let reference = AnnotationRef::Event(id.clone());
                let decisions = self.layer().map(Layer::decisions).unwrap_or_default();
                let made = decisions
                    .iter()
                    .find(|decision| decision.annotation.as_ref() == Some(&reference));
                made.map(|decision| proposed(&decision.suggestion))
                    .unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// Candidates of role number `index` of the selected event, best first.
    pub fn candidates(&self, index: usize) -> Vec<Candidate> {
        let Some(document) = self.document() else {
            return Vec::new();
        };
        let Some(event_type) = self.card_event_type() else {
            return Vec::new();
        };
        let role = self
            .project
            .schema
            .event_type(&event_type)
            .and_then(|known| known.roles.get(index));
        let (Some(role), Some(trigger)) = (role, self.selected_span()) else {
            return Vec::new();
        };
        let proposed = self.card_proposed();
        candidates::for_role(
            role,
            trigger,
            &proposed,
            &candidates::Field {
                annotations: self.annotations(),
                open: self.open_suggestions(),
                segments: document.segments(),
                text: document.text(),
            },
            MAX_CANDIDATES,
        )
    }

    pub(super) fn pick_candidate(&mut self, number: u8) {
        let Focus::Card { role: Some(index) } = self.focus else {
            return;
        };
        let Some(candidate) = self.candidates(index).into_iter().nth(usize::from(number)) else {
            return;
        };
        match candidate.filler {
            CandidateFiller::Annotated(filler) => {
                if let Some(role) = self.card_role() {
                    self.toggle_filler(&role.name, filler);
                }
            }
            CandidateFiller::Suggested(span, label) => {
                self.fill_active_role_with(&Selected::Suggestion(SuggestionKey::Mention(
                    span, label,
                )));
            }
        }
    }

    /// Fills a role of the selected event, or empties it of a filler that is already there.
    fn toggle_filler(&mut self, role: &SmolStr, filler: Filler) {
        let there = self.selected_event().is_some_and(|event| {
            event
                .arguments
                .iter()
                .any(|argument| argument.role == *role && argument.filler == filler)
        });
        if there {
            self.empty_role(role, &filler);
        } else {
            self.fill_role(role, filler);
        }
    }

    pub(super) fn fill_active_role_with(&mut self, what: &Selected) {
        if let Some(role) = self.card_role() {
            self.fill_named_role_with(&role.name, what);
        }
    }

    /// Fills a role of the selected event with a mark; a suggested one is accepted in the same step.
    pub(super) fn fill_named_role_with(&mut self, role: &SmolStr, what: &Selected) {
        match what {
            Selected::Mention(id) => self.toggle_filler(role, Filler::Mention(id.clone())),
            Selected::Event(id) => self.toggle_filler(role, Filler::Event(id.clone())),
            Selected::Suggestion(key) => {
                let Some(suggestion) = self.suggestion(key).cloned() else {
                    return;
                };
                self.fill_with_suggestion(role, &suggestion);
            }
            Selected::Nothing | Selected::Relation(_) => {}
        }
    }

    /// Accepts a mention suggestion and fills the role with it, as one step.
    pub(super) fn fill_with_suggestion(&mut self, role: &SmolStr, suggestion: &Suggestion) {
        self.fill_with_new(role, |draft, session| {
            let open = session.open_suggestions();
            match decide::accept(draft, session.deciding_schema(), suggestion, open) {
                AnnotationRef::Mention(id) => Some(Filler::Mention(id)),
                AnnotationRef::Event(id) => Some(Filler::Event(id)),
                _ => None,
            }
        });
    }

    /// Makes a mention of `span`, its label guessed from what the role takes, and fills the active role with it, as one step.
    pub(super) fn fill_active_role_with_text(&mut self, span: Span) {
        if let Some(role) = self.card_role() {
            self.fill_named_role_with_text(&role.name, span);
        }
    }

    /// The same for any role of the selected event.
    pub(super) fn fill_named_role_with_text(&mut self, role: &SmolStr, span: Span) {
        let event_type = self.card_event_type();
        let known =
            event_type.and_then(|name| self.project.schema.event_type(&name)?.role(role).cloned());
        let Some(role) = known else { return };
        let Some(span) = self
            .document()
            .map(|document| document.text().trim(span))
            .filter(|span| !span.is_empty())
        else {
            return;
        };
        if let Some(there) = self.open_suggestions().suggestion_at(span, None).cloned() {
            return self.fill_with_suggestion(&role.name, &there);
        }
        let label = role.fillers.iter().find_map(|filler| match filler {
            FillerType::Entity(name) => Some(name.clone()),
            _ => None,
        });
        let level = self.guess_level(span);
        self.fill_with_new(&role.name, |draft, _| {
            let there = draft.mention_at(span, None).map(|mention| mention.id);
            let made = |draft: &mut Draft<'_>| {
                Some(decide::add_mention(draft, Extent::new(span), label?, level))
            };
            Some(match there.or_else(|| made(draft)) {
                Some(id) => Filler::Mention(id),
                None => Filler::Span(span),
            })
        });
    }

    /// Fills a role of the selected event, accepting it first if it is a suggestion, with what `make` adds to the same draft.
    pub(super) fn fill_with_new(
        &mut self,
        role: &SmolStr,
        make: impl FnOnce(&mut Draft<'_>, &Self) -> Option<Filler>,
    ) {
        let schema = Arc::clone(self.deciding_schema());
        let selected = self.selected.clone();
        self.edit_event_here(|draft, session| {
            let mut filled = None;
            let filler = make(draft, session);
            let event = match &selected {
                Selected::Event(id) => draft.get(&AnnotationRef::Event(id.clone())),
                Selected::Suggestion(key) => session.suggestion(key).and_then(|suggestion| {
                    let made =
                        decide::accept(draft, &schema, suggestion, session.open_suggestions());
                    draft.get(&made)
                }),
                _ => None,
            };
            if let (Some(Annotation::Event(mut event)), Some(filler)) = (event, filler) {
                decide::fill_role(&schema, &mut event, role, filler);
                filled = Some(event.id.clone());
                decide::correct_event(draft, event);
            }
            (format!("Fill {role}"), filled)
        });
    }

    pub(super) fn fill_role(&mut self, role: &SmolStr, filler: Filler) {
        self.fill_with_new(role, |_, _| Some(filler));
    }

    pub(super) fn empty_role(&mut self, role: &SmolStr, filler: &Filler) {
        self.change_event(&format!("Empty {role}"), |event| {
            decide::empty_role(event, role, filler);
        });
    }

    pub(super) fn not_stated(&mut self) {
        let Some(role) = self.card_role() else { return };
        self.change_event(&format!("{} not stated", role.name), |event| {
            event
                .arguments
                .retain(|argument| argument.role != role.name);
            if !event.not_stated.contains(&role.name) {
                event.not_stated.push(role.name.clone());
            }
        });
        self.move_role(1);
    }

    /// Takes agent, victim, instrument, place and time from the nearest other event of this sentence or one beside it, where this event has none.
    pub(super) fn copy_roles(&mut self) {
        let known = self
            .card_event_type()
            .and_then(|name| self.project.schema.event_type(&name).cloned());
        let Some(known) = known else { return };
        let Some(neighbour) = self.neighbour() else {
            return self
                .notices
                .info("No event in this sentence or beside it has roles to take");
        };
        let words = self.words_at(neighbour.trigger());
        let schema = Arc::clone(self.deciding_schema());
        let here = self.selected.clone();
        let mut are_taken = false;
        self.edit_event_here(|draft, session| {
            let open = session.open_suggestions();
            let reference = session.taken_in(draft, &here);
            let Some(Annotation::Event(mut event)) =
                reference.and_then(|reference| draft.get(&reference))
            else {
                return (String::new(), None);
            };
            let offered = match &neighbour {
                Neighbour::Annotated(event) => event.arguments.clone(),
                Neighbour::Suggested(proposed) => {
                    decide::arguments_from(draft, &schema, proposed, open)
                }
            };
            for argument in offered {
                let Some(role) = counterpart(&argument.role, &known) else {
                    continue;
                };
                let is_empty = !event.arguments.iter().any(|there| there.role == role.name);
                if is_empty && takes(role, &argument.filler, draft) {
                    let role = role.name.clone();
                    event.arguments.push(Argument { role, ..argument });
                }
            }
            let id = event.id.clone();
            decide::correct_event(draft, event);
            are_taken = true;
            (format!("Roles from “{words}”"), Some(id))
        });
        if are_taken {
            self.notices.info(format!("Roles taken from “{words}”"));
        }
    }

    /// The nearest other event with roles, in this sentence or one beside it; an annotated one before a suggested one.
    fn neighbour(&self) -> Option<Neighbour> {
        let trigger = self.selected_span()?;
        let segments = self.document()?.segments();
        let home = segments.sentence_at(trigger.start)?;
        let is_near = |span: Span| {
            let there = segments.sentence_at(span.start);
            span != trigger && there.is_some_and(|there| there.abs_diff(home) <= 1)
        };
        let away = |span: Span| {
            let there = segments.sentence_at(span.start);
            let sentences = there.map_or(usize::MAX, |there| there.abs_diff(home));
            (sentences, span.start.abs_diff(trigger.start))
        };
        let annotated = self
            .annotations()
            .events()
            .iter()
            .filter(|event| !event.arguments.is_empty() && is_near(event.trigger.envelope()));
        let nearest = annotated.min_by_key(|event| away(event.trigger.envelope()));
        if let Some(event) = nearest {
            return Some(Neighbour::Annotated(event.clone()));
        }
        let open = self.open_suggestions().iter();
        let proposed = open.filter_map(|suggestion| match &suggestion.proposal {
            Proposal::Event(event) if is_near(event.trigger) => Some(event),
            _ => None,
        });
        let schema = self.deciding_schema();
        proposed
            .filter(|event| {
                !decide::ticked_arguments(schema, &event.event_type, &event.arguments).is_empty()
            })
            .min_by_key(|event| away(event.trigger))
            .map(|event| Neighbour::Suggested(event.clone()))
    }
}

/// An event whose roles may serve another.
enum Neighbour {
    Annotated(EventMention),
    Suggested(ProposedEvent),
}

impl Neighbour {
    fn trigger(&self) -> Span {
        match self {
            Self::Annotated(event) => event.trigger.envelope(),
            Self::Suggested(event) => event.trigger,
        }
    }
}

/// Whether `role` may be filled by `filler`.
fn takes(role: &Role, filler: &Filler, draft: &Draft<'_>) -> bool {
    match filler {
        Filler::Mention(id) => match draft.get(&AnnotationRef::Mention(id.clone())) {
            Some(Annotation::Mention(mention)) => role.takes_entity(&mention.label),
            _ => false,
        },
        Filler::Event(id) => match draft.get(&AnnotationRef::Event(id.clone())) {
            Some(Annotation::Event(event)) => role.takes_event(&event.event_type),
            _ => false,
        },
        Filler::Span(_) => role.takes_span(),
    }
}

/// The role of `known` that means the same as `role` of another event type: who acts, who suffers, with what, where, when.
fn counterpart<'a>(role: &str, known: &'a EventType) -> Option<&'a Role> {
    const ALIKE: [&[&str]; 5] = [
        &["Agent", "Attacker"],
        &["Victim", "Target", "Person"],
        &["Instrument"],
        &["Place"],
        &["Time"],
    ];
    let family = ALIKE.iter().find(|family| family.contains(&role))?;
    let alike = || {
        let mut roles = known.roles.iter();
        roles.find(|there| family.contains(&there.name.as_str()))
    };
    known.role(role).or_else(alike)
}
