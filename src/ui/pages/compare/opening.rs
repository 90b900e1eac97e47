//! The report that is compared: opened by a field or dropped on the page. It stays open for its registry and user until
//! another one is opened, so that links lead away and back.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::present::SavedReport;

use crate::ui::browser::{self, OpenedFile, Unreadable};
use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::latest::Latest;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

/// Most bytes of a report that is read: those of 200 000 manifests.
const MOST: u32 = 128 << 20;

thread_local! {
    /// The report that was opened last, and for whom.
    static LAST: RefCell<Option<(Whose, Arc<Opened>)>> = const { RefCell::new(None) };
}

/// The registry's name in addresses, and the user who opens a report there.
type Whose = (String, Option<String>);

fn whose(session: Session) -> Whose {
    (session.slug(), session.account.user.get_untracked())
}

/// A report that was opened.
#[derive(Debug, PartialEq)]
pub(super) struct Opened {
    /// The name of its file.
    pub(super) file: String,
    pub(super) report: SavedReport,
    /// Whether it is a report of another registry.
    pub(super) is_foreign: bool,
}

/// The report that is open, if there is one.
pub(super) type Open = RwSignal<Option<Arc<Opened>>>;

/// The report that an earlier look at this page opened.
pub(super) fn reopened(session: Session) -> Open {
    let last = LAST.with_borrow(Clone::clone).filter(|(of, _)| *of == whose(session));
    RwSignal::new(last.map(|(_, opened)| opened))
}

/// The panel that opens a report and names the one that is open.
#[component]
pub(super) fn Opening(session: Session, open: Open) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    let (is_reading, is_over) = (RwSignal::new(false), RwSignal::new(false));
    let tries = Latest::new();
    let take = move |file: OpenedFile| {
        let attempt = tries.begin();
        trouble.set(None);
        is_reading.set(true);
        spawn_local(async move {
            let read = read(&file).await;
            if !attempt.is_latest() {
                return;
            }
            is_reading.set(false);
            match read {
                Ok(report) => {
                    let is_foreign = !report.host.eq_ignore_ascii_case(&session.registry().host);
                    let opened = Arc::new(Opened { file: file.name(), report, is_foreign });
                    LAST.set(Some((whose(session), Arc::clone(&opened))));
                    open.set(Some(opened));
                }
                Err(why) => trouble.set(Some(format!("{}: {why}", file.name()))),
            }
        });
    };
    browser::follow_drops(move |now| is_over.set(now), take);
    let close = move |_| {
        LAST.set(None);
        open.set(None);
    };
    let opened = move || {
        open.get().map(|opened| {
            let of = format!(" of {}", opened.report.host);
            let saved = opened.report.taken_at.map(|moment| {
                let exact = moment.to_string();
                let date: String = exact.chars().take(10).collect();
                view! { ", from " <time datetime=exact.clone() title=exact>{date}</time> }
            });
            view! {
                <p class="opened"><b>{opened.file.clone()}</b>{of}{saved}
                    <button type="button" class="link" on:click=close>"Close"</button>
                </p>
            }
        })
    };
    view! {
        <section class="panel" aria-labelledby="saved-report">
            <header>
                <h2 id="saved-report">"Saved report"</h2>
                <span class="muted small">"\"Export\", \"Report (JSON)\" on the overview saves one. The file does not leave this browser."</span>
            </header>
            <div class="body stack">
                <div class="drop" class:over=move || is_over.get()>
                    <label class="button">"Open a report…"
                        <input type="file" class="visually-hidden" accept=".json,application/json"
                            on:change=move |event| { OpenedFile::chosen(&event).map(take); }/>
                    </label>
                    <span class="muted">"or drop it on this page"</span>
                    <span role="status">{dynamic(move || is_reading.get().then_some("Reading…"))}</span>
                </div>
                {dynamic(opened)}
                {dynamic(move || trouble.get().map(|why| view! { <Notice tone=NoticeTone::Failed title="Not opened">{why}</Notice> }))}
            </div>
        </section>
    }
}

/// The report in a file, or the reason why there is none.
async fn read(file: &OpenedFile) -> Result<SavedReport, String> {
    let bytes = file.bytes(MOST).await.map_err(|why| match why {
        Unreadable::TooLarge => {
            "The file has more than 128 MiB, which is the most that this page reads.".to_owned()
        }
        Unreadable::Failed => "The browser cannot read this file.".to_owned(),
    })?;
    // "Reading…" is drawn before a long report holds up the page.
    browser::turn().await;
    SavedReport::read(&bytes)
}
