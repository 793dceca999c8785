//! The built-in suites are part of the binary: as files, and compiled where the compiled form is of these very files.

use std::path::{Path, PathBuf};

/// What a compiled suite depends on: the suites, and the code that reads them.
const SOURCES: [&str; 5] = ["suites", "src/suite", "src/judge/expectation.rs", "src/protocol/names.rs", "src/protocol/wire.rs"];

fn main() {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), &mut files);
    }
    files.sort();
    // FNV-1a over names and contents: the same on every machine.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut feed = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for file in &files {
        feed(file.to_string_lossy().replace('\\', "/").as_bytes());
        feed(&std::fs::read(file).unwrap_or_default());
    }
    println!("cargo::rustc-env=SUITES_FINGERPRINT={hash:016x}");
}

/// The files that count: TOML and Rust, without tests' snapshots and without the compiled form itself.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(path) else {
        files.push(path.to_owned());
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let counts = path.extension().is_some_and(|extension| extension == "toml" || extension == "rs");
        if path.is_dir() {
            collect(&path, files);
        } else if counts {
            files.push(path);
        }
    }
}
