//! The load line: the stored bytes against a limit that the user gives. It is kept in this browser for the registry.

use leptos::{ev::SubmitEvent, prelude::*};
use plimsoll::present::{limit_of, limit_text, load};

use crate::ui::browser;
use crate::ui::components::{Field, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::registry::quotas::LoadLine;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

#[component]
pub(crate) fn LoadLimit(session: Session) -> impl IntoView {
    let key = StoredValue::new(format!("plimsoll.limit {}", session.registry().base));
    let kept = key.with_value(|key| browser::kept(key)).and_then(|text| limit_of(&text));
    let limit = RwSignal::new(kept);
    let typed = RwSignal::new(kept.map(limit_text).unwrap_or_default());
    let is_wrong = RwSignal::new(false);
    let choose = move |chosen: Option<u64>| {
        let text = chosen.map(limit_text).unwrap_or_default();
        key.with_value(|key| browser::keep(key, &text));
        typed.set(text);
        is_wrong.set(false);
        limit.set(chosen);
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked();
        let chosen = limit_of(&text);
        // An empty field takes the limit away.
        if chosen.is_none() && !text.trim().is_empty() {
            is_wrong.set(true);
        } else {
            choose(chosen);
        }
    };
    let stored = Memo::new(move |_| session.picture.read(|_, analysis| analysis.totals.stored));
    let line = move || {
        let load = load(stored.get()?, limit.get()?);
        let sum = move || {
            view! { <p class="now" class:over=load.over role="status">{load.says.clone()}</p> }
        };
        Some(view! { {sum()} <LoadLine fill=load.fill/> })
    };
    let included = move || {
        let sizes = session.identity.kind().facts().included;
        let button = |&(name, bytes): &(&'static str, u64)| {
            let is_on = move || (limit.get() == Some(bytes)).to_string();
            view! {
                <button type="button" class="toggle" aria-pressed=is_on on:click=move |_| choose(Some(bytes))>
                    {format!("{name}, {}", limit_text(bytes))}
                </button>
            }
        };
        (!sizes.is_empty()).then(|| {
            view! {
                <div class="included" role="group" aria-label="Sizes that a plan includes">
                    {sizes.iter().map(button).collect_view()}
                </div>
            }
        })
    };
    view! {
        <section class="panel" aria-labelledby="limit-title">
            <header>
                <h2 id="limit-title">"Load line"</h2>
                <span class="muted small">"Stored against a limit, which is kept in this browser"</span>
            </header>
            <div class="body stack">
                {dynamic(line)}
                <form class="limit" on:submit=submit>
                    <Field id="limit" label="Limit" value=typed kind="text" complete="off" hint="100 GiB"
                        invalid=Signal::derive(move || is_wrong.get()) about="limit-about"/>
                    <button type="submit">"Set limit"</button>
                    {dynamic(included)}
                </form>
                <p id="limit-about" class="muted small" role="status">
                    {dynamic(move || is_wrong.get().then_some("Type a number and a unit: MiB, GiB, TiB, MB, GB or TB."))}
                </p>
            </div>
        </section>
    }
}
