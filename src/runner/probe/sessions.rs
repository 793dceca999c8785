//! Whether cases that share a login session would disturb each other.

use super::{Probe, ProbeState};
use crate::protocol::names::{ClientRole, Grant};
use crate::record::model::Purpose;
use crate::runner::ledger::Ledger;
use crate::runner::obstacle::Obstacle;
use crate::runner::scene::Scene;
use crate::runner::subject::Subject;
use crate::suite::model::{Change, Given, StateName};

/// Two codes of one session: the first is used twice, then the second once. Servers that keep one grant for a client in a
/// session revoke that, too. Nothing to tell where it cannot be tried.
pub(super) async fn sessions(subject: &Subject) -> Option<Probe> {
    let settings = subject.target.authorize.as_ref()?;
    let stored = subject.authorizer.as_ref()?.stock().is_some();
    if settings.fresh_sessions || stored || !subject.can_authorize() {
        return None;
    }
    let role = [ClientRole::Confidential, ClientRole::Public].into_iter().find(|role| subject.client(*role).is_some())?;
    let disturbed = is_disturbed(subject, role).await.ok()?;
    disturbed.then(|| {
        let detail =
            "the replay of a code revokes what other codes of the same login session obtained: cases would disturb each other";
        Probe::new("sessions", ProbeState::Note, detail).help(
            "sessions = \"fresh\" in [authorize] logs in anew for each code; where that is not possible, what is disturbed is \
             examined again, alone",
        )
    })
}

async fn is_disturbed(subject: &Subject, role: ClientRole) -> Result<bool, Obstacle> {
    let ledger = Ledger::default();
    let given = Given::usual();
    let grant = Grant::AuthorizationCode;
    let (main, spare) = (StateName::Main, StateName::Spare);
    let mut scene = Scene::new(subject, &ledger, (role, grant), &given, 1);
    scene.mint(main).await?;
    scene.mint(spare).await?;
    for _ in 0..2 {
        let request = scene.token_request(main, grant, &Change::default())?;
        scene.send_token((main, grant), &request, Purpose::Examination).await?;
    }
    let request = scene.token_request(spare, grant, &Change::default())?;
    let answer = scene.send_token((spare, grant), &request, Purpose::Examination).await?;
    Ok(answer.error.as_deref() == Some("invalid_grant"))
}
