//! What is left to do, or was done where nothing is to be done.

use smol_str::SmolStr;

use super::Check;
use crate::model::annotation::AnnotationRef;
use crate::model::check::Code;
use crate::model::layer::DocumentStatus;

pub(super) fn open_suggestions(check: &mut Check<'_>) {
    let open = check.open_suggestions;
    if check.layer.status == DocumentStatus::Done && open > 0 {
        let message = format!("the document is done, and {open} suggestions are still open");
        check
            .note(Code::DoneWithOpenSuggestions, None, None, message)
            .hint = Some("Accept or reject them, or open the document again".into());
    }
}

pub(super) fn nothing_in_boilerplate(check: &mut Check<'_>) {
    for (on, extent, label) in check.extents() {
        if check.document.is_skipped(extent.envelope()) {
            let message = format!(
                "{label} “{}” stands in text that is not part of the article",
                check.words(extent)
            );
            check
                .note(
                    Code::InBoilerplate,
                    Some(on),
                    Some(extent.envelope()),
                    message,
                )
                .hint = Some("Exports leave it out; remove it or lift the zone".into());
        }
    }
}

pub(super) fn dates_have_values(check: &mut Check<'_>) {
    for mention in check.annotations.mentions() {
        let needs_value = check
            .schema
            .entity_type(&mention.label)
            .is_some_and(|known| known.has_value);
        if needs_value && mention.value.as_ref().is_none_or(SmolStr::is_empty) {
            let message = format!(
                "{} “{}” has no value",
                mention.label,
                check.words(&mention.extent)
            );
            let on = AnnotationRef::Mention(mention.id.clone());
            check.note(
                Code::DateWithoutValue,
                Some(on),
                Some(mention.extent.envelope()),
                message,
            );
        }
    }
}
