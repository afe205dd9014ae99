//! Articles as people have them: plain text, Markdown and web pages become one document each, with zones and metadata.
