//! Mounts the dashboard, nothing else.
#![allow(missing_docs, reason = "a binary has no public items")]

use leptos::prelude::*;

fn main() {
    mount_to_body(|| view! { <h1>"Plimsoll"</h1> });
}
