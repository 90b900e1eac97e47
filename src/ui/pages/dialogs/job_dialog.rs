//! The dialog around a job: its title, its progress and its ending, and always the same buttons in the same
//! places.

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::present::{Ending, Title, Went, counted, grouped};

use crate::ui::browser;
use crate::ui::components::{Dialog, Notice, NoticeTone, dynamic, text};
use crate::ui::job::{Job, Stage};
use crate::ui::memo::Memo;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};
use crate::ui::time_left::time_left;
use crate::ui::waiting::Waiting;

/// Ids of the buttons during and after a job. Only one dialog is open at a time.
const STOP: &str = "job-stop";
const CLOSE: &str = "job-close";

/// The button that begins a job.
#[derive(Clone, Copy)]
pub(crate) struct Begin {
    /// The dialog's title, with the button's text.
    pub(crate) title: Signal<Title>,
    /// The button's class: `danger` for a deletion, and else `primary`.
    pub(crate) class: &'static str,
    /// The text beside the button.
    pub(crate) note: &'static str,
    /// Whether there is anything to do.
    pub(crate) is_any: Signal<bool>,
    /// Whether the button may be pressed.
    pub(crate) may: Signal<bool>,
    /// Called when it is pressed.
    pub(crate) run: Callback<()>,
}

#[component]
pub(crate) fn JobDialog(
    job: Job,
    session: Session,
    /// The word before the registry, and the only repository that changes: `from`, `web/api`.
    place: (&'static str, Option<RepositoryName>),
    begin: Begin,
    /// The name of the progress bar for screen readers.
    label: &'static str,
    /// The nouns of the job's items: one, and many.
    #[prop(into)]
    nouns: Signal<(&'static str, &'static str)>,
    /// The ending, once the job has ended.
    #[prop(into)]
    ending: Signal<Option<Ending>>,
    /// Called after the dialog was closed.
    on_close: Callback<()>,
    /// The confirmations before the job may begin. They stand right above the button, always in sight.
    #[prop(optional, into)]
    asks: Option<AnyView>,
    /// The parts between the title and the progress.
    children: Children,
) -> impl IntoView {
    let closing = RwSignal::new(false);
    let close = move |_| closing.set(true);
    // The button that was pressed is gone. The focus goes to the button in its place.
    Effect::new(move |_| {
        let next = match job.stage() {
            Stage::Planned | Stage::Stopping => return,
            Stage::Running => STOP,
            Stage::Ended => CLOSE,
        };
        request_animation_frame(move || browser::focus_by_id(next));
    });
    let Begin { title, class, note, is_any, may, run } = begin;
    let heading = move || title.with(|title| title.heading.clone());
    let host = session.registry().host;
    let (word, repository) = place;
    let place = move || match &repository {
        Some(name) if !title.with(|title| title.names_repository) => format!("{host}/{name}"),
        _ => host.clone(),
    };
    let planned = move || {
        if is_any.get() {
            view! {
                <small>{note}</small>
                <button type="button" on:click=close>"Cancel"</button>
                <button type="button" class=class title=heading disabled=move || !may.get() on:click=move |_| run.run(())>
                    {text(move || title.with(|title| title.button.clone()))}
                </button>
            }
            .into_any()
        } else {
            view! { <button type="button" on:click=close>"Close"</button> }.into_any()
        }
    };
    let is_stopping = move || job.stage() == Stage::Stopping;
    let stop = move |_| {
        if !is_stopping() {
            job.stop();
        }
    };
    let running = move || {
        view! {
            <small>"Requests already sent will finish."</small>
            <button type="button" id=STOP aria-disabled=move || is_stopping().then_some("true") on:click=stop>
                {text(move || if is_stopping() { "Stopping…" } else { "Stop" }.to_owned())}
            </button>
        }
        .into_any()
    };
    // The buttons are drawn anew only when others take their place, so that they keep the focus.
    let buttons = Memo::new(move |_| (job.is_planned(), job.is_running()));
    let buttons = move || match buttons.get() {
        (true, _) => planned(),
        (_, true) => running(),
        _ => {
            view! { <button type="button" id=CLOSE class="primary" on:click=close>"Close"</button> }
                .into_any()
        }
    };
    view! {
        <Dialog labelled_by="job" may_close=Signal::derive(move || !job.is_running()) on_close closing>
            <div class="body">
                <div>
                    <h1 id="job" tabindex="-1" title=heading>{text(heading)}</h1>
                    <p class="muted">{word} " " <b>{text(place)}</b></p>
                </div>
                {children()}
                <JobProgress job session label nouns/>
                {dynamic(move || ending.get().map(ending_notice))}
            </div>
            <footer>{asks}{dynamic(buttons)}</footer>
        </Dialog>
    }
}

/// The progress of a job, while it runs.
#[component]
fn JobProgress(
    job: Job,
    session: Session,
    label: &'static str,
    nouns: Signal<(&'static str, &'static str)>,
) -> impl IntoView {
    let count = Memo::new(move |_| job.ledger.progress());
    let words = move || {
        let ((done, all), (one, many)) = (count.get(), nouns.get());
        format!("{} of {}", grouped(done as u64), counted(all, one, many))
    };
    let done = move || {
        let (done, all) = count.get();
        (done * 1000 / all.max(1)) as u64
    };
    let is_running = Memo::new(move |_| job.is_running());
    dynamic(move || {
        is_running.get().then(|| {
            view! {
                <div class="confirm">
                    <progress aria-label=label max=move || count.get().1 value=move || count.get().0></progress>
                    <span role="status">{text(words)}</span>
                    {time_left(done)}
                    <Waiting session/>
                </div>
            }
        })
    })
}

fn ending_notice(ending: Ending) -> AnyView {
    let tone = match ending.went {
        Went::Well | Went::Stopped => NoticeTone::Info,
        Went::Badly => NoticeTone::Failed,
    };
    view! { <div role="status"><Notice tone title=ending.title>{ending.text}</Notice></div> }
        .into_any()
}
