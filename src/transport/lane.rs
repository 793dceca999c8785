//! The road of one worker: a connection of its own, kept from request to request, without a pool between.

use std::pin::pin;
use std::sync::Arc;

use hyper::Uri;
use hyper::header::{HOST, HeaderValue};
use url::{Origin, Url};

use super::client::{BREATH, Transport};
use super::deadline::Deadline;
use super::kept::{Kept, Unanswered};
use super::message::{Exchange, Request, Response, TransportError};
use super::translate;

/// So many URLs are remembered.
const PLACES: usize = 8;

/// Sends the requests of one worker, one after the other, over a connection that nobody else uses.
///
/// It serves the origin of the first request. Whatever goes elsewhere, is written in a form of its own or passes a proxy that
/// reads it takes the way of [`Transport::send`].
pub struct Lane {
    transport: Arc<Transport>,
    origin: Option<Origin>,
    road: Road,
    deadline: Deadline,
}

/// The connection, and what is known of the URLs that requests go to.
#[derive(Default)]
struct Road {
    kept: Option<Box<Kept>>,
    places: Vec<Place>,
}

/// What is written of a URL, made once.
struct Place {
    url: Url,
    target: Uri,
    host: HeaderValue,
}

impl Transport {
    /// A connection that one worker keeps for itself. It is opened when it is first needed.
    pub fn lane(self: &Arc<Self>) -> Lane {
        Lane { transport: Arc::clone(self), origin: None, road: Road::default(), deadline: Deadline::default() }
    }
}

impl Lane {
    /// Sends one request and reads its answer, like [`Transport::send`], over the lane's own connection.
    pub async fn send(&mut self, mut request: Request) -> Exchange {
        if !self.serves(&request) {
            return Box::pin(self.transport.send(request)).await;
        }
        self.transport.stamp(&mut request);
        let first = self.once(request).await;
        if !self.transport.is_worth_another_try(&first) {
            return first;
        }
        self.transport.pace().hold(BREATH);
        Box::pin(self.once(first.request)).await
    }

    /// Whether the request may go over the lane's own connection.
    fn serves(&mut self, request: &Request) -> bool {
        if request.wire.is_some() || request.method == "CONNECT" {
            return false;
        }
        if self.road.place(&request.url).is_some() {
            return true;
        }
        let origin = request.url.origin();
        match &self.origin {
            Some(own) => *own == origin,
            None if request.url.has_host() && self.transport.reaches(&request.url) => {
                self.origin = Some(origin);
                true
            }
            None => false,
        }
    }

    async fn once(&mut self, request: Request) -> Exchange {
        let Self { transport, road, deadline, .. } = self;
        let permit = transport.pace().admit().await;
        let started = transport.begin();
        let limit = transport.settings().timeout;
        let outcome = {
            let work = pin!(road.round_trip(transport, &request));
            deadline.within(limit, work).await
        };
        drop(permit);
        transport.end(request, outcome.unwrap_or(Err(TransportError::Timeout { limit })), started)
    }
}

impl Road {
    async fn round_trip(&mut self, transport: &Transport, request: &Request) -> Result<Response, TransportError> {
        let mut message = self.message(request)?;
        let max_body = transport.settings().max_body;
        // Taken out while it is in use: an exchange that is given up leaves no connection behind.
        if let Some(mut kept) = self.kept.take()
            && kept.is_fresh().await
        {
            match kept.exchange(message, max_body).await {
                Err(Unanswered::Unsent(unsent)) => message = *unsent,
                Err(Unanswered::Lost(error)) => return Err(error),
                Ok(response) => return Ok(self.keep(kept, response)),
            }
        }
        let mut kept = Box::pin(open(transport, &request.url)).await?;
        match kept.exchange(message, max_body).await {
            Ok(response) => Ok(self.keep(kept, response)),
            Err(Unanswered::Lost(error)) => Err(error),
            Err(Unanswered::Unsent(_)) => Err(TransportError::Connect {
                authority: request.url.authority().to_owned(),
                detail: "it was closed before the request was written".to_owned(),
            }),
        }
    }

    /// Keeps the connection for the next request, unless some of the answer is still to come.
    fn keep(&mut self, kept: Box<Kept>, response: Response) -> Response {
        if !response.body.truncated {
            self.kept = Some(kept);
        }
        response
    }

    fn message(&mut self, request: &Request) -> Result<translate::Message, TransportError> {
        let place = match self.place(&request.url) {
            Some(at) => &self.places[at],
            None => self.add(Place::of(&request.url)?),
        };
        let mut message = translate::message_to(request, place.target.clone())?;
        if !message.headers().contains_key(HOST) {
            message.headers_mut().insert(HOST, place.host.clone());
        }
        Ok(message)
    }

    fn place(&self, url: &Url) -> Option<usize> {
        self.places.iter().position(|place| place.url == *url)
    }

    /// Remembers a place, instead of another where there are many.
    fn add(&mut self, place: Place) -> &Place {
        if self.places.len() >= PLACES {
            self.places.pop();
        }
        self.places.push(place);
        &self.places[self.places.len() - 1]
    }
}

async fn open(transport: &Transport, url: &Url) -> Result<Box<Kept>, TransportError> {
    let connection = transport.direct().keepable(url).await?;
    Kept::on(connection).await.map(Box::new)
}

impl Place {
    fn of(url: &Url) -> Result<Self, TransportError> {
        let unsendable = |detail: String| TransportError::Unsendable { detail };
        let whole = translate::target(url)?;
        let path = whole.path_and_query().cloned().map(Uri::from);
        let host = url.host_str().unwrap_or_default();
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Ok(Self {
            url: url.clone(),
            target: path.unwrap_or_default(),
            host: HeaderValue::try_from(host).map_err(|error| unsendable(error.to_string()))?,
        })
    }
}
