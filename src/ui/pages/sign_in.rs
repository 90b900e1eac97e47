//! Signing in to a registry that asks who is there.

use leptos::prelude::*;

use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::pages::connect::{Field, credentials};
use crate::ui::session::Session;

/// The form.
#[component]
pub(crate) fn SignIn(
    /// Where to.
    session: Session,
    /// What the registry said to the last try.
    said: Option<String>,
) -> impl IntoView {
    let registry = session.registry();
    let (user, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(said);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match credentials(&user.get_untracked(), &password.get_untracked()) {
            Ok(credentials) => session.connect(credentials),
            Err(why) => wrong.set(Some(why)),
        }
    };
    view! {
        <section class="panel single" aria-labelledby="sign-in">
            <header><h1 id="sign-in">"Sign in to " {registry.host}</h1></header>
            <form class="body sign-in" on:submit=submit novalidate>
                <Field id="user" label="User name" value=user kind="text" complete="username" hint="" invalid=Signal::stored(false)/>
                <Field id="password" label="Password" value=password kind="password" complete="current-password" hint="" invalid=Signal::stored(false)/>
                {dynamic(move || wrong.get().map(|why| view! { <Notice tone=NoticeTone::Failed title="Not signed in">{why}</Notice> }))}
                <p class="small muted">"Kept in this page's memory and sent to this registry alone."</p>
                <button type="submit" class="primary">"Connect"</button>
            </form>
        </section>
    }
}
