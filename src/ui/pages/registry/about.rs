//! About this registry: its kind and why, its capabilities, and the user's overrides of both.

use leptos::prelude::*;
use plimsoll::present::{
    capability_name, choice_means, choice_name, reading_changes, recognised_by,
};
use plimsoll::registry::{Capability, Overrides, RegistryKind};

use crate::ui::browser;
use crate::ui::components::{dynamic, text};
use crate::ui::memo::Memo;
use crate::ui::pages::registry::check_deletes::CheckDeletes;
use crate::ui::pages::registry::kept_here::KeptHere;
use crate::ui::pages::registry::quotas::Quotas;
use crate::ui::registries::Source;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

/// The hint at a capability that comes from signs of other kinds, because the registry's own kind lacks it.
const PRECAUTION: &str =
    "The registry looks like a kind that does this. Plans expect it, unless you override it here.";

#[component]
pub(crate) fn AboutPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let registry = session.registry();
    browser::set_title(&format!("About {} · Plimsoll", registry.title));
    let identity = session.identity;
    let way = match registry.source {
        Source::Sample => "in this page's memory",
        Source::Alias => "behind this page",
        Source::Typed => "straight from this browser",
    };
    let choose = move |word: String| {
        let mut overrides = identity.overrides.get_untracked();
        let kind = RegistryKind::of_word(&word);
        // Overrides of capabilities were made for the kind before.
        overrides.capabilities.clear();
        overrides.kind = kind.filter(|kind| *kind != identity.own_kind());
        session.choose_overrides(overrides);
    };
    let kinds = RegistryKind::ALL.map(|kind| (kind.word(), kind.name()));
    let reset = move || {
        (!identity.overrides.with(Overrides::is_empty)).then(|| {
            view! {
                <button type="button" on:click=move |_| session.choose_overrides(Overrides::default())>
                    "Reset to the detected values"
                </button>
            }
        })
    };
    // Fields stand only where somebody wants to change something.
    let changing = RwSignal::new(false);
    let word = Signal::derive(move || identity.kind().word());
    let kind = move || {
        if !changing.get() {
            return view! { <p class="now">{text(move || identity.kind().name().to_owned())}</p> }
                .into_any();
        }
        view! {
            <div class="field kind-choice">
                <label for="kind">"Kind"</label>
                {select("kind", None, &kinds, word, choose)}
            </div>
        }
        .into_any()
    };
    let verb = move || if changing.get() { "Done" } else { "Change…" };
    view! {
        <div class="title">
            <h1>"About this registry"</h1>
            <span class="mono muted">{registry.host.clone()}</span>
            <span class="badge">{way}</span>
            <div class="actions">
                {dynamic(reset)}
                <button type="button" on:click=move |_| changing.update(|on| *on = !*on)>{dynamic(verb)}</button>
            </div>
        </div>
        <section class="panel" aria-labelledby="kind-title">
            <header><h2 id="kind-title">"Kind of registry"</h2></header>
            <div class="body stack">
                {dynamic(kind)}
                <p class="answer" role="status">{text(move || why(session))}</p>
                {dynamic(move || reading_changes(identity.kind()).map(|what| view! { <p>{what}</p> }))}
            </div>
        </section>
        <section class="panel" aria-labelledby="can">
            <header>
                <h2 id="can">"Capabilities"</h2>
                <span class="muted small">"Plimsoll detected these. Change one if it is wrong (saved in this browser)."</span>
            </header>
            <table class="capabilities">
                <caption class="visually-hidden">"Capabilities"</caption>
                <thead><tr><th scope="col">"Capability"</th><th scope="col">"This registry"</th><th scope="col">"Meaning"</th></tr></thead>
                <tbody>{Capability::ALL.map(|capability| view! { <Line session capability changing/> }).collect_view()}</tbody>
            </table>
        </section>
        <Quotas session/>
        <KeptHere session/>
        <CheckDeletes session/>
    }
}

/// A row of the table of capabilities.
#[component]
fn Line(
    session: Session,
    capability: Capability,
    /// Whether the values can be chosen now.
    changing: RwSignal<bool>,
) -> impl IntoView {
    let identity = session.identity;
    let word = Memo::new(move |_| capability.value_in(&identity.capabilities()));
    let kind = Memo::new(move |_| identity.kind());
    let is_own = move || identity.overrides.with(|all| all.capabilities.contains_key(&capability));
    // Whether the value comes from signs of other kinds, not from the registry's own kind.
    let is_precaution = move || {
        let by = |signs: &[_]| {
            identity.overrides.with(|all| capability.value_in(&all.apply(kind.get(), signs)))
        };
        by(&identity.signs()) != by(&[])
    };
    let choose = move |chosen: String| {
        let kind = kind.get_untracked();
        let mut overrides = identity.overrides.get_untracked();
        overrides.capabilities.remove(&capability);
        let chosen = capability.choices(kind).iter().find(|word| **word == chosen);
        let own = capability.value_in(&overrides.apply(kind, &identity.signs()));
        if let Some(chosen) = chosen.filter(|word| **word != own) {
            overrides.capabilities.insert(capability, chosen);
        }
        session.choose_overrides(overrides);
    };
    let answer = move || {
        let choices = capability.choices(kind.get());
        if choices.len() == 1 || !changing.get() {
            let name = move || choice_name(capability, word.get()).to_owned();
            return view! { <span class="fixed">{text(name)}</span> }.into_any();
        }
        let choices: Vec<_> =
            choices.iter().map(|word| (*word, choice_name(capability, word))).collect();
        select("", Some(capability_name(capability)), &choices, word.into(), choose)
    };
    view! {
        <tr>
            <th scope="row">{capability_name(capability)}</th>
            <td>
                {dynamic(answer)}
                {dynamic(move || is_own().then(|| view! { " "<span class="badge warning">"your word"</span> }))}
                {dynamic(move || is_precaution().then(|| view! { " "<span class="badge" title=PRECAUTION>"to be safe"</span> }))}
            </td>
            <td class="muted">{text(move || choice_means(capability, word.get()).to_owned())}</td>
        </tr>
    }
}

/// A select of words with their names.
fn select(
    id: &'static str,
    label: Option<&'static str>,
    choices: &[(&'static str, &'static str)],
    chosen: Signal<&'static str>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let option = |&(word, name): &(&'static str, &'static str)| {
        view! { <option value=word prop:selected=move || chosen.get() == word>{name}</option> }
    };
    let id = (!id.is_empty()).then_some(id);
    view! {
        <select id=id aria-label=label on:change=move |event| choose(event_target_value(&event))>
            {choices.iter().map(option).collect_view()}
        </select>
    }
    .into_any()
}

/// The sentence on why the registry is taken for its kind.
fn why(session: Session) -> String {
    let identity = session.identity;
    let own = match (identity.stated, identity.recognised.get()) {
        (Some(_), _) if session.registry().source == Source::Sample => {
            "The sample behaves like an Azure Container Registry.".to_owned()
        }
        (Some(kind), _) => {
            format!("Set to {} in this page's config.json.", kind.name())
        }
        (None, Some(found)) => recognised_by(found).to_owned(),
        (None, None) => "The registry was not asked for its kind.".to_owned(),
    };
    if identity.overrides.with(|overrides| overrides.kind.is_none()) {
        return own;
    }
    let taken = identity.own_kind().name();
    match (identity.stated, identity.recognised.get()) {
        (None, None) => "Set by you.".to_owned(),
        _ => format!("Set by you. Otherwise: {taken}. {own}"),
    }
}
