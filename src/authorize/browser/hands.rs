//! Filling and clicking.

use serde_json::json;

use super::pipe::PipeError;
use super::tab::Tab;

/// What became of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Done,
    /// The page was replaced, or the element is not ready: it can be tried again once the page was looked at.
    NotYet,
    /// A list has no such entry, or a field takes no such text.
    Impossible,
}

impl Tab {
    /// Types a text into a field, instead of what is in it.
    pub(super) async fn fill(&self, element: usize, text: &str) -> Result<Deed, PipeError> {
        let act = |what: &str| json!({ "do": what, "element": element, "value": text });
        let focused = self.act(act("focus")).await?;
        if focused != "focused" {
            return Ok(deed(&focused));
        }
        self.type_in(text).await?;
        Ok(deed(&self.act(act("settle")).await?))
    }

    /// Clicks on an element.
    pub(super) async fn click(&self, element: usize) -> Result<Deed, PipeError> {
        Ok(deed(&self.act(json!({ "do": "click", "element": element })).await?))
    }

    /// Submits the form of an element, as Enter would.
    pub(super) async fn submit(&self, element: usize) -> Result<Deed, PipeError> {
        Ok(deed(&self.act(json!({ "do": "submit", "element": element })).await?))
    }

    async fn act(&self, request: serde_json::Value) -> Result<String, PipeError> {
        let answer = self.ask(request).await?;
        Ok(answer.and_then(|answer| answer.as_str().map(str::to_owned)).unwrap_or_default())
    }
}

fn deed(answer: &str) -> Deed {
    match answer {
        "filled" | "clicked" => Deed::Done,
        "no such entry" | "not taken" | "no form" => Deed::Impossible,
        _ => Deed::NotYet,
    }
}
