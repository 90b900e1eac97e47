//! Registries: those that the page's host offers, the sample, and any other by its address.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::modules;
use crate::ui::pages::connect::form::Connect;
use crate::ui::paths;
use crate::ui::registries::RegistryRef;
use crate::ui::shell::Header;
use crate::ui::state::AppState;

/// The first page: the registries to open.
#[component]
pub(crate) fn RegistriesPage() -> impl IntoView {
    let app = expect_context::<AppState>();
    Effect::new(move |_| match app.site.get().and_then(|site| site.title) {
        Some(title) => browser::set_title(&format!("{title} · Plimsoll")),
        None => browser::set_title("Plimsoll"),
    });
    modules::fetch_ahead();
    let offered = move || {
        app.site.with(|site| {
            let site = site.as_ref()?;
            let own = site.registries.iter().map(RegistryRef::of_alias).collect::<Vec<_>>();
            let about = if site.read_only {
                "Invented data in this page's memory: look around."
            } else {
                "Invented data in this page's memory: look around and delete at will."
            };
            Some((own, site.sample.then_some(about)))
        })
    };
    let problems = move || app.site.with(|site| site.as_ref().map(|site| site.problems.clone()));
    let may_type =
        move || app.site.with(|site| site.as_ref().is_some_and(|site| site.other_addresses));
    view! {
        <Header/>
        <main id="main" tabindex="-1">
            <div class="entrance">
                <div class="lead">
                    <h1>"What fills your container registry?"</h1>
                    <p>"See every repository, tag and digest, what they really store, and what a deletion frees. You see everything that will be deleted before anything is."</p>
                </div>
                {dynamic(move || problems().filter(|all| !all.is_empty()).map(|problems| view! { <Broken problems/> }))}
                <section class="panel" aria-labelledby="registries">
                    <header><h2 id="registries">"Registries"</h2></header>
                    <ul class="doors">
                        {dynamic(move || offered().map(|(own, sample)| view! { <Doors own sample/> }))}
                    </ul>
                </section>
                {dynamic(move || may_type().then(|| view! { <Connect/> }))}
            </div>
        </main>
    }
}

/// The errors in `config.json`. The page's operator has to correct them, and learns of them from its users.
#[component]
fn Broken(problems: Vec<String>) -> impl IntoView {
    view! {
        <div class="wide">
            <Notice tone=NoticeTone::Failed title="config.json">
                "This page's configuration has errors. Until its operator corrects them, nothing can be deleted or changed here."
                <ul>{problems.into_iter().map(|problem| view! { <li>{problem}</li> }).collect_view()}</ul>
            </Notice>
        </div>
    }
}

/// The registries that the page offers. `sample` is the sentence about the sample registry, if it is offered.
#[component]
fn Doors(own: Vec<RegistryRef>, sample: Option<&'static str>) -> impl IntoView {
    let none = own.is_empty() && sample.is_none();
    let own = own.into_iter().map(|registry| {
        let about = registry.host.clone();
        view! { <Door registry title=None about/> }
    });
    view! {
        {own.collect_view()}
        {sample.map(|about| view! { <Door registry=RegistryRef::sample() title=Some("Open the sample registry") about/> })}
        {none.then(|| view! { <li class="none">"No registry is configured for this page."</li> })}
    }
}

/// The link that opens a registry.
#[component]
fn Door(
    registry: RegistryRef,
    title: Option<&'static str>,
    #[prop(into)] about: String,
) -> impl IntoView {
    let title = title.map_or_else(|| registry.title.clone(), str::to_owned);
    view! {
        <li>
            <a href=paths::overview(&registry.slug)>
                <b>{title.clone()}</b>{(about != title).then(|| view! { <small>{about}</small> })}<span class="go" aria-hidden="true">"→"</span>
            </a>
        </li>
    }
}
