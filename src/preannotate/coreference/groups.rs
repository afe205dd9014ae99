//! Which mentions mean one thing, so far: sets that grow by joining, with what is known of each.

use super::facts::{Class, Facts, Gender, Number};
use crate::model::EntityId;
use crate::preannotate::kinds::Kinds;

/// What is known of the thing that some mentions mean.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) class: Class,
    pub(super) number: Number,
    pub(super) gender: Gender,
    /// Count of people or things; 0 for none given.
    pub(super) count: u32,
    pub(super) kinds: Kinds,
    /// Whether one of the mentions is a name.
    pub(super) is_named: bool,
    /// How many mentions there are.
    pub(super) size: u32,
    /// Their last one.
    pub(super) last: u32,
    /// The entity that a person has put one of them into.
    pub(super) given: Option<EntityId>,
}

/// All mentions of a document as disjoint sets, each known by its first mention.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// `parent[mention]`: one of its group that comes earlier, or itself.
    parent: Vec<u32>,
    /// `next[mention]`: another of its group; the mentions of a group make a circle.
    next: Vec<u32>,
    /// Right at the first mention of each group.
    known: Vec<Known>,
}

impl Groups {
    pub(super) fn push(&mut self, facts: &Facts, given: Option<EntityId>) {
        let number = self.parent.len() as u32;
        self.parent.push(number);
        self.next.push(number);
        self.known.push(Known {
            class: facts.class,
            number: facts.number,
            gender: facts.gender,
            count: facts.count,
            kinds: facts.kinds,
            is_named: facts.is_name(),
            size: 1,
            last: number,
            given,
        });
    }

    /// The first mention of a mention's group.
    pub(super) fn first(&self, mention: usize) -> usize {
        let mut at = mention;
        while self.parent[at] as usize != at {
            at = self.parent[at] as usize;
        }
        at
    }

    pub(super) fn known(&self, mention: usize) -> &Known {
        &self.known[self.first(mention)]
    }

    pub(super) fn is_same(&self, one: usize, other: usize) -> bool {
        self.first(one) == self.first(other)
    }

    /// The mentions of a group, beginning with one of them.
    pub(super) fn members(&self, mention: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = Some(mention);
        std::iter::from_fn(move || {
            let member = at?;
            let next = self.next[member] as usize;
            at = (next != mention).then_some(next);
            Some(member)
        })
    }

    /// Whether nothing that is known speaks against two mentions' meaning one thing.
    pub(super) fn may_join(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.known(one), self.known(other));
        let differ = match (&one.given, &other.given) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        };
        one.class == other.class
            && !differ
            && !(one.is_named && other.is_named)
            && one.gender.fits(other.gender)
            && one.number.fits(other.number)
            && (one.count == 0 || other.count == 0 || one.count == other.count)
    }

    /// Joins the groups of two mentions. What is known of the earlier one wins.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        if one == other {
            return;
        }
        let (first, second) = (one.min(other), one.max(other));
        self.next.swap(first, second);
        self.parent[second] = first as u32;
        let later = self.known[second].clone();
        let known = &mut self.known[first];
        known.kinds = known.kinds.with(later.kinds);
        known.is_named |= later.is_named;
        known.size += later.size;
        known.last = known.last.max(later.last);
        if known.gender == Gender::Unknown {
            known.gender = later.gender;
        }
        if known.number == Number::Any {
            known.number = later.number;
        }
        if known.count == 0 {
            known.count = later.count;
        }
        if known.given.is_none() {
            known.given = later.given;
        }
    }

    /// Joins a noun with what it stands for. "The state" of a province says nothing about kinds that is not known of it.
    pub(super) fn join_by_kind(&mut self, earlier: usize, noun: usize) {
        let first = self.first(earlier);
        let kinds = self.known[first].kinds;
        self.join(earlier, noun);
        if !kinds.is_empty() {
            self.known[first].kinds = kinds;
        }
    }

    /// Joins them where nothing speaks against it; says whether they are one now.
    pub(super) fn try_join(&mut self, one: usize, other: usize) -> bool {
        if self.is_same(one, other) {
            return true;
        }
        let may = self.may_join(one, other);
        if may {
            self.join(one, other);
        }
        may
    }
}
