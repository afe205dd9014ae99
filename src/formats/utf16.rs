//! Offsets as programs in Java and JavaScript count them.

use crate::text::Text;

/// Where bytes of a text stand in UTF-16 code units.
pub(super) struct Utf16 {
    /// Bytes behind each character that is not ASCII, and how many units fewer than bytes there are up to it. Sorted.
    shorter: Vec<(u32, u32)>,
}

impl Utf16 {
    /// Counts `text`.
    pub(super) fn new(text: &Text) -> Self {
        let mut shorter = Vec::new();
        let mut fewer = 0;
        for (at, char) in text.as_str().char_indices() {
            if !char.is_ascii() {
                fewer += (char.len_utf8() - char.len_utf16()) as u32;
                shorter.push(((at + char.len_utf8()) as u32, fewer));
            }
        }
        Self { shorter }
    }

    /// The unit at which the character at `byte` begins.
    pub(super) fn of(&self, byte: u32) -> u32 {
        let place = self.shorter.partition_point(|(end, _)| *end <= byte);
        let before = place
            .checked_sub(1)
            .and_then(|place| self.shorter.get(place));
        byte - before.map_or(0, |(_, fewer)| *fewer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_beyond_the_first_plane_count_two() {
        let text = "a👍é b";
        let offsets = Utf16::new(&Text::new(text));
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let (before, _) = text.split_at(at);
            assert_eq!(
                offsets.of(at as u32) as usize,
                before.encode_utf16().count()
            );
        }
    }
}
