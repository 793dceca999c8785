//! Every case against every legal difference of the reference server: none may fail.

use tokenspec::embedded;
use tokenspec::record::Verdict;
use tokenspec::reference;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_case_fails_at_a_legal_difference() {
    let load = |id| tokenspec::suite::load_embedded(id).and_then(|suite| suite.resolve(&[]));
    let suites =
        tokenspec::suite::embedded_ids().into_iter().map(|id| load(id).expect("the embedded suites are right")).collect();
    let variants: Vec<_> = reference::variants().iter().collect();
    assert!(variants.len() >= 40);
    let matrix = embedded::benign_matrix(suites, variants, 4, &|_| {}).await.unwrap();
    let failures: Vec<String> = matrix
        .variants
        .iter()
        .flat_map(|row| row.cases.iter().map(move |case| (&row.id, case)))
        .filter(|(_, case)| case.verdict == Verdict::Fail)
        .map(|(variant, case)| format!("{variant}: {}: {}", case.id, case.reason))
        .collect();
    assert!(failures.is_empty(), "failures at correct servers:\n{}", failures.join("\n"));
    let text = matrix.to_text();
    if std::env::var_os("UPDATE_BENIGN_MATRIX").is_some() {
        std::fs::write("src/embedded/benign-matrix.txt", &text).unwrap();
        return;
    }
    let known = embedded::KNOWN_BENIGN_MATRIX;
    let changed: Vec<&str> = text.lines().filter(|line| !known.lines().any(|known| known == *line)).collect();
    assert!(
        text == known,
        "src/embedded/benign-matrix.txt is stale (UPDATE_BENIGN_MATRIX=1 cargo test --test benign_matrix renews it):\n{}",
        changed.join("\n")
    );
}
