//! Overview: the figures of a registry, its largest repositories, and everything that could not be read.

use leptos::prelude::*;
use plimsoll::model::{Missing, ReadState};
use plimsoll::present::{
    Answer, Headline, ago, answer, counted, gap_lines, grouped, headlines, kept_once_note,
    known_counts, unread_gaps,
};
use plimsoll::registry::Capability;
use plimsoll::storage::Totals;

use crate::ui::browser;
use crate::ui::components::{Bytes, Notice, NoticeTone, dynamic, gap_lines_view, text};
use crate::ui::memo::Memo;
use crate::ui::pages::connect::names::NamesHere;
use crate::ui::pages::registry::export::Export;
use crate::ui::pages::registry::largest::Largest;
use crate::ui::paths;
use crate::ui::scan_job::ScanState;
use crate::ui::session::{Phase, Session};
use crate::ui::signal::Signal;

/// The most gaps that are listed.
const GAPS: usize = 200;

#[component]
pub(crate) fn Overview() -> impl IntoView {
    let session = expect_context::<Session>();
    let registry = session.registry();
    browser::set_title(&format!("{} · Plimsoll", registry.title));
    let totals = Memo::new(move |_| session.picture.read(|_, analysis| analysis.totals.clone()));
    let running = Signal::derive(move || session.scan.is_running());
    let lists_untagged = Memo::new(move |_| {
        let of_any = session
            .picture
            .read(|inventory, _| inventory.repositories.values().any(|repo| repo.lists_untagged));
        // Before the first repository is read, only the registry's kind tells.
        of_any.unwrap_or(false) || running.get() && session.identity.capabilities().lists_untagged
    });
    // The host is left out if the title is the host already.
    let host = (registry.host != registry.title)
        .then(|| view! { <span class="mono muted">{registry.host}</span> });
    let counts = move || {
        totals.get().map(|totals| known_counts(&totals, lists_untagged.get())).unwrap_or_default()
    };
    let is_listed = move || totals.with(|all| all.as_ref().is_some_and(|all| all.listed.is_some()));
    // The list of repositories failed, and so nothing is known.
    let is_unlisted = Memo::new(move |_| {
        let is_failed = matches!(session.scan.state.get(), ScanState::Incomplete(Some(_)));
        is_failed && totals.with(|all| all.as_ref().is_none_or(|all| all.repositories == 0))
    });
    let is_whole =
        Memo::new(move |_| totals.with(|all| all.as_ref().is_some_and(|all| all.complete)));
    let known_answer = Memo::new(move |_| {
        // Nothing is known of a registry of which no repository was found.
        let totals = totals.get().filter(|all| all.complete || all.repositories > 0)?;
        let holding = session.picture.read(|_, analysis| {
            analysis.repositories.values().filter(|repository| repository.orphans > 0).count()
        })?;
        Some(answer(&totals, holding, lists_untagged.get(), running.get()))
    });
    let quotas_at = paths::quotas(&registry.slug);
    let quotas =
        move || {
            session.identity.kind().facts().projects.then(
                || view! { <a class="small" href=quotas_at.clone()>"Quotas of its projects"</a> },
            )
        };
    view! {
        <div class="title overview">
            <h1>{registry.title}</h1>
            {host}
            {dynamic(move || totals.get().map(|totals| coverage(session, &totals)).or_else(|| running.get().then(begun)))}
            <a class="small" href=paths::about(&registry.slug)>"About this registry"</a>
            <a class="small" href=paths::layers(&registry.slug)>"Biggest layers"</a>
            <a class="small" href=paths::compare(&registry.slug)>"Compare with a report"</a>
            {dynamic(quotas)}
            <div class="actions"><Export session/></div>
        </div>
        {dynamic(move || lead(session, known_answer.get()))}
        <p class="answer counts">
            {text(counts)}
            {dynamic(move || is_listed().then(|| view! { <span class="more">" Sharing is known when the scan is done."</span> }))}
        </p>
        {dynamic(move || failed(session.scan.state.get(), is_whole.get()))}
        {dynamic(move || is_unlisted.get().then(|| view! { <NamesHere session/> }))}
        <dl class="figures">
            {dynamic(move || figures(session, totals.get().map(|totals| (totals, lists_untagged.get()))))}
        </dl>
        <Largest session/>
        <Gaps session/>
        {dynamic(move || totals.with(Option::is_some).then(|| kept_once(session)).flatten())}
    }
}

/// The note on the place where equal bytes are kept once, unless it is the whole registry for certain.
fn kept_once(session: Session) -> Option<impl IntoView> {
    let identity = session.identity;
    let is_chosen =
        identity.overrides.with(|all| all.capabilities.contains_key(&Capability::KeptOnce));
    let kept_once = identity.capabilities().kept_once;
    let note = kept_once_note(kept_once, identity.kind(), is_chosen)?;
    Some(view! { <p class="small muted">{note}</p> })
}

/// The answer first: how much can go, and the ways to see it.
fn lead(session: Session, known: Option<Answer>) -> AnyView {
    let Some(Answer { says, more, found }) = known else {
        return view! { <p class="verdict"></p> }.into_any();
    };
    let slug = session.slug();
    let review = found.then(|| {
        let href = paths::orphans(&slug);
        view! { <a href=href>"Review them"</a>" " }
    });
    view! {
        <p class="verdict">{says} " " {review} <a href=paths::space(&slug)>"What uses the space"</a></p>
        {(!more.is_empty()).then(|| view! { <p class="answer">{more}</p> })}
    }
    .into_any()
}

