//! A step that is a TLS handshake: what the server makes of an offer, held against the expectation.

use super::obstacle::Obstacle;
use super::step::Judged;
use super::subject::Subject;
use crate::judge::expectation::{Expectation, Meaning, Outcome};
use crate::judge::{Finding, Judgement};
use crate::suite::model::Handshake;
use crate::transport::{HandshakeOutcome, Offer};

/// Makes the handshake with the token endpoint's host and judges it: `ok` is an agreement, `refused` is none.
pub(super) async fn shake(subject: &Subject, offer: Handshake, expectation: &Expectation) -> Result<Judged, Obstacle> {
    let url = &subject.token_endpoint;
    if url.scheme() != "https" {
        return Err(Obstacle::NotApplicable("the token endpoint is no https URL".to_owned()));
    }
    let offer = match offer {
        Handshake::Tls10 => Offer::Tls10,
        Handshake::Tls11 => Offer::Tls11,
        Handshake::WeakCiphers => Offer::WeakCiphers,
        Handshake::Tls13 => Offer::Tls13,
    };
    let outcome = subject.transport.handshake(url, offer).await.map_err(|error| Obstacle::from_transport(&error))?;
    if outcome == HandshakeOutcome::NotTls {
        return Err(Obstacle::Unknown(outcome.to_string()));
    }
    Ok(Judged::unanswered(judge(expectation, outcome), Some(outcome.to_string())))
}

fn judge(expectation: &Expectation, outcome: HandshakeOutcome) -> Judgement {
    let fits = |wanted: Outcome| match wanted {
        Outcome::Error | Outcome::Refused => !outcome.is_agreed(),
        Outcome::Ok | Outcome::Tokens => outcome.is_agreed(),
        Outcome::Either | Outcome::Any => true,
    };
    if fits(expectation.primary.outcome) {
        let mut judgement = Judgement::new(Finding::Kept, "as expected");
        judgement.answer = expectation.answer.clone();
        return judgement;
    }
    let Some(other) = expectation.others.iter().find(|other| fits(other.pattern.outcome)) else {
        return Judgement::new(Finding::Broken, outcome.to_string());
    };
    let finding = match other.meaning {
        Meaning::Pass => Finding::Kept,
        Meaning::Warn => Finding::Doubtful,
        Meaning::Fail => Finding::BrokenForSure,
        Meaning::Skip => Finding::NotApplicable,
    };
    let mut judgement = Judgement::new(finding, other.reason.clone());
    judgement.answer = other.answer.clone();
    judgement
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::expectation::Pattern;

    #[test]
    fn an_agreement_is_ok_and_everything_else_a_refusal() {
        let expect = |outcome| Expectation { primary: Pattern::of(outcome), answer: None, others: Vec::new() };
        let agreed = HandshakeOutcome::Agreed { version: 0x0301, cipher_suite: 0x002f };
        let finding = |outcome, seen| judge(&expect(outcome), seen).finding;
        assert_eq!(finding(Outcome::Refused, agreed), Finding::Broken);
        assert_eq!(finding(Outcome::Refused, HandshakeOutcome::Closed), Finding::Kept);
        assert_eq!(finding(Outcome::Refused, HandshakeOutcome::Alert { description: 70 }), Finding::Kept);
        assert_eq!(finding(Outcome::Ok, agreed), Finding::Kept);
        assert_eq!(finding(Outcome::Ok, HandshakeOutcome::Closed), Finding::Broken);
        assert!(judge(&expect(Outcome::Refused), agreed).reason.contains("TLS 1.0 with cipher suite 0x002f"));
    }
}
