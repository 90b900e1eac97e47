//! "Connect to another registry": an address, and credentials where the registry asks for them.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use plimsoll::registry::{Address, Credentials};

use crate::ui::app::AppState;
use crate::ui::browser;
use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::pages::doctor::{Doctor, ToDoctor};
use crate::ui::pages::sign_in::InTheClear;
use crate::ui::paths;
use crate::ui::registries::RegistryRef;
use crate::ui::session::{Phase, Session};

/// Ids of what is said about fields.
const ADDRESS_ERROR: &str = "address-error";
const SIGN_IN_HINT: &str = "sign-in-hint";

/// What the form says back.
#[derive(Clone, PartialEq)]
enum Answer {
    Nothing,
    /// The address itself is wrong.
    Address(&'static str),
    /// The registry asks who this is.
    Asked(String),
    /// It did not work.
    Failed(String),
    /// The registry could not be opened at all.
    NotOpened(String, RegistryRef),
}

/// The form.
#[component]
pub(crate) fn Connect() -> impl IntoView {
    let app = expect_context::<AppState>();
    let (address, user, password) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let answer = RwSignal::new(Answer::Nothing);
    let opening = RwSignal::new(None::<Session>);
    let navigate = use_navigate();
    // The registry's answer decides: go in, ask for credentials, or say why not.
    Effect::new(move |_| {
        let Some(session) = opening.get() else { return };
        match session.phase.get() {
            Phase::New | Phase::Connecting => {}
            // What else is to be asked, the registry's own pages ask.
            Phase::Open | Phase::Names | Phase::Realm(_) => navigate(
                &paths::overview(&session.slug()),
                leptos_router::NavigateOptions { resolve: false, ..Default::default() },
            ),
            Phase::SignIn(said) => {
                answer.set(Answer::Asked(said.unwrap_or_else(|| {
                    "This registry wants to know who you are: give a user name and a password."
                        .to_owned()
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
                let session = app.session(&registry);
                // This form has no such box: what is typed here is in memory alone.
                session.account.keep(false);
                session.connect(credentials);
                opening.set(Some(session));
            }
            Err(why) => answer.set(Answer::Failed(why)),
        }
    };
    let busy = move || opening.get().is_some();
    let wrong_address = Signal::derive(move || match answer.get() {
        Answer::Address(why) => Some(why),
        _ => None,
    });
    let doctor = move || match answer.get() {
        Answer::NotOpened(_, registry) => Some(view! { <Doctor registry/> }),
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
                <p class="small muted" id=SIGN_IN_HINT>"User name and password, only if the registry asks for them; kept in memory, sent to it alone."</p>
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

/// Credentials from two fields; none where both are empty.
pub(crate) fn credentials(user: &str, password: &str) -> Result<Credentials, String> {
    let user = user.trim();
    match (user.is_empty(), password.is_empty()) {
        (true, true) => Ok(Credentials::None),
        (true, false) => Err("A user name goes with the password.".to_owned()),
        _ => Credentials::of_form(user, password).map_err(|error| error.to_string()),
    }
}

/// A labelled field.
#[component]
pub(crate) fn Field(
    /// Its id.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What is in it.
    value: RwSignal<String>,
    /// `text` or `password`.
    kind: &'static str,
    /// For password managers.
    complete: &'static str,
    /// An example.
    hint: &'static str,
    /// Whether what is in it cannot be used.
    invalid: Signal<bool>,
    /// The id of what is said about it elsewhere.
    #[prop(optional)]
    about: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id name=id type=kind autocomplete=complete placeholder=hint spellcheck="false" autocapitalize="none"
                aria-invalid=move || invalid.get().then_some("true") aria-describedby=about
                prop:value=value on:input=move |event| value.set(event_target_value(&event))/>
        </div>
    }
}

fn said(answer: Answer) -> Option<AnyView> {
    let failed = (NoticeTone::Failed, "Not connected");
    let ((tone, title), text, may_ask) = match answer {
        // That of the address stands under its field.
        Answer::Nothing | Answer::Address(_) => return None,
        Answer::Asked(text) => ((NoticeTone::Info, "Sign in"), text, false),
        Answer::Failed(why) => (failed, why, false),
        Answer::NotOpened(why, _) => (failed, why, true),
    };
    let to_doctor = may_ask.then(|| view! { <ToDoctor/> });
    Some(view! { <div role="alert"><Notice tone title>{text}{to_doctor}</Notice></div> }.into_any())
}
