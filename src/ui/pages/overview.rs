//! Overview: what is stored, what of it is shared or reclaimable, and who holds it.

use leptos::prelude::*;
use plimsoll::model::Missing;
use plimsoll::present::{Bar, BytesText, counted, largest_repositories};
use plimsoll::storage::{Analysis, Totals};

use crate::ui::browser;
use crate::ui::components::{Bytes, Empty, Legend, MeterParts, Notice, NoticeTone};
use crate::ui::pages::export::Export;
use crate::ui::paths;
use crate::ui::scan_job::ScanState;
use crate::ui::session::Session;

/// How many repositories have a bar, and how many gaps are listed.
const BARS: usize = 12;
const GAPS: usize = 200;

/// The page.
#[component]
pub(crate) fn Overview() -> impl IntoView {
    let session = expect_context::<Session>();
    let registry = session.registry();
    browser::set_title(&format!("{} · Plimsoll", registry.title));
    let totals = Memo::new(move |_| session.with_known(|_, analysis| analysis.totals.clone()));
    let running = Signal::derive(move || session.scan.is_running());
    let lists_untagged = Memo::new(move |_| {
        session
            .with_known(|inventory, _| {
                inventory.repositories.values().any(|repo| repo.lists_untagged)
            })
            .unwrap_or(false)
    });
    view! {
        <div class="title">
            <h1>{registry.title}</h1>
            <span class="mono muted">{registry.host}</span>
            {move || totals.get().map(|totals| coverage(&totals, running.get()))}
            <div class="actions"><Export session/></div>
        </div>
        {move || failed(session.scan.state.get())}
        <dl class="figures">
            {move || figures(totals.get().as_ref(), lists_untagged.get())}
        </dl>
        <Largest session running/>
        <Gaps session/>
    }
}

fn coverage(totals: &Totals, running: bool) -> AnyView {
    let count = counted(totals.repositories, "repository", "repositories");
    if totals.complete {
        view! { <span class="badge good">"all " {count} " read"</span> }.into_any()
    } else if running {
        view! { <span class="badge">"reading " {count}</span> }.into_any()
    } else {
        view! { <span class="badge warning">{count} ", not read whole"</span> }.into_any()
    }
}

fn failed(state: ScanState) -> Option<AnyView> {
    let (title, why) = match state {
        ScanState::Incomplete(Some(why)) => ("Not read", why),
        ScanState::Cancelled => (
            "Cancelled",
            "The scan was cancelled: figures are what was read until then.".to_owned(),
        ),
        _ => return None,
    };
    Some(view! { <Notice tone=NoticeTone::Warning title>{why}</Notice> }.into_any())
}

fn figures(totals: Option<&Totals>, lists_untagged: bool) -> impl IntoView + use<> {
    let text = |read: &dyn Fn(&Totals) -> BytesText| totals.map(read);
    let times = totals.filter(|totals| totals.stored.bytes > 0).map(|totals| {
        #[allow(clippy::cast_precision_loss, reason = "a ratio to one decimal")]
        let ratio = totals.logical.bytes as f64 / totals.stored.bytes as f64;
        format!("what the tags add up to: {ratio:.1} × the stored size")
    });
    let orphans = totals.map(|totals| match (lists_untagged, totals.orphans) {
        (false, _) => "unknown here: this registry does not list untagged manifests".to_owned(),
        (true, 0) => "no manifest is out of every tag's reach".to_owned(),
        (true, count) => {
            format!("held by {} that no tag reaches", counted(count, "orphan", "orphans"))
        }
    });
    let reclaimable = if lists_untagged {
        text(&|totals| BytesText::of_freed(totals.reclaimable))
    } else {
        totals.map(|_| BytesText { number: "–".to_owned(), ..BytesText::default() })
    };
    [
        figure(
            "Stored",
            text(&|totals| BytesText::of_amount(totals.stored)),
            totals.map(stored_means),
        ),
        figure("Logical", text(&|totals| BytesText::of_amount(totals.logical)), times),
        figure(
            "Shared",
            text(&|totals| BytesText::of_amount(totals.shared)),
            Some("used by more than one repository: freed only when the last one goes".to_owned()),
        ),
        figure("Reclaimable", reclaimable, orphans),
    ]
}

