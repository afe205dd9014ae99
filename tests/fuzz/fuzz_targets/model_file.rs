//! A model file of any bytes is read or refused, never more: as they are, and in the envelope with a checksum that fits.

#![no_main]

use dateline::learn::models::{self, Models};
use dateline::learn::sealed::seal;
use dateline::learn::{encoder, events, packed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _either_way = Models::read(bytes);
    for kind in [
        packed::KIND,
        encoder::file::KIND,
        events::file::KIND,
        models::KIND,
    ] {
        let _either_way = Models::read(&seal(kind, bytes));
    }
});
