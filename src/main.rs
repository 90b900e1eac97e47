//! Mounts the dashboard, nothing else.
#![allow(missing_docs, unreachable_pub, reason = "a binary has no public items")]

mod ui;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(ui::App);
}
