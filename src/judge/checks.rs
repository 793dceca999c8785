//! The named checks of suites (`expect = { checks = ["…"] }`). Pure, like everything here.

use super::expectation::Check;

/// Every check, by name.
pub static CHECKS: &[Check] = &[];

/// The check of a name.
pub fn check_named(name: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.name == name)
}
