//! Compiles the crate again when the page's files change, which cargo would not notice for a file that is new.

fn main() {
    println!("cargo::rerun-if-changed=../web/app/dist");
}
