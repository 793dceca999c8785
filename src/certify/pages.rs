//! The statement in words: what was examined, what came out, what was not examined, and what rests on the signer's word alone.
//!
//! One wording, as Markdown and as a page that prints; and a badge. Nothing here is approved by anybody: it is a self-declaration.

mod badge;
mod wording;

use askama::Template;

pub(super) use badge::badge;
pub(super) use wording::Wording;

use crate::report::text;

/// The page's style; its policy knows it by its digest.
const STYLE: &str = include_str!("pages/statement.css");

#[derive(Template)]
#[template(path = "statement.html")]
struct Page<'a> {
    policy: String,
    style: &'static str,
    wording: &'a Wording,
}

/// The statement as an HTML page that loads nothing and runs nothing.
pub(super) fn html(wording: &Wording) -> Result<String, askama::Error> {
    use base64::Engine as _;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, STYLE.as_bytes());
    let style = base64::engine::general_purpose::STANDARD.encode(digest);
    let policy = format!("default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'");
    Page { policy, style: STYLE, wording }.render()
}

/// The statement as Markdown.
pub(super) fn markdown(wording: &Wording) -> String {
    let mut out = format!("# {}\n\n", text::markdown(&wording.title));
    for paragraph in &wording.lead {
        out.push_str(&format!("{}\n\n", text::markdown(paragraph)));
    }
    for section in &wording.sections {
        out.push_str(&format!("## {}\n\n", section.heading));
        for paragraph in &section.text {
            out.push_str(&format!("{}\n\n", text::markdown(paragraph)));
        }
        for (item, more) in &section.items {
            let more = if more.is_empty() { String::new() } else { format!(": {}", text::markdown(more)) };
            out.push_str(&format!("- {}{more}\n", text::markdown(item)));
        }
        if !section.items.is_empty() {
            out.push('\n');
        }
    }
    format!("{}\n", out.trim_end())
}
