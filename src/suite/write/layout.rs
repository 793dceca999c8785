//! Cases as `[[case]]` tables. Variants that stand together share one; what they have in common is said once.

use super::case::Draft;
use super::notation::lines;
use super::tree::Fields;

/// The tables of all cases, in order.
pub(super) fn cases(drafts: &[Draft]) -> String {
    let together = |a: &Draft, b: &Draft| a.name == b.name && a.shares && b.shares;
    drafts.chunk_by(together).map(case).collect::<Vec<_>>().join("\n")
}

/// One `[[case]]` with its variants.
fn case(group: &[Draft]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let mut shared = Fields::default();
    for (key, node) in &first.keys.0 {
        if group.iter().all(|draft| draft.keys.get(key) == Some(node)) {
            shared.put(key, node.clone());
        }
    }
    let steps: &[Fields] = if group.iter().all(|draft| draft.steps == first.steps) { &first.steps } else { &[] };
    let mut text = table("[[case]]", &first.name, &shared);
    steps.iter().for_each(|step| text.push_str(&format!("[[case.step]]\n{}", lines(step))));
    for draft in group {
        let Some(variant) = &draft.variant else { continue };
        let own = draft.keys.0.iter().filter(|(key, _)| shared.get(key).is_none()).cloned().collect();
        text.push_str(&table("[[case.variant]]", variant, &Fields(own)));
        if steps.is_empty() {
            draft.steps.iter().for_each(|step| text.push_str(&format!("[[case.variant.step]]\n{}", lines(step))));
        }
    }
    text
}

fn table(name: &str, id: &str, keys: &Fields) -> String {
    let mut head = Fields::default();
    head.put("id", id);
    format!("{name}\n{}{}", lines(&head), lines(keys))
}
