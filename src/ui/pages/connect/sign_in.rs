//! Signing in to a registry.

use leptos::prelude::*;
use plimsoll::present::reading_changes;
use plimsoll::registry::{Accounts, Credentials, TOKEN_USER};

use crate::ui::browser;
use crate::ui::components::{CopyButton, Field, Notice, NoticeTone, dynamic};
use crate::ui::pages::connect::credentials::credentials;
use crate::ui::pages::connect::in_the_clear::InTheClear;
use crate::ui::session::{Phase, Session};
use crate::ui::signal::{RwSignal, Signal};

#[component]
pub(crate) fn SignIn(
    session: Session,
    /// The registry's answer to the last try.
    said: Option<String>,
) -> impl IntoView {
    let registry = session.registry();
    let account = session.account;
    let accounts = session.identity.kind().facts().accounts;
    let changes = reading_changes(session.identity.kind());
    // After a wrong password, the user name stays and only the password is typed again.
    let user = RwSignal::new(account.user_name.get_value());
    let password = RwSignal::new(String::new());
    let is_again = said.is_some() && !user.get_untracked().is_empty();
    Effect::new(move |_| browser::focus_by_id(if is_again { "password" } else { "user" }));
    let wrong = RwSignal::new(said);
    let keeps = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match credentials(&user.get_untracked(), &password.get_untracked()) {
            Ok(credentials) => {
                account.keep(keeps.get_untracked());
                session.connect(credentials);
            }
            Err(why) => {
                wrong.set(Some(why));
                browser::focus_by_id("password");
            }
        }
    };
    let help = move || {
        let is_token = user.with(|user| user.trim() == TOKEN_USER);
        view! { <p class="small muted">{help(accounts, is_token)}</p> }
    };
    let anonymous = account.is_open_to_all.get_untracked().then(|| {
        let go_on = move |_| match session.client() {
            // Somebody signed in meanwhile: connect again, without credentials.
            Some(_) if session.account.user.get_untracked().is_none() => {
                session.phase.set(Phase::Open)
            }
            _ => session.connect(Credentials::None),
        };
        view! { <button type="button" on:click=go_on>"Continue without signing in"</button> }
    });
    let ways = (accounts == Accounts::Azure)
        .then(|| view! { <Ways user wrong host=registry.host.clone()/> });
    view! {
        <section class="panel single" aria-labelledby="sign-in">
            <header><h1 id="sign-in">"Sign in to " {registry.host}</h1></header>
            <form class="body sign-in" on:submit=submit novalidate>
                {ways}
                <InTheClear base=registry.base/>
                {dynamic(help)}
                {changes.map(|what| view! { <p class="small">{what}</p> })}
                <Field id="user" label="User name" value=user kind="text" complete="username" hint="" invalid=Signal::stored(false)/>
                <Field id="password" label="Password" value=password kind="password" complete="current-password" hint=""
                    invalid=Signal::derive(move || wrong.with(Option::is_some))/>
                {dynamic(move || wrong.get().map(|why| view! { <Notice tone=NoticeTone::Failed title="Not signed in">{why}</Notice> }))}
                <Keep keeps/>
                <p class="small muted">"Otherwise kept in this page's memory only. Sent to this registry only; Plimsoll asks you before it sends them anywhere else."</p>
                <div class="title">
                    <button type="submit" class="primary">"Connect"</button>
                    {anonymous}
                </div>
            </form>
        </section>
    }
}

/// The box that has to be ticked before anything is kept beyond the page's memory.
#[component]
fn Keep(keeps: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || keeps.get() aria-describedby="keep-help"
                on:change=move |event| keeps.set(event_target_checked(&event))/>
            "Keep me signed in for this tab"
        </label>
        <p class="small muted" id="keep-help">
            "Keeps user name and password in this tab's storage, so that a reload does not ask again. Signing out or closing the tab removes them."
        </p>
    }
}

/// The two ways in that Azure's registries have for people.
#[component]
fn Ways(user: RwSignal<String>, wrong: RwSignal<Option<String>>, host: String) -> impl IntoView {
    let is_token = Signal::derive(move || user.with(|user| user.trim() == TOKEN_USER));
    let name = host.split('.').next().unwrap_or_default().to_owned();
    let command =
        format!("az acr login --name {name} --expose-token --output tsv --query accessToken");
    let shown = command.clone();
    let choose = move |token: bool| {
        // The error was about the other way to sign in.
        wrong.set(None);
        user.update(|user| {
            if token {
                TOKEN_USER.clone_into(user);
            } else if user.trim() == TOKEN_USER {
                user.clear();
            }
        });
    };
    let printed = move || {
        is_token.get().then(|| {
            view! { <p class="command"><code>{shown.clone()}</code><CopyButton text=command.clone() label="Copy the command"/></p> }
        })
    };
    view! {
        <fieldset class="ways">
            <legend>"Sign in with"</legend>
            <label class="check">
                <input type="radio" name="way" prop:checked=move || !is_token.get() on:change=move |_| choose(false)/>
                "An account of the registry"
            </label>
            <label class="check">
                <input type="radio" name="way" prop:checked=move || is_token.get() on:change=move |_| choose(true)/>
                "A token of az acr login"
            </label>
        </fieldset>
        {dynamic(printed)}
    }
}

/// The user names and passwords that a registry with these accounts takes.
fn help(accounts: Accounts, is_token: bool) -> &'static str {
    match accounts {
        Accounts::Azure if is_token => {
            "Paste the command's output as the password, and keep the user name of zeros. The token is valid for about three hours."
        }
        Accounts::Azure => {
            "The admin user; a service principal (its application id and secret); or a repository-scoped token (its name and one of its passwords)."
        }
        Accounts::ApiKeys => "Your user name with your password or an API key.",
        Accounts::CliSecrets => {
            "Your user name with your password or CLI secret; or a robot account, with its whole name (robot$…) and its secret."
        }
        Accounts::Any => {
            "The user name and password (or access token) that you use for docker login."
        }
    }
}
