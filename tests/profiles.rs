//! The built-in profiles: what they name exists, and the lists of scored cases are those of the version that they state.
//!
//! `UPDATE_PROFILES=renew` writes the lists of the profiles whose version was raised; it refuses to change what a version
//! means. `UPDATE_PROFILES=unreleased` rewrites all of them: for versions that nobody has seen yet.

use std::collections::BTreeSet;

use tokenspec::profile::{self, Lock, Profile, scored_cases};
use tokenspec::suite::model::Suite;

fn suites() -> Vec<Suite> {
    let load = |id| tokenspec::suite::load_embedded(id).and_then(|suite| suite.resolve(&[]));
    tokenspec::suite::embedded_ids().into_iter().map(|id| load(id).unwrap_or_else(|found| panic!("{found}"))).collect()
}

fn profiles() -> Vec<Profile> {
    profile::ids().into_iter().map(|id| profile::load(id).unwrap()).collect()
}

#[test]
fn the_default_is_the_first_of_the_profiles() {
    assert_eq!(profile::ids(), [profile::DEFAULT, "create-tokens", "oauth21", "openid-basic"]);
    assert_eq!(profile::load("oauth3").unwrap_err().to_string(), "no profile is called `oauth3`");
    assert!(profile::load("../suites/create-tokens/suite").is_err());
}

#[test]
fn everything_that_a_profile_names_exists() {
    let suites = suites();
    let ids: BTreeSet<&str> = suites.iter().map(|suite| suite.id.as_str()).collect();
    let requirements: BTreeSet<&str> = suites.iter().flat_map(|s| &s.requirements).map(|r| r.id.as_str()).collect();
    let cases: Vec<&str> = suites.iter().flat_map(|suite| &suite.cases).map(|case| case.id.as_str()).collect();
    let is_case =
        |id: &str| cases.iter().any(|case| case.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    let mut wrong = Vec::new();
    for profile in profiles() {
        let mut check = |is_right: bool, what: &str| {
            if !is_right {
                wrong.push(format!("{}: {what}", profile.id));
            }
        };
        check(!profile.text.trim().is_empty() && !profile.audience.is_empty(), "says neither what nor for whom it is");
        profile.suites.iter().for_each(|id| check(ids.contains(id.as_str()), &format!("no suite {id}")));
        let excluded = profile.exclusions.iter().map(|x| (&x.requirements, &x.cases, &x.reason));
        let changed = profile.levels.iter().map(|x| (&x.requirements, &x.cases, &x.reason));
        for (named, forms, reason) in excluded.chain(changed) {
            check(!reason.is_empty() && (!named.is_empty() || !forms.is_empty()), "an entry without a reason, or about nothing");
            named.iter().for_each(|id| check(requirements.contains(id.as_str()), &format!("no requirement {id}")));
            forms.iter().for_each(|id| check(is_case(id), &format!("no case {id}")));
            let own = |id: &String| profile.suites.iter().any(|suite| id.starts_with(&format!("{suite}/")));
            named.iter().chain(forms).for_each(|id| check(own(id), &format!("{id} is of no suite of it")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_scored_cases_are_those_of_the_stated_version() {
    let suites = suites();
    let update = std::env::var("UPDATE_PROFILES").ok();
    let mut wrong = Vec::new();
    for profile in profiles() {
        let fresh = Lock::of(&profile, scored_cases(&profile, &suites));
        let raised = fresh.heading != profile.lock.heading;
        match update.as_deref() {
            Some("renew") if raised || fresh == profile.lock => write(&profile, &fresh),
            Some("unreleased") => write(&profile, &fresh),
            Some("renew") => {
                wrong.push(format!("{0}: raise `version` in profiles/{0}.toml first: what it scores has changed", profile.id))
            }
            Some(other) => wrong.push(format!("UPDATE_PROFILES is renew or unreleased, not {other}")),
            None => wrong.extend(errors(&profile, &fresh)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn write(profile: &Profile, fresh: &Lock) {
    std::fs::write(format!("profiles/{}.cases", profile.id), fresh.to_text()).unwrap();
}

/// A list may lag behind the suites: what it lacks is not scored. It may not name what no longer counts or exists.
fn errors(profile: &Profile, fresh: &Lock) -> Vec<String> {
    let mut errors = Vec::new();
    if profile.lock.heading != fresh.heading {
        errors.push(format!(
            "profiles/{}.cases is of another version: UPDATE_PROFILES=renew cargo test --test profiles",
            profile.id
        ));
    }
    let gone = profile.lock.cases().difference(fresh.cases());
    errors.extend(gone.map(|case| format!("{}: {case} is gone or excluded; raise the version and renew the list", profile.id)));
    errors
}