fn stored_means(totals: &Totals) -> String {
    let unstated = match totals.unknown_sizes {
        0 => String::new(),
        1 => "; the size of one is not stated".to_owned(),
        count => format!("; the sizes of {count} are not stated"),
    };
    let disputed = match totals.size_conflicts {
        0 => String::new(),
        count => format!("; for {count} manifests disagree, and the larger size counts"),
    };
    format!("what the registry keeps, every blob once{unstated}{disputed}")
}

fn figure(
    name: &'static str,
    value: Option<BytesText>,
    means: Option<String>,
) -> impl IntoView + use<> {
    view! {
        <div class="panel figure">
            <dt>{name}</dt>
            <dd class="value">{value.map(|text| view! { <Bytes text/> })}</dd>
            <dd class="means">{means}</dd>
        </div>
    }
}

/// The largest repositories as stacked bars; each leads to its repository.
#[component]
fn Largest(session: Session, running: Signal<bool>) -> impl IntoView {
    let slug = session.slug();
    let all = paths::repositories(&slug);
    let bars = Memo::new(move |_| {
        session.with_known(|_, analysis: &Analysis| {
            (largest_repositories(analysis, BARS), analysis.repositories.len())
        })
    });
    let list = move || {
        let (bars, _) = bars.get()?;
        if bars.is_empty() {
            let text = if running.get() {
                "Reading the first repositories…"
            } else {
                "This registry holds nothing."
            };
            return Some(view! { <Empty title=text>""</Empty> }.into_any());
        }
        let slug = slug.clone();
        let row = move |bar: Bar| {
            let name = bar.repository.to_string();
            view! {
                <li>
                    <a class="name" href=paths::repository(&slug, &bar.repository) title=name.clone()>{name.clone()}</a>
                    <MeterParts meter=bar.meter/>
                    <Bytes text=bar.stored/>
                </li>
            }
        };
        Some(view! { <ul class="bars">{bars.into_iter().map(row).collect_view()}</ul> }.into_any())
    };
    view! {
        <section class="panel" aria-labelledby="largest">
            <header>
                <h2 id="largest">"Largest repositories"</h2>
                <Legend reclaimable=true unread=Signal::stored(false)/>
                <span class="grow"></span>
                <a href=all>{move || bars.get().map(|(_, count)| format!("All {count}"))}</a>
            </header>
            <div class="body">{list}</div>
        </section>
    }
}

/// What could not be read, each with its reason.
#[component]
fn Gaps(session: Session) -> impl IntoView {
    let gaps = Memo::new(move |_| {
        session
            .with_known(|inventory, _| {
                let all: Vec<Missing> = inventory.all_missing().take(GAPS).cloned().collect();
                (all, inventory.all_missing().count())
            })
            .unwrap_or_default()
    });
    let row = |gap: Missing| {
        let repository = gap.repository.map(|name| name.to_string()).unwrap_or_default();
        let reference = gap.reference.map(|text| format!(" {text}")).unwrap_or_default();
        view! {
            <li>
                <span><span class="badge">{gap.what.as_str()}</span>" "<span class="where">{repository}{reference}</span></span>
                <span class="muted">{gap.why}</span>
            </li>
        }
    };
    move || {
        let (shown, count) = gaps.get();
        (count > 0).then(|| {
            let more = count - shown.len();
            view! {
                <section class="panel" aria-labelledby="gaps">
                    <header>
                        <h2 id="gaps">"Could not be read"</h2>
                        <span class="muted small">{counted(count, "thing", "things")} ": totals that depend on them say \"at least\""</span>
                    </header>
                    <div class="body">
                        <ul class="gaps">{shown.into_iter().map(row).collect_view()}</ul>
                        {(more > 0).then(|| view! { <p class="muted">{format!("and {more} more, all of them in the report")}</p> })}
                    </div>
                </section>
            }
        })
    }
}
