//! Coreference: which mentions share an entity and which event mentions tell of one event. Linking, stepping through, splitting, merging.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::MAX_CANDIDATES;
use crate::app::decide;
use crate::app::draft::Draft;
use crate::app::selection::{Focus, Selected};
use crate::app::session::Session;
use crate::model::suggestion::{Proposal, Suggestion};
use crate::model::{
    Annotation, AnnotationRef, Entity, EntityId, EntityMention, EventChainId, EventMention,
};
use crate::text::Span;

/// One member of a chain, or something that could become one.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What it is: a mention, an event, or the open suggestion of one.
    pub what: Selected,
    /// Where it stands.
    pub span: Span,
    /// Label or event type.
    pub label: SmolStr,
    /// Name, nominal or pronoun; empty for events.
    pub level: &'static str,
    /// Members of its chain, itself included.
    pub num_in_chain: usize,
}

/// What the members of a chain share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Chain {
    Entity(EntityId),
    Event(EventChainId),
}

impl Chain {
    fn as_ref(&self) -> ChainRef<'_> {
        match self {
            Self::Entity(id) => ChainRef::Entity(id),
            Self::Event(id) => ChainRef::Event(id),
        }
    }
}

/// The same where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ChainRef<'a> {
    Entity(&'a EntityId),
    Event(&'a EventChainId),
}

impl ChainRef<'_> {
    fn cloned(self) -> Chain {
        match self {
            Self::Entity(id) => Chain::Entity(id.clone()),
            Self::Event(id) => Chain::Event(id.clone()),
        }
    }
}

impl Session {
    pub(super) fn start_coreference(&mut self) {
        if self.antecedents().is_empty() {
            self.notices.info(if self.is_on_event() {
                "No earlier event to link with"
            } else {
                "No earlier mention to link with"
            });
        } else {
            self.focus = Focus::Coreference;
        }
    }

    /// Earlier mentions (or events) that the selected one may share a chain with, likeliest first: same words, then same label, then nearness. Of a
    /// chain only the likeliest is offered, and none of the selected one's own.
    pub fn antecedents(&self) -> Vec<Link> {
        let Some(here) = self.selected_span() else {
            return Vec::new();
        };
        let label = self.selected_label();
        let own = self.chain_id(&self.selected);
        let words = self.words_at(here).to_lowercase();
        let last_word = |words: &str| words.rsplit(' ').next().unwrap_or_default().to_owned();
        let likeness = |link: &Link| {
            let other = self.words_at(link.span).to_lowercase();
            if other == words {
                2
            } else {
                i32::from(last_word(&other) == last_word(&words))
            }
        };
        let mut earlier: Vec<(i32, Option<Chain>, Link)> = self
            .linkables(self.is_on_event(), |_| true)
            .into_iter()
            .filter(|(_, link)| link.span.end <= here.start)
            .map(|(chain, link)| (likeness(&link), chain, link))
            .collect();
        earlier.sort_by_key(|(likeness, _, link)| {
            (
                std::cmp::Reverse(*likeness),
                Some(&link.label) != label.as_ref(),
                std::cmp::Reverse(link.span.start),
            )
        });
        let mut offered: Vec<(Option<Chain>, Link)> = Vec::new();
        for (_, chain, link) in earlier {
            let is_own = chain.is_some() && chain == own;
            let is_there = chain.is_some() && offered.iter().any(|(known, _)| *known == chain);
            if !is_own && !is_there {
                offered.push((chain, link));
            }
            if offered.len() == MAX_CANDIDATES {
                break;
            }
        }
        offered.into_iter().map(|(_, link)| link).collect()
    }

    /// The chain of the selected mention or event, itself included, by place; empty when it has none. Open suggestions that would join it are there too.
    pub fn chain_of_selected(&self) -> Vec<Link> {
        let Some(chain) = self.chain_id(&self.selected) else {
            return Vec::new();
        };
        let is_event = matches!(chain, Chain::Event(_));
        let mut members: Vec<Link> = self
            .linkables(is_event, |known| *known == Some(chain.as_ref()))
            .into_iter()
            .map(|(_, link)| link)
            .collect();
        members.sort_by_key(|link| link.span);
        members
    }

