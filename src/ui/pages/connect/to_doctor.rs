//! The way from a failed connection to the doctor below it.

use leptos::prelude::*;

use crate::ui::browser;

/// The id of the doctor's button that begins.
pub(crate) const BEGIN: &str = "doctor-begin";

/// A button in the message of a failed connection. It leads to the doctor.
#[component]
pub(crate) fn ToDoctor() -> impl IntoView {
    view! { " " <button type="button" class="link" on:click=|_| browser::focus_by_id(BEGIN)>"Find out why"</button> }
}
