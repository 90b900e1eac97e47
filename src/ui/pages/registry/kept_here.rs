//! The content that this browser keeps for the next visit: how much, the limit, and the button that removes it.

use leptos::prelude::*;
use plimsoll::present::BytesText;

use crate::ui::components::{Bytes, Notice, NoticeTone, dynamic, text};
use crate::ui::session::Session;

/// The limits to choose from: MiB, and their words.
const LIMITS: [(u64, &str); 4] =
    [(0, "nothing"), (64, "64 MiB"), (256, "256 MiB"), (1024, "1 GiB")];

#[component]
pub(crate) fn KeptHere(session: Session) -> impl IntoView {
    let kept = session.kept;
    kept.count();
    let known = move || {
        let bytes = kept.bytes.get()?;
        let clear = (bytes > 0).then(|| {
            view! { <button type="button" on:click=move |_| kept.clear()>"Clear"</button> }
        });
        let size = BytesText::of(bytes);
        Some(view! { <p class="answer"><Bytes text=size/>" of all registries" {clear}</p> })
    };
    let trouble = move || {
        let why = kept.trouble.get()?;
        let title = "Nothing more is kept";
        Some(view! {
            <Notice tone=NoticeTone::Warning title>
                {why} " Scans work as usual; each one reads everything."
            </Notice>
        })
    };
    let option = |(mib, words): (u64, &'static str)| {
        view! { <option value=mib.to_string() prop:selected=move || kept.limit.get() == mib>{words}</option> }
    };
    let limit = move || {
        let mib = kept.limit.get();
        let known = LIMITS.iter().find(|(own, _)| *own == mib);
        known.map_or_else(|| format!("{mib} MiB"), |(_, words)| (*words).to_owned())
    };
    let choose = move |value: String| {
        if let Ok(mib) = value.parse() {
            kept.choose_limit(mib);
        }
    };
    view! {
        <section class="panel" aria-labelledby="kept-title">
            <header>
                <h2 id="kept-title">"Kept in this browser"</h2>
                <span class="muted small">"Manifests and image configs for faster scans, the last picture, and a history of totals. No credentials."</span>
            </header>
            <div class="body stack">
                {dynamic(trouble)}
                {dynamic(known)}
                <details>
                    <summary>"Keep at most " {text(limit)}</summary>
                    <div class="field kind-choice">
                        <label for="kept-limit">"Keep at most"</label>
                        <select id="kept-limit" on:change=move |event| choose(event_target_value(&event))>
                            {LIMITS.map(option).collect_view()}
                        </select>
                    </div>
                </details>
            </div>
        </section>
    }
}