    /// All events or all mentions, with the open suggestions of them, whose chain is wanted. Called every frame, so that what is not wanted costs
    /// a comparison and nothing more.
    fn linkables(
        &self,
        events: bool,
        is_wanted: impl Fn(&Option<ChainRef<'_>>) -> bool,
    ) -> Vec<(Option<Chain>, Link)> {
        let annotations = self.annotations();
        let mut links: Vec<(Option<Chain>, Link)> = Vec::new();
        let mut add = |chain: Option<ChainRef<'_>>,
                       what: &dyn Fn() -> Selected,
                       span,
                       label: &SmolStr,
                       level| {
            if !is_wanted(&chain) {
                return;
            }
            let link = Link {
                what: what(),
                span,
                label: label.clone(),
                level,
                num_in_chain: 1,
            };
            links.push((chain.map(ChainRef::cloned), link));
        };
        for event in annotations.events().iter().filter(|_| events) {
            let what = || Selected::Event(event.id.clone());
            let chain = event.event.as_ref().map(ChainRef::Event);
            add(
                chain,
                &what,
                event.trigger.envelope(),
                &event.event_type,
                "",
            );
        }
        for mention in annotations.mentions().iter().filter(|_| !events) {
            let what = || Selected::Mention(mention.id.clone());
            let chain = mention.entity.as_ref().map(ChainRef::Entity);
            let (span, level) = (mention.extent.envelope(), mention.level.name());
            add(chain, &what, span, &mention.label, level);
        }
        for suggestion in self.open_suggestions() {
            let what = || Selected::Suggestion(suggestion.key());
            let (is_event, level) = match &suggestion.proposal {
                Proposal::Mention(mention) => (false, mention.level.name()),
                Proposal::Event(_) => (true, ""),
            };
            if is_event == events {
                let (span, label) = (suggestion.span(), suggestion.label());
                add(proposed_chain(suggestion), &what, span, label, level);
            }
        }
        let mut sizes: HashMap<Chain, usize> = HashMap::new();
        for chain in links.iter().filter_map(|(chain, _)| chain.clone()) {
            *sizes.entry(chain).or_insert(0) += 1;
        }
        for (chain, link) in &mut links {
            let size = chain.as_ref().and_then(|chain| sizes.get(chain).copied());
            link.num_in_chain = size.unwrap_or(1);
        }
        links
    }

    fn chain_id(&self, what: &Selected) -> Option<Chain> {
        match what {
            Selected::Mention(id) => {
                let mention = self.annotations().mention(id)?;
                mention.entity.clone().map(Chain::Entity)
            }
            Selected::Event(id) => {
                let event = self.annotations().event(id)?;
                event.event.clone().map(Chain::Event)
            }
            Selected::Suggestion(key) => {
                proposed_chain(self.suggestion(key)?).map(ChainRef::cloned)
            }
            Selected::Relation(_) | Selected::Nothing => None,
        }
    }

    pub(super) fn selected_label(&self) -> Option<SmolStr> {
        match &self.selected {
            Selected::Mention(_) => self.selected_mention().map(|mention| mention.label.clone()),
            Selected::Event(_) => self.selected_event().map(|event| event.event_type.clone()),
            Selected::Suggestion(key) => self
                .suggestion(key)
                .map(|suggestion| suggestion.label().clone()),
            Selected::Relation(_) | Selected::Nothing => None,
        }
    }

    pub(super) fn pick_antecedent(&mut self, number: u8) {
        match self.antecedents().into_iter().nth(usize::from(number)) {
            Some(earlier) => self.link_with(&earlier.what),
            None => self.notices.info("There is no candidate of that letter"),
        }
    }

    /// Links the selected mention or event with another one, as one step. Two that had chains already bring these together.
    pub(super) fn link_with(&mut self, other: &Selected) {
        self.focus = Focus::Article;
        let here = self.selected.clone();
        let (own, others) = (self.chain_id(&here), self.chain_id(other));
        if here == *other || (own.is_some() && own == others) {
            return self.notices.info("These two are linked already");
        }
        let words = self.span_of(other).map(|span| self.words_at(span));
        let words = words.unwrap_or_default();
        let merged = own.as_ref().map_or(1, |_| self.chain_of_selected().len());
        let label = if merged > 1 && others.is_some() {
            format!("Merge two chains at “{words}”")
        } else if self.is_on_event() {
            format!("Same event as “{words}”")
        } else {
            format!("Same entity as “{words}”")
        };
        let mut selected = None;
        self.edit_here(|draft, session| {
            let ends = (
                session.taken_in(draft, &here),
                session.taken_in(draft, other),
            );
            match ends {
                (Some(AnnotationRef::Mention(here)), Some(AnnotationRef::Mention(other))) => {
                    selected = Some(Selected::Mention(here.clone()));
                    join_mentions(draft, session, &here, &other);
                }
                (Some(AnnotationRef::Event(here)), Some(AnnotationRef::Event(other))) => {
                    selected = Some(Selected::Event(here.clone()));
                    join_events(draft, session, &here, &other);
                }
                _ => {}
            }
            label
        });
        if let Some(selected) = selected {
            self.selected = selected;
        }
    }

    /// The annotation behind a selection; a suggestion is accepted in the same draft.
    pub(super) fn taken_in(&self, draft: &mut Draft<'_>, what: &Selected) -> Option<AnnotationRef> {
        match what {
            Selected::Mention(id) => Some(AnnotationRef::Mention(id.clone())),
            Selected::Event(id) => Some(AnnotationRef::Event(id.clone())),
            Selected::Suggestion(key) => {
                let open = self.open_suggestions();
                let suggestion = self.suggestion(key)?;
                let schema = self.deciding_schema();
                Some(decide::accept(draft, schema, suggestion, open))
            }
            Selected::Relation(_) | Selected::Nothing => None,
        }
    }

    /// Where something that can be selected stands.
    pub(super) fn span_of(&self, what: &Selected) -> Option<Span> {
        match what {
            Selected::Mention(id) => {
                let mention = self.annotations().mention(id);
                mention.map(|mention| mention.extent.envelope())
            }
            Selected::Event(id) => {
                let event = self.annotations().event(id);
                event.map(|event| event.trigger.envelope())
            }
            Selected::Suggestion(key) => self.suggestion(key).map(Suggestion::span),
            Selected::Relation(_) | Selected::Nothing => None,
        }
    }

    pub(super) fn unlink_coreference(&mut self) {
        if self.is_on_event() {
            self.change_event("Take out of the chain", |event| event.event = None);
        } else {
            self.change_mention("Take out of the chain", |mention| mention.entity = None);
        }
    }

    /// Selects the member of the chain after or before the selected one, round and round.
    pub(super) fn step_in_chain(&mut self, forward: bool) {
        let members = self.chain_of_selected();
        let Some(here) = members.iter().position(|link| link.what == self.selected) else {
            return;
        };
        let step = if forward { 1 } else { members.len() - 1 };
        if let Some(to) = members.get((here + step) % members.len()).cloned() {
            self.choose(to.what, to.span);
        }
    }

    /// The selected member and all later ones become a chain of their own. Open suggestions stay open, but for the selected one.
    pub(super) fn split_chain(&mut self) {
        let Some(from) = self.selected_span() else {
            return;
        };
        let here = self.selected.clone();
        let later: Vec<Selected> = self
            .chain_of_selected()
            .into_iter()
            .map(|link| (link.span, link.what))
            .filter(|(span, what)| *span >= from && !matches!(what, Selected::Suggestion(_)))
            .map(|(_, what)| what)
            .filter(|what| *what != here)
            .collect();
        let (entity, chain) = (EntityId::random(), EventChainId::random());
        let is_alone = later.is_empty();
        let mut selected = None;
        self.edit_here(|draft, session| {
            for what in [&here].into_iter().chain(&later) {
                let reference = session.taken_in(draft, what);
                match reference.and_then(|reference| draft.get(&reference)) {
                    Some(Annotation::Mention(mut mention)) => {
                        selected.get_or_insert(Selected::Mention(mention.id.clone()));
                        mention.entity = (!is_alone).then(|| entity.clone());
                        decide::correct_mention(draft, mention);
                    }
                    Some(Annotation::Event(mut event)) => {
                        selected.get_or_insert(Selected::Event(event.id.clone()));
                        event.event = (!is_alone).then(|| chain.clone());
                        decide::correct_event(draft, event);
                    }
                    _ => {}
                }
            }
            "Split the chain".to_owned()
        });
        if let Some(selected) = selected {
            self.selected = selected;
        }
    }

    /// What is known about the entity of the selected mention beyond its mentions.
    pub fn entity_of_selected(&self) -> Option<&Entity> {
        match self.chain_id(&self.selected)? {
            Chain::Entity(id) => self.annotations().entity(&id),
            Chain::Event(_) => None,
        }
    }

    /// Changes what is known about the selected mention's entity; a mention without one gets one, and a record that says nothing goes.
    pub(super) fn change_entity(&mut self, label: &str, change: impl FnOnce(&mut Entity)) {
        if !self.is_on_mention() {
            return self.notices.info("Select a mention first");
        }
        let here = self.selected.clone();
        let mut made = None;
        self.edit_here(|draft, session| {
            let Some(reference) = session.taken_in(draft, &here) else {
                return String::new();
            };
            let Some(Annotation::Mention(mut mention)) = draft.get(&reference) else {
                return String::new();
            };
            made = Some(Selected::Mention(mention.id.clone()));
            let id = mention.entity.clone().unwrap_or_else(EntityId::random);
            let known = draft.get(&AnnotationRef::Entity(id.clone()));
            let mut entity = match known {
                Some(Annotation::Entity(entity)) => entity,
                _ => nothing_known(id.clone()),
            };
            change(&mut entity);
            if entity == nothing_known(id.clone()) {
                draft.remove(&AnnotationRef::Entity(id));
            } else {
                draft.put(Annotation::Entity(entity));
                mention.entity = Some(id);
                decide::correct_mention(draft, mention);
            }
            label.to_owned()
        });
        if let Some(made) = made {
            self.selected = made;
        }
    }
}

/// The chain that a suggestion would join.
fn proposed_chain(suggestion: &Suggestion) -> Option<ChainRef<'_>> {
    match &suggestion.proposal {
        Proposal::Mention(mention) => mention.entity.as_ref().map(ChainRef::Entity),
        Proposal::Event(event) => event.event.as_ref().map(ChainRef::Event),
    }
}