/// The table of repositories, the most reclaimable first.
fn by_reclaimable(slug: &str) -> String {
    format!("{}?sort=-reclaimable", paths::repositories(slug))
}

/// The badge before the first repository is named: it keeps the place.
fn begun() -> AnyView {
    view! { <span class="badge">"reading"</span> }.into_any()
}

fn coverage(session: Session, totals: &Totals) -> AnyView {
    let state = session.scan.state.get();
    if let (ScanState::Running, Some(read)) = (&state, session.scan.read_at.get()) {
        let read = ago(read, browser::now().max(read));
        return view! { <span class="badge">"read " {read} ", reading again"</span> }.into_any();
    }
    let count = counted(totals.repositories, "repository", "repositories");
    if totals.complete && state == ScanState::Cancelled {
        view! { <span class="badge">{count}</span> }.into_any()
    } else if totals.complete {
        let all = if totals.repositories > 1 { "all " } else { "" };
        view! { <span class="badge good">{all} {count} " read"</span> }.into_any()
    } else if state == ScanState::Running {
        view! { <span class="badge">"reading " {count}</span> }.into_any()
    } else if totals.repositories == 0 {
        view! { <span class="badge warning">"not read"</span> }.into_any()
    } else {
        view! { <span class="badge warning">{count} ", not read whole"</span> }.into_any()
    }
}

/// The notice about a scan that did not end well. `is_whole` says whether the figures come from a scan before it that
/// read everything.
fn failed(state: ScanState, is_whole: bool) -> Option<AnyView> {
    let (title, why) = match state {
        ScanState::Incomplete(Some(why)) => ("Not read", why),
        ScanState::Cancelled if is_whole => (
            "Cancelled",
            "The new scan was cancelled. The figures are those of the scan before it.".to_owned(),
        ),
        ScanState::Cancelled => (
            "Cancelled",
            "The scan was cancelled. The figures cover what was read before.".to_owned(),
        ),
        _ => return None,
    };
    Some(view! { <Notice tone=NoticeTone::Warning title>{why}</Notice> }.into_any())
}

/// The four figures; empty places for them while nothing is known.
fn figures(session: Session, known: Option<(Totals, bool)>) -> impl IntoView + use<> {
    // "At least 0 B" would say nothing about a registry of which no repository was found.
    let known = known.filter(|(totals, _)| totals.complete || totals.repositories > 0);
    let Some((totals, lists_untagged)) = known else {
        let empty = |name| view! { <div class="panel figure"><dt>{name}</dt><dd class="value"></dd><dd class="means"></dd></div> };
        return ["Stored", "Logical", "Shared", "Reclaimable"].map(empty).collect_view().into_any();
    };
    let review = (lists_untagged && totals.orphans > 0).then(|| {
        let href = by_reclaimable(&session.slug());
        view! { " "<a href=href>"Show by repository"</a> }
    });
    let [stored, logical, shared, reclaimable] = headlines(&totals, lists_untagged);
    let review = review.map(IntoAny::into_any);
    [figure(stored, None), figure(logical, None), figure(shared, None), figure(reclaimable, review)]
        .collect_view()
        .into_any()
}

/// A figure with its sentence, and a link that follows it.
pub(crate) fn figure(headline: Headline, link: Option<AnyView>) -> impl IntoView {
    view! {
        <div class="panel figure">
            <dt>{headline.name}</dt>
            <dd class="value"><Bytes text=headline.value/></dd>
            <dd class="means">{headline.means}{link}</dd>
        </div>
    }
}

/// The list of everything that could not be read, with the reasons.
#[component]
fn Gaps(session: Session) -> impl IntoView {
    let gaps = Memo::new(move |_| {
        session
            .picture
            .read(|inventory, _| {
                let mut all: Vec<Missing> = unread_gaps(inventory);
                let count = all.len();
                all.truncate(GAPS);
                (all, count)
            })
            .unwrap_or_default()
    });
    // Repositories that are named are read whatever the list says.
    let is_listed =
        Memo::new(move |_| session.picture.read(|all, _| all.state != ReadState::Incomplete));
    let name = move || {
        let name = move |_| session.phase.set(Phase::Names);
        (is_listed.get() == Some(false)).then(|| {
            view! { <button type="button" class="link" on:click=name>"Add repositories by name…"</button> }
        })
    };
    let again = move || {
        (!session.scan.is_running()).then(|| {
            view! { <button type="button" on:click=move |_| session.read_gaps()>"Try again"</button> }
        })
    };
    dynamic(move || {
        let (shown, count) = gaps.get();
        (count > 0).then(|| {
            let more = count - shown.len();
            view! {
                <section class="panel" aria-labelledby="gaps">
                    <header>
                        <h2 id="gaps">"Could not be read"</h2>
                        <span class="muted small">{counted(count, "item", "items")} ": totals without them say \"at least\""</span>
                        {dynamic(name)}
                        {dynamic(again)}
                    </header>
                    <div class="body">
                        <ul class="gaps">{gap_lines_view(gap_lines(&shown))}</ul>
                        {(more > 0).then(|| view! { <p class="muted">{format!("and {} more: the report lists all of them", grouped(more as u64))}</p> })}
                    </div>
                </section>
            }
        })
    })
}
