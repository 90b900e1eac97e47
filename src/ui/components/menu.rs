//! A button that opens a menu. Arrow keys move the focus in the menu. Escape closes it, and so does leaving it.

use leptos::{ev::KeyboardEvent, html, prelude::*};

use crate::ui::browser;
use crate::ui::signal::RwSignal;

/// A menu of commands.
#[component]
pub(crate) fn Menu(
    /// The button's name; ids of the items are made from it.
    name: &'static str,
    /// The items: a title, and a command that runs when the item is chosen.
    items: Vec<(&'static str, Callback<()>)>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let count = items.len();
    let id = move |index: usize| format!("menu-{name}-{index}");
    let button_id = format!("menu-{name}");
    let back = button_id.clone();
    Effect::new(move |_| {
        if open.get() {
            browser::focus_by_id(&id(0));
        }
    });
    let key = move |event: KeyboardEvent, index: usize| {
        let to = match event.key().as_str() {
            "ArrowDown" => (index + 1) % count,
            "ArrowUp" => (index + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            "Escape" => {
                open.set(false);
                browser::focus_by_id(&back);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        browser::focus_by_id(&id(to));
    };
    let entries = items
        .into_iter()
        .enumerate()
        .map(|(index, (title, run))| {
            let (key, back) = (key.clone(), button_id.clone());
            view! {
                <button type="button" role="menuitem" id=id(index) tabindex="-1"
                    on:keydown=move |event| key(event, index)
                    on:click=move |_| {
                        open.set(false);
                        // The item is hidden now, and the focus must not be lost with it.
                        browser::focus_by_id(&back);
                        run.run(());
                    }>{title}</button>
            }
        })
        .collect_view();
    view! {
        <div class="menu" node_ref=root on:focusout=move |event| {
            if !browser::focus_stays_within(&event) { open.set(false) }
        }>
            <button type="button" id=button_id aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>
                {name}" "<span aria-hidden="true">"▾"</span>
            </button>
            <div role="menu" aria-label=name hidden=move || !open.get()>{entries}</div>
        </div>
    }
}
