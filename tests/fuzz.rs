//! Every reader of foreign text, fed with anything at all: seeds of `fixtures/fuzz`, changed at random; what brings about something
//! new is changed further. None may panic. Ordinarily some 60,000 executions; `FUZZ_EXECUTIONS=10000000 cargo test --test fuzz --
//! --nocapture` for as many as one has patience for, `FUZZ_SEED=N` for the same ones again. Built without optimisation for release,
//! so that overflowing arithmetic is a panic too.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use tokenspec::fuzz::{READERS, Reader};

/// Bytes of an input. What is larger shows nothing that smaller inputs do not.
const LONGEST: usize = 16 * 1024;
/// Inputs that are kept for further changes, beside the seeds.
const KEPT: usize = 2_000;

/// What means something to one reader or another.
const WORDS: &[&str] = &[
    "\r\n\r\n",
    "\r\n",
    "\n",
    "\0",
    "\t",
    "HTTP/1.1 200 OK",
    "HTTP/1.1 100 Continue",
    "Transfer-Encoding: chunked",
    "Content-Length: ",
    "0\r\n\r\n",
    "ffffffffffffffff",
    "18446744073709551615",
    "-9223372036854775808",
    "1e999",
    "0.1e-999",
    "NaN",
    "null",
    "true",
    "[[[[[[[[",
    "{\"a\":",
    "{}",
    "[]",
    "\"\"",
    "\\u0000",
    "\\ud800",
    "\\",
    "\"",
    "'",
    "=",
    "&",
    "%",
    "%00",
    "%ff",
    "+",
    ";",
    ",",
    ":",
    "..",
    "../",
    "//",
    "\u{202e}",
    "\u{feff}",
    "é",
    "\u{10ffff}",
    "<form>",
    "<input type=password>",
    "<!--",
    "]]>",
    "</script>",
    "<table><tr>",
    "<b><i>",
    "&#0;",
    "&nbsp",
    "<base href=",
    "eyJhbGciOiJub25lIn0",
    "Basic realm=",
    "Bearer ",
    "error",
    "access_token",
    "expires_in",
    "scope",
    "keys",
    "kid",
    "n",
    "exp",
    "aud",
    "iss",
    "code=",
    "state=state",
    "javascript:",
    "file:///",
    "http://[::1]",
    "[[case]]",
    "[[client]]",
    "[target]",
    "\"\"\"",
    "'''",
    "${",
    "}",
    "length = 1000000",
    "min = ",
    "max",
    "2026-02-30",
    "9999-12-31",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Max-Age=",
    "Domain=",
    "Path=/",
    "(a+)+",
    "a{1000}",
    "\u{1b}[31m",
    "otpauth://totp/a?secret=MFRGG",
];

