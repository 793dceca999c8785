//! The long texts of `--help` of `certify`, `verify` and `keygen`.

/// Of `certify`.
pub const CERTIFY: &str = "\
The bundle has the signed statement, the record with all transcripts, the rules, the report, the statement in
words and a badge. It is a self-declaration. docs/certification.md describes it.

Examples:
  tokenspec keygen vendor
  tokenspec certify staging.toml --profile oauth2-baseline --slow --key vendor.key
  tokenspec run staging.toml --evidence --report json=run.json
  tokenspec certify --record run.json --key vendor.key --key env:SECOND_KEY --output staging.zip

Exit codes:
  0    the bundle is written: every case that counts was judged, and no must is broken
  1    the bundle is written: a must is broken, and the statement says so
  2    the command line, a key or the target file is wrong, or the record is no whole run of a
       profile: nothing is written
  3    the bundle is written: a case that counts could not be judged, and the statement says so";

/// Of `verify`.
pub const VERIFY: &str = "\
Nothing is sent, nothing is unpacked to disk, nothing in the bundle is run.

Examples:
  tokenspec verify staging.zip --key vendor.pub
  tokenspec verify staging.zip --key vendor.pub --key lab.pub --signatures 2 --format json

Exit codes:
  0    verified, and the target conforms
  1    verified, and the target does not conform: a truthful statement of that
  2    the command line or a key is wrong, or the file is no bundle
  10   not signed by whom you trust
  11   tampered with: not as it was signed, or its parts contradict each other
  12   incomplete: cases of the profile are missing, or could not be judged
  13   verdicts differ when they are computed again
  14   its profile is not the version that this program has";

/// Of `keygen`.
pub const KEYGEN: &str = "\
Files are never replaced. Keys of OpenSSH (ed25519 or ecdsa, without a passphrase) can be used as they are.

Examples:
  tokenspec keygen vendor
  tokenspec keygen vendor --algorithm ecdsa-p256

Exit codes:
  0    both files are written
  2    the command line is wrong, or a file is there already";
