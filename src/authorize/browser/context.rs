//! A browser context: cookies and storage of one login session.

use std::sync::Arc;

use serde_json::{Value, json};

use super::pipe::PipeError;
use super::process::Process;

/// One login session; dropped, it is forgotten.
pub(super) struct Context {
    pub(super) process: Arc<Process>,
    pub(super) id: String,
}

/// The cookies of a context: name, domain, path and value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cookies(Vec<(Value, Value, Value, Value)>);

impl Context {
    /// A context without cookies.
    pub(super) async fn new(process: Arc<Process>) -> Result<Self, PipeError> {
        let made = process.pipe.call(None, "Target.createBrowserContext", json!({})).await?;
        let id = made["browserContextId"].as_str().unwrap_or_default().to_owned();
        Ok(Self { process, id })
    }

    /// The cookies as they are now.
    pub(super) async fn cookies(&self) -> Result<Cookies, PipeError> {
        let mut found = self.process.pipe.call(None, "Storage.getCookies", json!({ "browserContextId": self.id })).await?;
        let cookies = found["cookies"].as_array_mut().map(std::mem::take).unwrap_or_default();
        let parts = |mut cookie: Value| {
            let mut part = |name: &str| cookie[name].take();
            (part("name"), part("domain"), part("path"), part("value"))
        };
        Ok(Cookies(cookies.into_iter().map(parts).collect()))
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        self.process.pipe.tell(None, "Target.disposeBrowserContext", json!({ "browserContextId": self.id }));
    }
}

impl Cookies {
    /// Whether a cookie that was in `before` has another value now, or is gone.
    pub(super) fn have_changed_since(&self, before: &Cookies) -> bool {
        before.0.iter().any(|cookie| !self.0.contains(cookie))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_more_is_no_change() {
        let cookie = |name: &str, value: &str| (name.into(), "h.example".into(), "/".into(), value.into());
        let before = Cookies(vec![cookie("session", "1")]);
        assert!(!Cookies(vec![cookie("csrf", "x"), cookie("session", "1")]).have_changed_since(&before));
        assert!(Cookies(vec![cookie("session", "2")]).have_changed_since(&before));
        assert!(Cookies::default().have_changed_since(&before));
    }
}
