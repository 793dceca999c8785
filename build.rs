//! The built-in suites and profiles are part of the binary.
fn main() {
    println!("cargo::rerun-if-changed=suites");
    println!("cargo::rerun-if-changed=profiles");
}
