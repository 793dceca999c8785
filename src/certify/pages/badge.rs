//! A badge: what was examined by, and in one word what came out.

use crate::certify::statement::Certification;
use crate::report::text::html;

/// About so many units a character of this font is wide.
const CHARACTER: usize = 7;
/// Units left and right of a text.
const MARGIN: usize = 8;

/// The badge as SVG, with the whole meaning in its title.
pub(in crate::certify) fn badge(said: &Certification) -> String {
    let (word, colour) = match () {
        () if !said.complete => ("incomplete", "#6e6e6e"),
        () if said.summary.fail > 0 => ("does not conform", "#b42318"),
        () if said.summary.warn > 0 => ("conforms, with warnings", "#8a6100"),
        () => ("conforms", "#1a7f37"),
    };
    let left = format!("{} {}", said.profile.id, said.profile.version);
    let width = |text: &str| text.chars().count() * CHARACTER + 2 * MARGIN;
    let (first, second) = (width(&left), width(word));
    let (all, left) = (first + second, html(&left));
    let title =
        html(&format!("self-declared on {}: {} {word} ({})", said.started_at, said.target.name, said.target.token_endpoint));
    let (left_at, word_at) = (first / 2, first + second / 2);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" role=\"img\" aria-label=\"{left}: {word}\">\n\
         <title>{title}</title>\n\
         <rect width=\"{first}\" height=\"20\" fill=\"#3c3c3c\"/>\n\
         <rect x=\"{first}\" width=\"{second}\" height=\"20\" fill=\"{colour}\"/>\n\
         <g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\" text-anchor=\"middle\">\n\
         <text x=\"{left_at}\" y=\"14\">{left}</text>\n\
         <text x=\"{word_at}\" y=\"14\">{word}</text>\n\
         </g>\n\
         </svg>\n"
    )
}
