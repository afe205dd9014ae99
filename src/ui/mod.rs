//! The window: panels that read the session and push commands. Start at [`window`]; the article view is [`article`], the look is [`theme`].

pub mod article;
mod article_panel;
pub mod article_text;
mod command_palette;
mod document_card;
mod documents_panel;
mod event_card;
pub mod files;
mod find;
mod help_sheet;
pub mod icons;
pub mod keymap;
mod mention_card;
mod note_editor;
mod notices;
mod parts;
mod pickers;
mod portal;
mod propagation_panel;
mod queue_bar;
mod run;
pub mod settings;
mod side;
mod status_line;
pub mod text_engine;
pub mod theme;
mod top_bar;
pub mod widgets;
pub mod window;
mod window_files;

pub use run::{NoWindow, run};
