//! A person who is to log in with a browser of their own: what they are told, and the browser that is opened for them.

use std::io::IsTerminal;

use indicatif::ProgressBar;
use tokio::task::JoinHandle;

use crate::authorize::{Invitation, Loopback};
use crate::cli::output;
use crate::record::model::Summary;
use crate::report::text::count;
use crate::runner::Subject;
use crate::target::model::DriverSettings;

/// Listens for the invitation, until it is dropped.
pub struct Invitations(JoinHandle<()>);

impl Drop for Invitations {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Tells the person as soon as there is something to open. `None` where no person is needed.
pub fn invite(subject: &Subject, bar: ProgressBar) -> Option<Invitations> {
    let mut invitations = loopback(subject)?.invitations()?;
    let wanted = match subject.target.authorize.as_ref().map(|authorize| &authorize.driver) {
        Some(DriverSettings::Loopback { open, .. }) => *open,
        _ => false,
    };
    // In a pipe nobody sits in front of a browser.
    let open = wanted && std::io::stderr().is_terminal();
    Some(Invitations(tokio::spawn(async move {
        while let Some(invitation) = invitations.recv().await {
            let Invitation::Open { url, .. } = &invitation;
            bar.suspend(|| output::remark(&words(&invitation)));
            if open && let Err(error) = open::that_detached(url) {
                bar.suspend(|| output::remark(&format!("no browser could be opened ({error}): open the address yourself")));
            }
        }
    })))
}

/// Shows the result in the person's browser.
pub async fn farewell(subject: &Subject, summary: &Summary, code: u8) {
    if let Some(loopback) = loopback(subject) {
        let Summary { pass, fail, warn, skip, inconclusive, .. } = summary;
        let result = format!("{pass} pass, {fail} fail, {warn} warn, {skip} skip, {inconclusive} inconclusive; exit {code}");
        loopback.finish(&result).await;
    }
}

/// The page of the loopback driver, if that is the way.
pub fn loopback(subject: &Subject) -> Option<&Loopback> {
    subject.authorizer.as_ref()?.loopback()
}

/// What a person is told.
fn words(invitation: &Invitation) -> String {
    let Invitation::Open { url, expected, pasted } = invitation;
    let mut text = format!("\nlog in once, in your browser: open\n\n  {url}\n\n");
    match expected {
        Some(expected) => text.push_str(&format!(
            "about {} follow by themselves in that tab; a server that asks for consent each time asks that often\n(--max-authorizations N sets a limit: the cases of most worth are examined then)\n",
            count(*expected, "authorization")
        )),
        None => text.push_str("further authorizations follow by themselves in that tab\n"),
    }
    if *pasted > 0 {
        text.push_str(&format!(
            "{} of the target file {} not lead to this machine: those URLs are to be pasted from the address bar\n",
            count(*pasted, "redirect URI"),
            if *pasted == 1 { "does" } else { "do" }
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_hears_how_often_they_will_be_asked() {
        let text = words(&Invitation::Open { url: "http://127.0.0.1:1/x".into(), expected: Some(12), pasted: 1 });
        assert!(
            text.contains("about 12 authorizations follow") && text.contains("1 redirect URI of the target file does not"),
            "{text}"
        );
    }
}
