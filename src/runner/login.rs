//! From a target's `[authorize]` to a browser and its steps.

use std::sync::Arc;

use crate::authorize::{Authorizer, Browser, BrowserSettings};
use crate::target::model::{AuthorizeSettings, BrowserDriver, Target};
use crate::transport::Transport;

/// The browser of a target; it is started at the first code.
pub(super) fn authorizer(
    target: &Target,
    driver: &BrowserDriver,
    settings: &AuthorizeSettings,
    transport: &Arc<Transport>,
) -> Authorizer {
    let own_authorities = !target.ca_certificates.is_empty();
    let browser = Browser::new(browser(driver, settings), Arc::clone(transport), own_authorities);
    Authorizer::Browser(Box::new(browser))
}

fn browser(driver: &BrowserDriver, settings: &AuthorizeSettings) -> BrowserSettings {
    BrowserSettings {
        username: driver.username.clone(),
        password: driver.password.clone(),
        totp: driver.totp.clone(),
        executable: driver.executable.clone(),
        arguments: driver.arguments.clone(),
        tabs: driver.tabs,
        step_timeout: driver.step_timeout,
        screenshots: driver.screenshots.clone(),
        steps: driver.steps.clone(),
        fresh_sessions: settings.fresh_sessions,
    }
}
