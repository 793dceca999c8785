//! What is asked for, what the browser is busy with, and what came back.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::{Notify, oneshot};
use url::Url;

use super::super::account::printable;
use super::super::arrival;
use super::super::request::{Authorization, AuthorizationRequest, AuthorizeError};
use super::{LoopbackSettings, gave_up};

/// How often a request is offered that the browser came back from without an answer.
const OFFERS: u32 = 2;
/// Problems that the page lists.
const PROBLEMS: usize = 5;

type Answer = Result<Authorization, AuthorizeError>;

/// One authorization request on its way.
struct Pending {
    number: u64,
    request: AuthorizationRequest,
    /// Whether the redirect URI leads back to this machine.
    comes_back: bool,
    answer: oneshot::Sender<Answer>,
    offers: u32,
    offered: Option<Instant>,
}

/// What the page does next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "do")]
pub(super) enum Next {
    /// Send the browser there.
    Go { url: String, status: Status },
    /// Have a person go there and paste the URL of the address bar.
    Paste { url: String, what: String, status: Status },
    /// Ask again.
    Wait { status: Status },
    /// The run is over.
    End { result: String, status: Status },
}

/// How far the run is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Status {
    obtained: usize,
    expected: Option<usize>,
    doing: String,
    problems: Vec<String>,
}

#[derive(Default)]
struct State {
    next: u64,
    /// Everything that has no answer yet, in the order in which it was asked for.
    queue: VecDeque<Pending>,
    expected: Option<usize>,
    obtained: usize,
    problems: Vec<String>,
    last_sign: Option<Instant>,
    result: Option<String>,
}

/// Shared by the run and the page.
#[derive(Default)]
pub(super) struct Desk {
    state: Mutex<State>,
    news: Notify,
    shown: Notify,
}

impl Desk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn expect(&self, codes: usize) {
        self.state().expected = Some(codes);
    }

    pub(super) fn expected(&self) -> Option<usize> {
        self.state().expected
    }

    /// A sign of the browser.
    pub(super) fn seen(&self, now: Instant) {
        self.state().last_sign = Some(now);
    }

    /// Puts a request in line.
    pub(super) fn queue(&self, request: &AuthorizationRequest, comes_back: bool) -> (u64, oneshot::Receiver<Answer>) {
        let (answer, receiver) = oneshot::channel();
        let mut state = self.state();
        state.next += 1;
        let number = state.next;
        state.queue.push_back(Pending { number, request: request.clone(), comes_back, answer, offers: 0, offered: None });
        drop(state);
        self.news.notify_waiters();
        (number, receiver)
    }

    pub(super) fn withdraw(&self, number: u64) {
        self.state().queue.retain(|pending| pending.number != number);
    }

    /// Why a request is not worth waiting for any longer.
    pub(super) fn in_vain(&self, number: u64, limits: &LoopbackSettings, now: Instant) -> Option<String> {
        let mut state = self.state();
        let since = |moment: Option<Instant>| moment.map(|moment| now.saturating_duration_since(moment));
        let first = state.obtained == 0;
        let limit = if first { limits.time_limit } else { limits.code_limit };
        let offered = state.queue.iter().find(|pending| pending.number == number).and_then(|pending| pending.offered);
        if since(offered).is_some_and(|passed| passed > limit) {
            let what = if first { "nobody logged in" } else { "no answer came to an authorization request" };
            let reason =
                format!("{what} within {} s: is the browser at a page of the server that leads nowhere?", seconds(limit));
            state.note(reason.clone());
            return Some(reason);
        }
        let silent = since(state.last_sign).is_some_and(|passed| passed > limits.time_limit);
        silent.then(|| format!("the browser gave no sign for {} s", seconds(limits.time_limit)))
    }

    /// What the page does next; `None` while there is nothing new.
    fn look(&self, now: Instant) -> Option<Next> {
        let mut state = self.state();
        state.last_sign = Some(now);
        if let Some(result) = state.result.clone() {
            return Some(Next::End { result, status: state.status() });
        }
        state.drop_unanswered();
        let at = state.queue.iter().position(|pending| pending.offers > 0).or_else(|| (!state.queue.is_empty()).then_some(0))?;
        let status = state.status();
        let pending = state.queue.get_mut(at)?;
        pending.offers += 1;
        pending.offered = Some(now);
        let url = pending.request.url().to_string();
        Some(match pending.comes_back {
            true => Next::Go { url, status },
            false => Next::Paste { url, what: pending.what(), status },
        })
    }

    /// The same, but waits so long for something new.
    pub(super) async fn next(&self, patience: Duration) -> Next {
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            let news = self.news.notified();
            tokio::pin!(news);
            news.as_mut().enable();
            if let Some(next) = self.look(Instant::now()) {
                if matches!(next, Next::End { .. }) {
                    self.shown.notify_one();
                }
                return next;
            }
            if tokio::time::timeout_at(deadline, news).await.is_err() {
                return Next::Wait { status: self.state().status() };
            }
        }
    }

    /// Takes the URL at which the browser came back. `Err` says why it belongs to no request.
    pub(super) fn came_back(&self, url: &Url, now: Instant) -> Result<(), String> {
        let parameters = arrival::parameters(url);
        let value = |name: &str| parameters.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        if value("code").or(value("error")).is_none() {
            return Err("this URL holds neither a code nor an error".to_owned());
        }
        let mut state = self.state();
        state.last_sign = Some(now);
        // An answer without `state` can only be meant for what the browser was sent off with.
        let at = match value("state") {
            Some(sent) => state.queue.iter().position(|pending| pending.request.state == sent),
            None => state.queue.iter().position(|pending| pending.offers > 0),
        };
        let Some(pending) = at.and_then(|at| state.queue.remove(at)) else {
            return Err("this answer belongs to no authorization request that is under way".to_owned());
        };
        let answer = arrival::brought(url, &pending.request);
        match &answer {
            Ok(_) => state.obtained += 1,
            Err(error) => state.note(error.to_string()),
        }
        // The case may have been stopped meanwhile.
        let _ = pending.answer.send(answer);
        Ok(())
    }

    /// The run is over. Resolves when the page knows.
    pub(super) fn finish(&self, result: &str) -> impl Future<Output = ()> + '_ {
        self.state().result = Some(printable(result));
        self.news.notify_waiters();
        self.shown.notified()
    }
}

