//! The frame of every page: header, navigation, the scan, light and dark.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use plimsoll::present::{counted, grouped};
use plimsoll::registry::TOKEN_USER;

use crate::ui::app::AppState;
use crate::ui::browser::{self, Theme};
use crate::ui::components::{Mark, dynamic, text};
use crate::ui::paths;
use crate::ui::scan_job::ScanState;
use crate::ui::session::{Phase, Session};
use crate::ui::site::Site;
use crate::ui::switch::Switch;
use crate::ui::waiting::Waiting;

/// The header, with a registry's navigation where one is open.
#[component]
pub(crate) fn Header(
    /// The registry that is open.
    #[prop(optional)]
    session: Option<Session>,
) -> impl IntoView {
    let registry = session.map(|session| {
        let registry = session.registry();
        view! {
            <Switch session/>
            <a class="badge kind" href=paths::about(&registry.slug) title="About this registry">
                {text(move || session.identity.short_name().to_owned())}
            </a>
            <Sections session label="Registry" bottom=false/>
        }
    });
    let site = expect_context::<AppState>().site;
    let title = move || {
        let own = site.with(|site| site.as_ref().and_then(|site| site.title.clone()));
        own.unwrap_or_else(|| "Plimsoll".to_owned())
    };
    let refusal = move || site.with(|site| site.as_ref().and_then(Site::refusal));
    // Followed, the link would lead to the entrance: it is relative to the page's base.
    let skip = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        browser::focus_by_id("main");
    };
    view! {
        <a class="visually-hidden skip" href="#main" rel="external" on:click=skip>"Skip to content"</a>
        <header class="top">
            <a class="brand" href=paths::registries() aria-label=move || format!("{}, all registries", title())>
                <Mark/><span>{text(title)}</span>
            </a>
            {registry}
            {dynamic(move || refusal().map(|why| view! { <span class="badge read-only" title=why>"read-only"</span> }))}
            <span class="grow"></span>
            {session.map(|session| view! { <ScanStatus session/><SignedIn session/> })}
            <ThemeSwitch/>
        </header>
        {session.map(|session| view! { <Sections session label="Registry, bottom" bottom=true/> })}
    }
}

/// The pages of a registry.
#[component]
fn Sections(session: Session, label: &'static str, bottom: bool) -> impl IntoView {
    let slug = session.slug();
    let place = use_location().pathname;
    let restores = Memo::new(move |_| session.identity.capabilities().restores);
    let link = move |title: &'static str, href: String, is_here: fn(&str) -> bool| {
        let current = move || place.with(|path| is_here(path)).then_some("page");
        view! { <a href=href aria-current=current>{title}</a> }
    };
    view! {
        <nav class="sections" class:bottom=bottom aria-label=label>
            {link("Overview", paths::overview(&slug), paths::is_overview)}
            {link("Repositories", paths::repositories(&slug), |path| path.contains("/repositories"))}
            {dynamic(move || restores.get().then(|| link("Deleted", paths::deleted(&slug), |path| path.ends_with("/deleted") && !path.contains("/repositories"))))}
        </nav>
    }
}

/// How far the scan is, and how to stop it or begin another.
#[component]
fn ScanStatus(session: Session) -> impl IntoView {
    let scan = session.scan;
    let is_open = move || session.phase.get() == Phase::Open;
    let running = move || scan.is_running();
    let button = move || {
        let (sign, title, run): (_, _, Callback<()>) = if running() {
            ("×", "Cancel", Callback::new(move |()| scan.cancel()))
        } else {
            ("↻", "Scan again", Callback::new(move |()| scan.start(session)))
        };
        view! {
            <button type="button" class="quiet" title=title on:click=move |_| run.run(())>
                <span class="sign" aria-hidden="true">{sign}</span><span class="word">{title}</span>
            </button>
        }
    };
    let bar = move || {
        running().then(|| {
            view! {
                <progress aria-label="Scan" max="1" value=move || format!("{:.3}", scan.progress.get().fraction)></progress>
            }
        })
    };
    // Counts change many times a second: they stand outside of what is read out.
    view! {
        <div class="scan" hidden=move || !is_open()>
            {dynamic(bar)}
            {dynamic(move || running().then(|| view! { <Waiting session/> }))}
            <span class="detail">{text(move || reading(session))}</span>
            <span role="status" title=move || words(session)>{text(move || verdict(session))}</span>
            {dynamic(button)}
        </div>
    }
}

/// Who is signed in, and the way out; or the way in, where there is something to sign in to.
#[component]
fn SignedIn(session: Session) -> impl IntoView {
    dynamic(move || {
        let is_open = matches!(session.phase.get(), Phase::Open | Phase::Names);
        match session.user.get() {
            Some(user) => {
                let who = if user == TOKEN_USER { "with a token of az acr login" } else { &user };
                let title = if user == TOKEN_USER { format!("Signed in {who}") } else { format!("Signed in as {who}") };
                view! {
                    <button type="button" class="quiet" title=title on:click=move |_| session.sign_out()>"Sign out"</button>
                }
                .into_any()
            }
            None if is_open && session.account.may_sign_in.get() => view! {
                <button type="button" class="quiet" title="Nobody is signed in" on:click=move |_| session.sign_in()>"Sign in"</button>
            }
            .into_any(),
            None => ().into_any(),
        }
    })
}

/// System, light, dark.
#[component]
fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(browser::stored_theme());
    let name = move || match theme.get() {
        Theme::System => "Colours: as the system",
        Theme::Light => "Colours: light",
        Theme::Dark => "Colours: dark",
    };
    let sign = move || match theme.get() {
        Theme::System => "◐",
        Theme::Light => "○",
        Theme::Dark => "●",
    };
    let next = move |_| {
        theme.update(|theme| {
            *theme = match theme {
                Theme::System => Theme::Light,
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::System,
            };
        });
        browser::apply_theme(theme.get_untracked());
    };
    view! { <button type="button" class="quiet" aria-label=name title=name on:click=next>{dynamic(sign)}</button> }
}

/// `1 204 of 12 190 manifests`, while it reads.
fn reading(session: Session) -> String {
    let progress = session.scan.progress.get();
    if !session.scan.is_running() || progress.manifests_known == 0 {
        return String::new();
    }
    let (read, known) = (progress.manifests_read as u64, progress.manifests_known as u64);
    format!("{} of {} manifests", grouped(read), grouped(known))
}

/// `12 190 manifests · Scan complete`
fn verdict(session: Session) -> String {
    let verdict = match session.scan.state.get() {
        ScanState::Idle => return String::new(),
        // Said once: how long it waits stands outside of what is read out.
        ScanState::Running if session.scan.was_slowed.get() => {
            return "Reading slowly, as asked…".to_owned();
        }
        ScanState::Running => return "Reading…".to_owned(),
        ScanState::Complete => "Scan complete",
        ScanState::Incomplete(_) | ScanState::Cancelled => "Scan incomplete",
    };
    let manifests = session.with_known(|_, analysis| analysis.totals.manifests).unwrap_or(0);
    format!("{} · {verdict}", counted(manifests, "manifest", "manifests"))
}

fn words(session: Session) -> String {
    let why = match session.scan.state.get() {
        ScanState::Cancelled => ": it was cancelled",
        ScanState::Incomplete(None) => ": some things could not be read, the overview lists them",
        _ => "",
    };
    format!("{}{why}", verdict(session))
}
