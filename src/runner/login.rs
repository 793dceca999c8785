//! From a target's `[authorize]` to a browser and its steps.

use std::sync::Arc;

use crate::authorize::{Action, Authorizer, Browser, BrowserSettings, FillValue, Locator, Step};
use crate::target::model::{
    AuthorizeSettings, BrowserDriver, Locator as TargetLocator, LoginStep, StepAction, StepValue, Target,
};
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
        steps: driver.steps.iter().map(step).collect(),
        fresh_sessions: settings.fresh_sessions,
    }
}

fn step(step: &LoginStep) -> Step {
    let action = match &step.action {
        StepAction::WaitFor => Action::WaitFor,
        StepAction::Click => Action::Click,
        StepAction::Fill(StepValue::Username) => Action::Fill(FillValue::Username),
        StepAction::Fill(StepValue::Password) => Action::Fill(FillValue::Password),
        StepAction::Fill(StepValue::Totp) => Action::Fill(FillValue::Totp),
        StepAction::Fill(StepValue::Literal(text)) => Action::Fill(FillValue::Literal(text.clone())),
    };
    let target = match &step.element {
        TargetLocator::Css(selector) => Locator::Css(selector.clone()),
        TargetLocator::Label(label) => Locator::Label(label.clone()),
        TargetLocator::Role { role, name } => Locator::Role { role: role.clone(), name: name.clone() },
    };
    Step { action, target, if_present: step.if_present }
}
