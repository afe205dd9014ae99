//! Relations: made by picking two ends, their type limited by the schema; relabelled, turned round.

use smol_str::SmolStr;

use crate::app::draft::Draft;
use crate::app::selection::{Focus, Picker, Selected};
use crate::app::session::Session;
use crate::model::suggestion::SuggestionKey;
use crate::model::{
    Annotation, AnnotationRef, Attributes, Origin, Relation, RelationEnd, RelationId, Status,
};
use crate::text::Span;

/// A relation type that may join two ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationChoice {
    /// The type.
    pub name: SmolStr,
    /// Whether it goes from the end that was picked second to the first.
    pub is_reversed: bool,
}

impl Session {
    /// The first press notes where the relation starts, the second where it ends; then its type is asked for.
    pub(super) fn link_relation(&mut self) {
        let here = self.selected.clone();
        match (&self.focus, &self.relation_ends) {
            (Focus::Relation, Some((from, _))) if *from != here => self.relate_to(&here),
            _ => {
                self.relation_ends = Some((here, None));
                self.focus = Focus::Relation;
            }
        }
    }

    /// Takes `to` as the other end and asks for the type.
    pub(super) fn relate_to(&mut self, to: &Selected) {
        let Some((from, _)) = self.relation_ends.clone() else {
            return;
        };
        if from == *to {
            return self
                .notices
                .info("Select another mention or event: a relation joins two");
        }
        self.relation_ends = Some((from.clone(), Some(to.clone())));
        if self.relation_choices().is_empty() {
            self.relation_ends = Some((from.clone(), None));
            let name = |what: &Selected| self.label_of(what).unwrap_or_default();
            let message = format!(
                "No relation type joins {} and {}. Schema → Edit the schema… has the types.",
                name(&from),
                name(to)
            );
            return self.notices.info(message);
        }
        self.focus = Focus::Picker(Picker::Relation);
    }

    /// The end of the relation in the making that was picked first.
    pub fn relation_start(&self) -> Option<Span> {
        let (from, _) = self.relation_ends.as_ref()?;
        self.span_of(from)
    }