fn nothing_known(id: EntityId) -> Entity {
    Entity {
        id,
        name: SmolStr::default(),
        country: SmolStr::default(),
        sectors: Vec::new(),
    }
}

/// Brings two mentions, and the chains they had, into one; what is known about the two entities is put together.
fn join_mentions(
    draft: &mut Draft<'_>,
    session: &Session,
    here: &crate::model::MentionId,
    other: &crate::model::MentionId,
) {
    let get = |draft: &Draft<'_>, id: &crate::model::MentionId| match draft
        .get(&AnnotationRef::Mention(id.clone()))
    {
        Some(Annotation::Mention(mention)) => Some(mention),
        _ => None,
    };
    let (Some(here), Some(other)) = (get(draft, here), get(draft, other)) else {
        return;
    };
    let gone = here.entity.clone();
    let kept = other
        .entity
        .clone()
        .or_else(|| gone.clone())
        .unwrap_or_else(EntityId::random);
    for id in session
        .annotations()
        .mentions()
        .iter()
        .filter(|mention| gone.is_some() && mention.entity == gone)
        .map(|mention| mention.id.clone())
        .chain([here.id, other.id])
    {
        if let Some(mention) = get(draft, &id) {
            let entity = Some(kept.clone());
            decide::correct_mention(draft, EntityMention { entity, ..mention });
        }
    }
    if let Some(gone) = gone.filter(|gone| *gone != kept) {
        merge_entities(draft, &gone, &kept);
    }
}

