//! The CORS doctor: it finds out why the browser may not read a registry's answers, and shows configurations that
//! mend it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::present::{Recipe, cors_recipes};
use plimsoll::registry::doctor::{Check, Diagnosis, Health, Verdict, diagnose, probe};
use plimsoll::registry::{Endpoint, RegistryKind};

use crate::ui::browser::{self, Fetch};
use crate::ui::components::{CopyButton, Notice, NoticeTone, dynamic};
use crate::ui::pages::connect::to_doctor::BEGIN;
use crate::ui::registries::RegistryRef;
use crate::ui::signal::RwSignal;

/// The state of the examination.
#[derive(Clone, PartialEq)]
enum State {
    Idle,
    Asking,
    Done(Diagnosis),
}

/// The panel with the button that begins the examination, and its findings.
#[component]
pub(crate) fn Doctor(
    /// A registry at a typed address that could not be opened.
    registry: RegistryRef,
) -> impl IntoView {
    let state = RwSignal::new(State::Idle);
    let base = registry.base.clone();
    let examine = move |_| {
        state.set(State::Asking);
        let registry = registry.clone();
        spawn_local(async move { state.set(State::Done(examined(&registry).await)) });
    };
    let found = move || match state.get() {
        State::Done(diagnosis) => Some(view! { <Found diagnosis base=base.clone()/> }),
        State::Idle | State::Asking => None,
    };
    let busy = move || state.get() == State::Asking;
    view! {
        <section class="panel wide" aria-labelledby="doctor">
            <header><h2 id="doctor">"Diagnose the connection"</h2></header>
            <div class="body stack">
                <p class="small muted">
                    "Browsers hide the reason. These test requests send no credentials and change nothing (one is a DELETE and one a PUT of /v2/ itself, which no registry carries out)."
                </p>
                <div><button type="button" id=BEGIN on:click=examine disabled=busy>
                    {dynamic(move || if busy() { "Asking…" } else { "Run the tests" })}
                </button></div>
                <div class="stack" role="status">{dynamic(found)}</div>
            </div>
        </section>
    }
}

async fn examined(registry: &RegistryRef) -> Diagnosis {
    let reached = browser::reaches(&format!("{}/v2/", registry.base)).await;
    // CORS headers are the same for every kind.
    let findings = match Endpoint::new(&registry.base, &registry.host, RegistryKind::default()) {
        Ok(endpoint) => probe(&Fetch, &endpoint, &browser::origin(), reached).await,
        // Not expected: the address was checked when it was typed.
        Err(why) => return diagnosis_of(why.to_string()),
    };
    let mut diagnosis = diagnose(&findings, &browser::origin());
    if registry.kind().facts().never_sends_cors && diagnosis.headers_help {
        diagnosis = diagnosis_of(
            "Azure Container Registry never sends CORS headers. The operator of this page has to put the \
             registry behind the page's own server."
                .to_owned(),
        );
    }
    diagnosis
}

fn diagnosis_of(sentence: String) -> Diagnosis {
    Diagnosis { sentence, checks: Vec::new(), headers_help: false, health: Health::Lacking }
}

#[component]
fn Found(diagnosis: Diagnosis, base: String) -> impl IntoView {
    let Diagnosis { sentence, checks, headers_help, health } = diagnosis;
    let (tone, title) = match health {
        Health::Whole => (NoticeTone::Info, "Everything works"),
        Health::SoFar => (NoticeTone::Info, "Works so far"),
        Health::Lacking => (NoticeTone::Warning, "Problem found"),
    };
    let list = (!checks.is_empty()).then(|| {
        view! {
            <p>"This page may:"</p>
            <ul class="checks" aria-label="This page may">
                {checks.into_iter().map(line).collect_view()}
            </ul>
        }
    });
    let recipes = headers_help.then(|| {
        let recipes = cors_recipes(&browser::origin(), &base);
        view! {
            <p>"One of these configurations, in front of the registry, lets this page in:"</p>
            {recipes.into_iter().map(recipe).collect_view()}
        }
    });
    view! { <Notice tone title>{sentence}</Notice>{list}{recipes} }
}

fn line(Check { what, verdict, why }: Check) -> AnyView {
    let (class, sign, word) = match verdict {
        Verdict::Good => ("good", "✓", "yes"),
        Verdict::Missing => ("bad", "✗", "no"),
        Verdict::Unknown => ("unknown", "–", "not known"),
    };
    view! {
        <li class=class>
            <span class="sign" aria-hidden="true">{sign}</span>
            <span class="visually-hidden">{word} ": "</span>
            <span>{what}</span>
            <span class="muted small">{why}</span>
        </li>
    }
    .into_any()
}

fn recipe(Recipe { title, when, text }: Recipe) -> AnyView {
    let label = format!("Copy the {title} configuration");
    view! {
        <details class="recipe">
            <summary><b>{title}</b> " " <span class="muted small">{when}</span></summary>
            <div class="paste"><CopyButton text=text.clone() label/><pre tabindex="0" role="group" aria-label=title>{text}</pre></div>
        </details>
    }
    .into_any()
}
