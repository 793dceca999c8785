//! Cases as `[[case]]` tables. Variants that stand together share one; what most of them have in common is said once.

use super::case::Draft;
use super::notation::lines;
use super::tree::{Fields, Node};

/// The tables of all cases, in order.
pub(super) fn cases(drafts: &[Draft]) -> String {
    let together = |a: &Draft, b: &Draft| a.name == b.name && a.shares && b.shares;
    drafts.chunk_by(together).map(case).collect::<Vec<_>>().join("\n")
}

/// One `[[case]]` with its variants.
fn case(group: &[Draft]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let shared = shared(first, group);
    let steps: &[Fields] = if group.iter().all(|draft| draft.steps == first.steps) { &first.steps } else { &[] };
    let mut text = table("[[case]]", &first.name, &shared);
    steps.iter().for_each(|step| text.push_str(&format!("[[case.step]]\n{}", lines(step))));
    for draft in group {
        let Some(variant) = &draft.variant else { continue };
        let own = draft.keys.0.iter().filter(|(key, node)| shared.get(key) != Some(node)).cloned().collect();
        text.push_str(&table("[[case.variant]]", variant, &Fields(own)));
        if steps.is_empty() {
            draft.steps.iter().for_each(|step| text.push_str(&format!("[[case.variant.step]]\n{}", lines(step))));
        }
    }
    text
}

/// What the case says for its variants. A variant replaces a key of the case and cannot take it away: only what all of them have can be
/// shared. Of `given`, variants replace parts, so that it must be the same in all.
fn shared(first: &Draft, group: &[Draft]) -> Fields {
    let mut shared = Fields::default();
    for (key, _) in &first.keys.0 {
        let said: Option<Vec<&Node>> = group.iter().map(|draft| draft.keys.get(key)).collect();
        let least = if key == "given" { group.len() } else { group.len().min(2) };
        if let Some((node, times)) = said.and_then(|said| most_common(&said))
            && times >= least
        {
            shared.put(key, node.clone());
        }
    }
    shared
}

/// What occurs most often, and how often; the first of several.
fn most_common<'a>(nodes: &[&'a Node]) -> Option<(&'a Node, usize)> {
    let times = |node: &Node| nodes.iter().filter(|other| **other == node).count();
    nodes.iter().map(|node| (*node, times(node))).rev().max_by_key(|(_, times)| *times)
}

fn table(name: &str, id: &str, keys: &Fields) -> String {
    let mut head = Fields::default();
    head.put("id", id);
    format!("{name}\n{}{}", lines(&head), lines(keys))
}
