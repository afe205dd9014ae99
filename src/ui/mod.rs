//! The window.

pub mod article;
pub mod article_text;
pub mod icons;
pub mod text_engine;
pub mod theme;
pub mod widgets;
