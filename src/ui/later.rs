//! Parts of the page that come in a wasm module: "Loading…" while the module is fetched, and a button that goes on
//! if it does not arrive.

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;

use crate::ui::browser;
use crate::ui::components::{Dialog, Notice, NoticeTone, dynamic};
use crate::ui::signal::{RwSignal, Signal};

/// A part of the page from a module; an error if the module did not arrive.
pub(crate) type Loaded<T> = Result<T, SplitLoaderError>;

/// Fetches a module and returns its part of the page. Another call tries again.
pub(crate) type Load<T> = fn() -> LocalBoxFuture<'static, Loaded<T>>;

/// The state of fetching a module.
#[derive(Clone, Copy)]
enum Arrival<T> {
    Awaited,
    Here(T),
    Missing(Cause),
}

/// Why a module did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The host of the page serves another release by now: modules of this one are gone.
    Updated,
    /// The connection failed, or the answer was not the module.
    NotLoaded,
}

impl Cause {
    /// Finds out why a module did not arrive, by asking for the page itself once more.
    pub(crate) async fn find() -> Self {
        match browser::is_current_release().await {
            Some(false) => Self::Updated,
            _ => Self::NotLoaded,
        }
    }

    /// The cause as a sentence.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Updated => {
                "Plimsoll was updated since this page was opened. Reload the page to go on."
            }
            Self::NotLoaded => {
                "This part of Plimsoll could not be loaded. Check the connection, then try again."
            }
        }
    }
}

/// A part of a page: `show` makes its view as soon as its module is there.
pub(crate) fn later<T: Copy + Send + Sync + 'static>(
    load: Load<T>,
    show: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    later_in(load, |part| part, show)
}

/// A page whose module brings its own frame. Until the module is there, `frame` is drawn around "Loading…".
pub(crate) fn later_in<T: Copy + Send + Sync + 'static>(
    load: Load<T>,
    frame: fn(AnyView) -> AnyView,
    show: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let (arrival, again) = arrive(load);
    dynamic(move || match arrival.get() {
        Arrival::Here(part) => show(part),
        Arrival::Awaited => frame(arriving("arriving")),
        Arrival::Missing(cause) => frame(not_arrived(cause, again).into_any()),
    })
}

/// A dialog: `show` makes its view as soon as its module is there. Where the module does not arrive, a dialog
/// says so; `on_close` is called when that one is closed.
pub(crate) fn later_dialog<T: Copy + Send + Sync + 'static>(
    load: Load<T>,
    on_close: Callback<()>,
    show: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let (arrival, again) = arrive(load);
    dynamic(move || match arrival.get() {
        Arrival::Here(part) => show(part),
        Arrival::Awaited => arriving("arriving over"),
        Arrival::Missing(cause) => {
            let closing = RwSignal::new(false);
            view! {
                <Dialog labelled_by="not-loaded" may_close=Signal::stored(true) on_close closing>
                    <div class="body">
                        <h1 id="not-loaded" tabindex="-1">"Nothing was changed"</h1>
                        {not_arrived(cause, again)}
                    </div>
                    <footer><button type="button" on:click=move |_| closing.set(true)>"Close"</button></footer>
                </Dialog>
            }
            .into_any()
        }
    })
}

/// Begins to fetch a module. The callback fetches it again.
fn arrive<T: Copy + Send + Sync + 'static>(load: Load<T>) -> (RwSignal<Arrival<T>>, Callback<()>) {
    let arrival = RwSignal::new(Arrival::Awaited);
    let fetch = Callback::new(move |()| {
        arrival.set(Arrival::Awaited);
        spawn_local(async move {
            let next = match load().await {
                Ok(part) => Arrival::Here(part),
                Err(_) => Arrival::Missing(Cause::find().await),
            };
            // The page may be gone by now.
            arrival.set(next);
        });
    });
    fetch.run(());
    (arrival, fetch)
}

/// "Loading…", which the style sheet shows only after a moment.
fn arriving(class: &'static str) -> AnyView {
    view! { <p class=class role="status">"Loading…"</p> }.into_any()
}

/// The notice that a module did not arrive: why, and the button that goes on.
fn not_arrived(cause: Cause, again: Callback<()>) -> impl IntoView {
    let (title, button) = match cause {
        Cause::Updated => ("New version", "Reload"),
        Cause::NotLoaded => ("Not loaded", "Try again"),
    };
    let go_on = move |_| match cause {
        Cause::Updated => browser::reload(),
        Cause::NotLoaded => again.run(()),
    };
    view! {
        <Notice tone=NoticeTone::Failed title>
            {cause.sentence()} " " <button type="button" on:click=go_on>{button}</button>
        </Notice>
    }
}
