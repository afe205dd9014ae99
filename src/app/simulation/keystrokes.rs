//! What an annotator's actions cost: the keystroke-level model of Card, Moran and Newell ("The keystroke-level model for user performance time with
//! interactive systems", 1980), with their times, and reading.

/// An operator of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// A key of an average non-secretary typist.
    Key,
    /// Pointing at something with the mouse.
    Point,
    /// Pressing or releasing the mouse button.
    Button,
    /// Moving a hand between keyboard and mouse.
    Home,
    /// Preparing in the mind for something that does not follow from what went before.
    Think,
    /// Reading one suggestion and seeing whether it is right. Not in the model: half a second is our assumption.
    Read,
}

impl Operator {
    /// Seconds.
    pub const fn seconds(self) -> f64 {
        match self {
            Self::Key => 0.28,
            Self::Point => 1.1,
            Self::Button => 0.1,
            Self::Home => 0.4,
            Self::Think => 1.35,
            Self::Read => 0.5,
        }
    }
}

/// What was done and how long it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Keys pressed, clicks, and ends of a stretch of text that is dragged over.
    pub actions: usize,
    /// Seconds by the model.
    pub seconds: f64,
}

impl Cost {
    /// Adds something that takes so many actions and these operators.
    pub fn add(&mut self, actions: usize, operators: &[Operator]) {
        self.actions += actions;
        self.seconds += operators
            .iter()
            .map(|operator| operator.seconds())
            .sum::<f64>();
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            actions: self.actions + other.actions,
            seconds: self.seconds + other.seconds,
        }
    }
}
