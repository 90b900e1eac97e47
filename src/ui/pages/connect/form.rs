//! "Connect to another registry": an address, and credentials where the registry asks for them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use plimsoll::registry::Address;

use crate::ui::browser;
use crate::ui::components::{Field, Notice, NoticeTone, dynamic};
use crate::ui::later::Cause;
use crate::ui::modules;
use crate::ui::pages::connect::credentials::credentials;
use crate::ui::pages::connect::in_the_clear::InTheClear;
use crate::ui::pages::connect::to_doctor::ToDoctor;
use crate::ui::paths;
use crate::ui::registries::RegistryRef;
use crate::ui::session::{Phase, Session};
use crate::ui::signal::{RwSignal, Signal};
use crate::ui::state::AppState;

/// Ids of the texts that describe fields.
const ADDRESS_ERROR: &str = "address-error";
const SIGN_IN_HINT: &str = "sign-in-hint";

/// The answer to the last try to connect.
#[derive(Clone, PartialEq)]
enum Answer {
    Nothing,
    /// The address cannot be read, and why. The error stands under its field.
    Address(&'static str),
    /// The registry asks for a sign-in.
    Asked(String),
    /// The credentials cannot be used, or the module that connects did not arrive.
    Failed(String),
    /// The registry could not be opened, and why. The doctor is offered for it.
    NotOpened(String, RegistryRef),
}

#[component]
pub(crate) fn Connect() -> impl IntoView {
    let app = expect_context::<AppState>();
    let (address, user, password) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let answer = RwSignal::new(Answer::Nothing);
    let opening = RwSignal::new(None::<Session>);
    // Whether the module that connects is being fetched.
    let loading = RwSignal::new(false);
    let navigate = use_navigate();
    // The registry's answer decides: go in, ask for credentials, or say why not.
    Effect::new(move |_| {
        let Some(session) = opening.get() else { return };
        match session.phase.get() {
            Phase::New | Phase::Connecting => {}
            // The registry's own pages ask for names, and whether another host may be asked.
            Phase::Open | Phase::Names | Phase::Realm(_) => navigate(
                &paths::overview(&session.slug()),
                leptos_router::NavigateOptions { resolve: false, ..Default::default() },
            ),
            Phase::SignIn(said) => {
                answer.set(Answer::Asked(said.unwrap_or_else(|| {
                    "This registry needs a sign-in: type a user name and a password.".to_owned()
                })));
                opening.set(None);
                browser::focus_by_id("user");
            }
            Phase::Failed(why) => {
                answer.set(Answer::NotOpened(why, session.registry()));
                opening.set(None);
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        answer.set(Answer::Nothing);
        let registry = match Address::read(&address.get_untracked()) {
            Ok(address) => {
                let site = app.site.get_untracked().unwrap_or_default();
                RegistryRef::typed(address, &site)
            }
            Err(why) => {
                answer.set(Answer::Address(why));
                return browser::focus_by_id("address");
            }
        };
        match credentials(&user.get_untracked(), &password.get_untracked()) {
            Ok(credentials) => {
                loading.set(true);
                spawn_local(async move {
                    match modules::connect(app, &registry, credentials).await {
                        Ok(session) => opening.set(Some(session)),
                        Err(_) => {
                            answer.set(Answer::Failed(Cause::find().await.sentence().to_owned()))
                        }
                    }
                    loading.set(false);
                });
            }
            Err(why) => answer.set(Answer::Failed(why)),
        }
    };
    let busy = move || loading.get() || opening.get().is_some();
    let wrong_address = Signal::derive(move || match answer.get() {
        Answer::Address(why) => Some(why),
        _ => None,
    });
    let doctor = move || match answer.get() {
        Answer::NotOpened(_, registry) => Some(modules::doctor(registry)),
        _ => None,
    };
    view! {
        <section class="panel" aria-labelledby="connect">
            <header><h2 id="connect">"Connect to another registry"</h2></header>
            <form class="body sign-in" on:submit=submit novalidate>
                <div class="field">
                    <Field id="address" label="Registry address" value=address kind="text" complete="url"
                        hint="registry.example.com" invalid=Signal::derive(move || wrong_address.get().is_some())
                        about=ADDRESS_ERROR/>
                    <div id=ADDRESS_ERROR>
                        {dynamic(move || wrong_address.get().map(|why| view! { <p class="field-error" role="alert">{why}</p> }))}
                    </div>
                </div>
                <hr/>
                <InTheClear base=String::new()/>
                <p class="small muted" id=SIGN_IN_HINT>"Only if the registry needs a sign-in. Kept in memory; sent to this registry only."</p>
                <Field id="user" label="User name" value=user kind="text" complete="username" hint="" invalid=Signal::stored(false) about=SIGN_IN_HINT/>
                <Field id="password" label="Password" value=password kind="password" complete="current-password" hint="" invalid=Signal::stored(false) about=SIGN_IN_HINT/>
                {dynamic(move || said(answer.get()))}
                <button type="submit" class="primary" disabled=busy>
                    {dynamic(move || if busy() { "Connecting…" } else { "Connect" })}
                </button>
            </form>
        </section>
        {dynamic(doctor)}
    }
}

fn said(answer: Answer) -> Option<AnyView> {
    let failed = (NoticeTone::Failed, "Not connected");
    let ((tone, title), text, may_ask) = match answer {
        // The error about an address stands under its field.
        Answer::Nothing | Answer::Address(_) => return None,
        Answer::Asked(text) => ((NoticeTone::Info, "Sign in"), text, false),
        Answer::Failed(why) => (failed, why, false),
        Answer::NotOpened(why, _) => (failed, why, true),
    };
    let to_doctor = may_ask.then(|| view! { <ToDoctor/> });
    Some(view! { <div role="alert"><Notice tone title>{text}{to_doctor}</Notice></div> }.into_any())
}
