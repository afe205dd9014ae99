//! What is the case with something that may or may not be suggested, as numbers that a model can learn weights for.

/// Something that is the case with a candidate, as a number made of its words. The same words always give the same number.
pub type Cue = u32;

/// Collects the cues of one candidate.
#[derive(Clone, Debug, Default)]
pub struct Cues(Vec<Cue>);

impl Cues {
    /// Adds a cue: what is looked at, then what is there.
    pub fn add(&mut self, words: &[&str]) {
        // A zero byte between words keeps "ab c" from "a bc".
        let bytes = words
            .iter()
            .flat_map(|word| word.bytes().chain(std::iter::once(0)));
        self.0.push(number_of(bytes));
    }

    /// Each of these cues together with a word.
    pub fn joined(cues: &[Cue], word: &str) -> Vec<Cue> {
        let with = |cue: &Cue| number_of(cue.to_le_bytes().into_iter().chain(word.bytes()));
        cues.iter().map(with).collect()
    }

    /// All of them, in the order in which they were added.
    pub fn as_slice(&self) -> &[Cue] {
        &self.0
    }

    /// The same, for keeps.
    pub fn into_vec(self) -> Vec<Cue> {
        self.0
    }
}

/// FNV-1a, folded.
fn number_of(bytes: impl Iterator<Item = u8>) -> Cue {
    let hash = bytes.fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    (hash ^ hash >> 32) as u32
}