fn merge_entities(draft: &mut Draft<'_>, gone: &EntityId, kept: &EntityId) {
    let Some(Annotation::Entity(old)) = draft.get(&AnnotationRef::Entity(gone.clone())) else {
        return;
    };
    let mut merged = match draft.get(&AnnotationRef::Entity(kept.clone())) {
        Some(Annotation::Entity(entity)) => entity,
        _ => nothing_known(kept.clone()),
    };
    if merged.name.is_empty() {
        merged.name = old.name;
    }
    if merged.country.is_empty() {
        merged.country = old.country;
    }
    for sector in old.sectors {
        if !merged.sectors.contains(&sector) {
            merged.sectors.push(sector);
        }
    }
    draft.remove(&AnnotationRef::Entity(gone.clone()));
    draft.put(Annotation::Entity(merged));
}

/// The same for events.
fn join_events(
    draft: &mut Draft<'_>,
    session: &Session,
    here: &crate::model::EventId,
    other: &crate::model::EventId,
) {
    let get = |draft: &Draft<'_>, id: &crate::model::EventId| match draft
        .get(&AnnotationRef::Event(id.clone()))
    {
        Some(Annotation::Event(event)) => Some(event),
        _ => None,
    };
    let (Some(here), Some(other)) = (get(draft, here), get(draft, other)) else {
        return;
    };
    let gone = here.event.clone();
    let kept = other
        .event
        .clone()
        .or_else(|| gone.clone())
        .unwrap_or_else(EventChainId::random);
    for id in session
        .annotations()
        .events()
        .iter()
        .filter(|event| gone.is_some() && event.event == gone)
        .map(|event| event.id.clone())
        .chain([here.id, other.id])
    {
        if let Some(event) = get(draft, &id) {
            let chain = Some(kept.clone());
            decide::correct_event(
                draft,
                EventMention {
                    event: chain,
                    ..event
                },
            );
        }
    }
}
