//! The built-in suites are part of the binary.
fn main() {
    println!("cargo::rerun-if-changed=suites");
}