fn seeds(reader: &Reader) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fuzz").join(reader.name);
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} has no seeds", reader.name);
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Changes an input in one to eight places.
fn changed(input: &[u8], others: &[Vec<u8>], random: &mut StdRng) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..random.random_range(1..=8) {
        let at = random.random_range(0..=bytes.len());
        let to = (at + random.random_range(0..=32)).min(bytes.len());
        match random.random_range(0..10) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = random.random(),
            2 => bytes.insert(at, random.random()),
            3 => drop(bytes.drain(at..to)),
            4 => {
                let piece = bytes[at..to].repeat(random.random_range(1..40));
                bytes.splice(at..at, piece);
            }
            5 => bytes.truncate(at),
            6 => {
                let other = others.choose(random).map_or(&[][..], Vec::as_slice);
                let from = random.random_range(0..=other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            7 => {
                let word = WORDS.choose(random).copied().unwrap_or_default();
                bytes.splice(at..to, word.bytes());
            }
            _ => {
                let word = WORDS.choose(random).copied().unwrap_or_default();
                bytes.splice(at..at, word.bytes());
            }
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

fn panics(reader: &Reader, input: &[u8]) -> bool {
    catch_unwind(|| (reader.read)(input)).is_err()
}

/// As little of an input as still makes the reader panic.
fn smallest(reader: &Reader, mut input: Vec<u8>) -> Vec<u8> {
    let mut piece = input.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at + piece <= input.len() {
            let shorter = [&input[..at], &input[at + piece..]].concat();
            if panics(reader, &shorter) { input = shorter } else { at += piece }
        }
        piece /= 2;
    }
    input
}

/// What a reader was put to.
struct Account {
    executions: usize,
    kinds: usize,
    slowest: Duration,
    findings: Vec<Vec<u8>>,
}

fn fuzz(reader: &Reader, executions: usize, seed: u64) -> Account {
    let mut random = StdRng::seed_from_u64(seed);
    let mut inputs = seeds(reader);
    let first = inputs.len();
    let mut kinds = HashSet::new();
    let mut account = Account { executions, kinds: 0, slowest: Duration::ZERO, findings: Vec::new() };
    for number in 0..executions {
        let input = match inputs.get(number) {
            // The seeds as they are come first.
            Some(seed) if number < first => seed.clone(),
            _ => changed(inputs.choose(&mut random).map_or(&[][..], Vec::as_slice), &inputs, &mut random),
        };
        let begun = Instant::now();
        match catch_unwind(|| (reader.read)(&input)) {
            Ok(kind) => {
                if kinds.insert(kind) && inputs.len() < KEPT {
                    inputs.push(input);
                }
            }
            Err(_) if account.findings.len() < 5 => account.findings.push(smallest(reader, input)),
            Err(_) => {}
        }
        account.slowest = account.slowest.max(begun.elapsed());
    }
    account.kinds = kinds.len();
    account
}

fn row(reader: &Reader, account: &Account) -> String {
    let Account { executions, kinds, slowest, findings } = account;
    format!("| {} | {executions} | {kinds} | {} ms | {} |", reader.name, slowest.as_millis(), findings.len())
}

#[test]
fn no_reader_panics_whatever_it_is_given() {
    let number = |name: &str, usual: u64| std::env::var(name).map_or(usual, |text| text.parse().expect("a number"));
    let executions = usize::try_from(number("FUZZ_EXECUTIONS", 60_000)).unwrap();
    let seed = number("FUZZ_SEED", rand::random());
    let shares: usize = READERS.iter().map(|reader| reader.share).sum();
    let accounts = std::thread::scope(|scope| {
        let one = move |reader: &Reader| {
            let account = fuzz(reader, (executions * reader.share).div_ceil(shares), seed);
            // At once: who stops a long run knows by then what has been done.
            println!("{}", row(reader, &account));
            account
        };
        let of = |reader: &'static Reader| scope.spawn(move || one(reader));
        let running: Vec<_> = READERS.iter().map(of).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    let mut page =
        format!("seed {seed}\n| reader | executions | kinds of outcome | slowest | findings |\n|---|---|---|---|---|\n");
    for (reader, account) in READERS.iter().zip(&accounts) {
        let _ = writeln!(page, "{}", row(reader, account));
    }
    let all: usize = accounts.iter().map(|account| account.executions).sum();
    println!("{page}| all | {all} | | | |");
    let findings: Vec<String> = READERS
        .iter()
        .zip(&accounts)
        .flat_map(|(reader, account)| {
            account.findings.iter().map(move |input| format!("{}: b\"{}\"", reader.name, input.escape_ascii()))
        })
        .collect();
    assert!(findings.is_empty(), "with FUZZ_SEED={seed}:\n{}", findings.join("\n"));
}

#[test]
fn the_seeds_are_few_and_small() {
    let seeds: Vec<Vec<u8>> = READERS.iter().flat_map(seeds).collect();
    assert!(seeds.len() < 100 && seeds.iter().map(Vec::len).sum::<usize>() < 128 * 1024);
}