    /// Types that may join the two picked ends, or the ends of the selected relation: first those that go from the first to the second.
    pub fn relation_choices(&self) -> Vec<RelationChoice> {
        let labels = match (&self.relation_ends, &self.selected) {
            (Some((from, Some(to))), _) => (self.label_of(from), self.label_of(to)),
            (_, Selected::Relation(id)) => match self.annotations().relation(id) {
                Some(relation) => (
                    self.label_of(&selected_end(&relation.from)),
                    self.label_of(&selected_end(&relation.to)),
                ),
                None => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let (Some(from), Some(to)) = labels else {
            return Vec::new();
        };
        let types = &self.project.schema.relation_types;
        let choice = |is_reversed: bool| {
            let (one, other) = if is_reversed {
                (&to, &from)
            } else {
                (&from, &to)
            };
            types
                .iter()
                .filter(move |known| known.joins(one, other))
                .map(move |known| RelationChoice {
                    name: known.name.clone(),
                    is_reversed,
                })
        };
        let mut choices: Vec<RelationChoice> = choice(false).collect();
        for reversed in choice(true) {
            if !choices.iter().any(|known| known.name == reversed.name) {
                choices.push(reversed);
            }
        }
        choices
    }

    fn label_of(&self, what: &Selected) -> Option<SmolStr> {
        match what {
            Selected::Mention(id) => {
                let mention = self.annotations().mention(id);
                mention.map(|mention| mention.label.clone())
            }
            Selected::Event(id) => {
                let event = self.annotations().event(id);
                event.map(|event| event.event_type.clone())
            }
            Selected::Suggestion(
                SuggestionKey::Mention(_, label) | SuggestionKey::Event(_, label),
            ) => Some(label.clone()),
            _ => None,
        }
    }

    /// Makes the relation between the picked ends, or gives the selected relation another type. A type that fits only the other way round turns it.
    pub(super) fn set_relation_type(&mut self, name: &SmolStr) {
        let choices = self.relation_choices();
        self.focus = Focus::Article;
        let Some(choice) = choices.iter().find(|choice| choice.name == *name) else {
            self.relation_ends = None;
            return self.notices.info(format!("{name} does not join these two"));
        };
        match self.relation_ends.take() {
            Some((from, Some(to))) if choice.is_reversed => self.make_relation(name, &to, &from),
            Some((from, Some(to))) => self.make_relation(name, &from, &to),
            _ => {
                let is_reversed = choice.is_reversed;
                self.change_relation(&format!("Relabel relation as {name}"), |relation| {
                    relation.relation_type = name.clone();
                    if is_reversed {
                        std::mem::swap(&mut relation.from, &mut relation.to);
                    }
                });
            }
        }
    }

    fn make_relation(&mut self, name: &SmolStr, from: &Selected, to: &Selected) {
        let author = self.author();
        let mut made = None;
        self.edit_here(|draft, session| {
            let ends = (
                end_of(session.taken_in(draft, from)),
                end_of(session.taken_in(draft, to)),
            );
            let (Some(from), Some(to)) = ends else {
                return String::new();
            };
            if let Some(there) = same_relation(session, name, &from, &to) {
                made = Some(there);
                return String::new();
            }
            let id = RelationId::random();
            made = Some(id.clone());
            draft.put(Annotation::Relation(Relation {
                id,
                relation_type: name.clone(),
                from,
                to,
                attributes: Attributes::default(),
                origin: Origin {
                    status: Status::Added,
                    by: author.by.clone(),
                    at: author.at,
                    suggested: None,
                },
            }));
            format!("Relation {name}")
        });
        let Some(id) = made.filter(|id| self.annotations().relation(id).is_some()) else {
            return;
        };
        let span = self.relation_span(&id).unwrap_or_default();
        self.choose(Selected::Relation(id), span);
    }

    /// Where a relation starts.
    pub fn relation_span(&self, id: &RelationId) -> Option<Span> {
        let relation = self.annotations().relation(id)?;
        self.span_of(&selected_end(&relation.from))
    }

    /// Changes the selected relation.
    pub(super) fn change_relation(&mut self, label: &str, change: impl FnOnce(&mut Relation)) {
        let Selected::Relation(id) = &self.selected else {
            return;
        };
        let Some(mut relation) = self.annotations().relation(id).cloned() else {
            return;
        };
        change(&mut relation);
        self.edit_here(|draft: &mut Draft<'_>, _| {
            draft.put(Annotation::Relation(relation));
            label.to_owned()
        });
    }

    /// Swaps the ends of the selected relation, where its type allows that.
    pub(super) fn reverse_relation(&mut self) {
        let Selected::Relation(id) = &self.selected else {
            return;
        };
        let Some(relation) = self.annotations().relation(id) else {
            return;
        };
        let name = relation.relation_type.clone();
        let known = self.project.schema.relation_type(&name);
        let label = |end: &RelationEnd| self.label_of(&selected_end(end)).unwrap_or_default();
        let can =
            known.is_none_or(|known| known.joins(&label(&relation.to), &label(&relation.from)));
        if can {
            self.change_relation("Turn the relation round", |relation| {
                std::mem::swap(&mut relation.from, &mut relation.to);
            });
        } else {
            self.notices
                .info(format!("{name} goes only this way, by the schema"));
        }
    }
}

/// What is selected when an end of a relation is.
pub fn selected_end(end: &RelationEnd) -> Selected {
    match end {
        RelationEnd::Mention(id) => Selected::Mention(id.clone()),
        RelationEnd::Event(id) => Selected::Event(id.clone()),
    }
}

fn end_of(reference: Option<AnnotationRef>) -> Option<RelationEnd> {
    match reference? {
        AnnotationRef::Mention(id) => Some(RelationEnd::Mention(id)),
        AnnotationRef::Event(id) => Some(RelationEnd::Event(id)),
        _ => None,
    }
}

fn same_relation(
    session: &Session,
    name: &str,
    from: &RelationEnd,
    to: &RelationEnd,
) -> Option<RelationId> {
    let mut relations = session.annotations().relations().iter();
    relations
        .find(|known| known.relation_type == name && known.from == *from && known.to == *to)
        .map(|known| known.id.clone())
}