impl State {
    fn status(&self) -> Status {
        let doing = self.queue.front().map(Pending::what).unwrap_or_default();
        Status { obtained: self.obtained, expected: self.expected, doing, problems: self.problems.clone() }
    }

    fn note(&mut self, problem: String) {
        self.problems.insert(0, printable(&problem));
        self.problems.truncate(PROBLEMS);
    }

    /// The browser is back at the page: what it was sent off with more than once has got no answer and will get none.
    fn drop_unanswered(&mut self) {
        while let Some(at) = self.queue.iter().position(|pending| pending.offers >= OFFERS && pending.comes_back) {
            let Some(pending) = self.queue.remove(at) else { return };
            let reason = format!("the browser came back {OFFERS} times without an answer ({})", pending.what());
            self.note(reason.clone());
            let _ = pending.answer.send(Err(gave_up(reason)));
        }
    }
}

impl Pending {
    /// What is asked for, in a few words.
    fn what(&self) -> String {
        let scope = self.request.scope.as_deref().unwrap_or("(none)");
        printable(&format!("client {}, scope {scope}", self.request.client_id))
    }
}

fn seconds(duration: Duration) -> u64 {
    duration.as_secs()
}

#[cfg(test)]
mod tests {
    use super::super::super::request::tests::request;
    use super::*;

    fn back(query: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:9/cb?{query}")).unwrap()
    }

    fn limits() -> LoopbackSettings {
        LoopbackSettings { redirect_uris: Vec::new(), time_limit: Duration::from_secs(300), code_limit: Duration::from_secs(60) }
    }

    #[tokio::test]
    async fn answers_find_their_requests_by_state() {
        let desk = Desk::default();
        let now = Instant::now();
        let (_, mut first) = desk.queue(&AuthorizationRequest { state: "one".into(), ..request() }, true);
        let (_, second) = desk.queue(&AuthorizationRequest { state: "two".into(), ..request() }, true);
        assert!(matches!(desk.look(now), Some(Next::Go { url, .. }) if url.contains("state=one")));
        desk.came_back(&back("code=b&state=two"), now).unwrap();
        assert_eq!(second.await.unwrap().unwrap().code, "b");
        assert!(first.try_recv().is_err());
        assert!(desk.came_back(&back("code=b&state=two"), now).unwrap_err().contains("no authorization request"));
        assert!(desk.came_back(&back("x=y"), now).unwrap_err().contains("neither"));
        desk.came_back(&back("error=access_denied&state=one"), now).unwrap();
        assert!(matches!(first.await.unwrap(), Err(AuthorizeError::Refused { .. })));
        assert_eq!(desk.state().status().problems.len(), 1);
    }

    #[tokio::test]
    async fn a_request_without_an_answer_is_offered_twice() {
        let desk = Desk::default();
        let (_, lost) = desk.queue(&request(), true);
        for _ in 0..OFFERS {
            assert!(matches!(desk.look(Instant::now()), Some(Next::Go { .. })));
        }
        assert_eq!(desk.look(Instant::now()), None);
        assert!(lost.await.unwrap().unwrap_err().to_string().contains("without an answer"));
    }

    #[test]
    fn patience_ends() {
        let desk = Desk::default();
        let now = Instant::now();
        desk.seen(now);
        let (number, _answer) = desk.queue(&request(), true);
        let later = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(desk.in_vain(number, &limits(), later(299)), None);
        assert!(desk.in_vain(number, &limits(), later(301)).unwrap().contains("no sign"));
        desk.look(now);
        assert!(desk.in_vain(number, &limits(), later(301)).unwrap().contains("nobody logged in"));
        desk.state().obtained = 1;
        assert!(desk.in_vain(number, &limits(), later(61)).unwrap().contains("no answer came"));
    }

    #[tokio::test]
    async fn the_result_ends_the_page() {
        let desk = Desk::default();
        let shown = desk.finish("3 fail\u{1b}[31m");
        assert!(matches!(desk.next(Duration::ZERO).await, Next::End { result, .. } if result == "3 fail"));
        shown.await;
    }
}
