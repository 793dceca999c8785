//! `[limits]`, `[parameters]`, `[errors]`.

use std::num::NonZeroU32;
use std::time::Duration;

use super::keys;
use super::load::pairs;
use super::model::{ErrorDialect, LengthOverride, Limits};
use crate::diagnostics::{Item, Kind, codes};

/// The bounds of a run.
pub(super) fn limits(item: &Item<'_>) -> Option<Limits> {
    let fields = item.table(keys::LIMITS)?;
    let mut limits = Limits::default();
    if let Some(item) = fields.get("concurrency") {
        limits.concurrency = item.integer(1..=1024).and_then(|number| usize::try_from(number).ok())?;
    }
    if let Some(item) = fields.get("requests_per_second") {
        let number = item.integer(1..=1_000_000).and_then(|number| u32::try_from(number).ok())?;
        limits.requests_per_second = NonZeroU32::new(number);
    }
    if let Some(item) = fields.get("timeout") {
        limits.timeout = duration(&item)?;
    }
    if let Some(item) = fields.get("max_body") {
        limits.max_body = size(&item)?;
    }
    if let Some(item) = fields.get("max_authorizations") {
        limits.max_authorizations = Some(item.count()?);
    }
    if let Some(item) = fields.get("max_retry_after") {
        limits.max_retry_after = duration(&item)?;
    }
    if let Some(item) = fields.get("safe") {
        limits.safe = item.boolean()?;
    }
    Some(limits)
}

/// A number directly followed by one of some units.
fn quantity(item: &Item<'_>, units: &[(&str, u64)], example: &str) -> Option<u64> {
    let text = item.string()?;
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = units.iter().find(|(unit, _)| *unit == text[digits..].trim());
    let number = text[..digits].parse::<u64>().ok().zip(unit).and_then(|(number, (_, factor))| number.checked_mul(*factor));
    if number.is_none_or(|number| number == 0) {
        let known = units.iter().map(|(unit, _)| *unit).collect::<Vec<_>>().join(", ");
        item.report(
            item.error(codes::BAD_QUANTITY, format!("`{text}` is no quantity"))
                .label(format!("a whole number above 0 and one of {known}"))
                .help(format!("for example {example}")),
        );
        return None;
    }
    number
}

/// A time such as `"10s"`.
pub(super) fn duration(item: &Item<'_>) -> Option<Duration> {
    quantity(item, &[("ms", 1), ("s", 1000), ("m", 60_000)], "\"10s\"").map(Duration::from_millis)
}

fn size(item: &Item<'_>) -> Option<usize> {
    if let Kind::Integer(_) = item.node.kind {
        return item.integer(1..=1 << 32).and_then(|number| usize::try_from(number).ok());
    }
    let units = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("kB", 1000), ("MB", 1_000_000)];
    quantity(item, &units, "\"1MiB\", or a number of bytes").and_then(|bytes| usize::try_from(bytes).ok())
}

/// Length bounds above those of the suites.
pub(super) fn parameters(item: &Item<'_>) -> Option<Vec<LengthOverride>> {
    let read: Vec<_> = item.any_table()?.entries().map(|(key, item)| length(&key.name, &item)).collect();
    read.into_iter().collect()
}

fn length(name: &str, item: &Item<'_>) -> Option<LengthOverride> {
    let fields = item.table(keys::LENGTH)?;
    let min = match fields.get("min") {
        Some(item) => Some(item.count()?),
        None => None,
    };
    let max = match fields.get("max") {
        Some(item) => Some(max(&item)?),
        None => None,
    };
    if let (Some(min), Some(Some(max))) = (min, max)
        && min > max
    {
        item.report(
            item.error(codes::MIN_ABOVE_MAX, format!("the smallest length, {min}, is above the largest, {max}"))
                .label("no value has such a length")
                .help("swap them"),
        );
        return None;
    }
    Some(LengthOverride { name: name.to_owned(), min, max })
}

/// A number, or `false` for none.
fn max(item: &Item<'_>) -> Option<Option<usize>> {
    match item.node.kind {
        Kind::Boolean(false) => Some(None),
        Kind::Integer(_) => item.count().map(Some),
        _ => {
            item.wrong_type("a number, or false to lift the bound");
            None
        }
    }
}

/// How errors are worded.
pub(super) fn errors(item: &Item<'_>) -> Option<ErrorDialect> {
    let fields = item.table(keys::ERRORS)?;
    let mut dialect = ErrorDialect::default();
    for (key, slot) in [("code", &mut dialect.code), ("description", &mut dialect.description)] {
        if let Some(item) = fields.get(key) {
            *slot = pointer(&item)?;
        }
    }
    if let Some(item) = fields.get("codes") {
        dialect.codes = pairs(&item)?;
    }
    if let Some(item) = fields.get("statuses") {
        let read: Vec<_> =
            item.list()?.iter().map(|item| item.integer(400..=599).and_then(|number| u16::try_from(number).ok())).collect();
        dialect.statuses = read.into_iter().collect::<Option<_>>()?;
    }
    Some(dialect)
}

/// A JSON pointer (RFC 6901).
fn pointer(item: &Item<'_>) -> Option<String> {
    let text = item.string()?;
    if text.starts_with('/') {
        return Some(text.to_owned());
    }
    item.report(
        item.error(codes::OUT_OF_RANGE, "this is no JSON pointer")
            .label("starts with a slash (RFC 6901)")
            .suggest(item.node.span.clone(), format!("\"/{text}\""))
            .help("for example \"/error\""),
    );
    None
}
