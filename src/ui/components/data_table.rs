//! A table of any length. Sorting, search and selection work on all its rows; only the rows near the view are drawn.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::{ev, html, prelude::*};
use plimsoll::present::{Column, Line, counted, csv, faces, grouped};

use crate::ui::browser;
use crate::ui::components::table_head::{HeaderCell, SelectAll, column_class};
use crate::ui::components::table_keys::{KeysHelp, RowKeys};
use crate::ui::components::table_rows::{TableRow, is_narrow};
use crate::ui::components::window::Window;
use crate::ui::components::{Arranged, Empty, Links, TableQuery, dynamic, text};
use crate::ui::memo::Memo;
use crate::ui::signal::{RwSignal, Signal};

/// A table, with its search field and other tools above it.
#[component]
pub(crate) fn DataTable(
    /// The table's caption: `Repositories`.
    caption: &'static str,
    /// The columns to show.
    columns: &'static [Column],
    /// The rows in their order.
    arranged: Arranged,
    /// The nouns of the rows: one, and many.
    nouns: (&'static str, &'static str),
    links: Links,
    /// The keys of the selected rows. A table without them has no checkboxes.
    #[prop(optional)]
    selection: Option<RwSignal<BTreeSet<String>>>,
    /// Whether figures are still being read.
    #[prop(into)]
    filling: Signal<bool>,
    /// The view in place of rows if there are none at all.
    #[prop(into)]
    empty: ViewFn,
    /// Whether each row with parts has a button that shows them.
    #[prop(optional)]
    folds: bool,
    /// The table's heading, if the page has none for it.
    #[prop(optional)]
    heading: Option<&'static str>,
    /// Other tools, beside the search.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let Arranged { rows, lines, sort, query, .. } = arranged;
    let faces = Memo::new(move |_| rows.with(|rows| faces(columns, rows)));
    let shown_rows = move || lines.with(|lines| lines.len());
    let body = NodeRef::<html::Tbody>::new();
    let rows_found = Signal::derive(shown_rows);
    let window = Window::of(body, rows_found);
    let has_no_room = Memo::new(move |_| window.is_narrow());
    let shown = Memo::new(move |_| {
        let (from, to) = window.span();
        rows.with(|rows| {
            lines.with(|lines| {
                let row = |place: usize| {
                    let line = *lines.get(place)?;
                    Some((place, line, rows.get(line.row)?.clone()))
                };
                (from..to).filter_map(row).collect::<Vec<_>>()
            })
        })
    });
    let row_keys = RowKeys::of(body, rows_found, window, move || shown.with(|_| ()));
    let toggle = toggler(arranged, selection);
    let keys = move || {
        shown.with(|rows| rows.iter().map(|(_, _, row)| row.key.clone()).collect::<Vec<_>>())
    };
    // Rows with parts have a button each where the table's own switch is not enough.
    let has_parts =
        Memo::new(move |_| folds && rows.with(|rows| rows.iter().any(|row| row.part_of.is_some())));
    let room = |height: String| {
        view! { <tr class="spacer" aria-hidden="true"><td style:height=height></td></tr> }
            .into_any()
    };
    let row = move |key: String| {
        let own = key.clone();
        let selected = selection
            .map(|selection| Signal::derive(move || selection.with(|keys| keys.contains(&own))));
        view! { <TableRow key arranged has_parts shown columns faces has_no_room links=Arc::clone(&links) selected on_toggle=toggle/> }.into_any()
    };
    let content = window.draw(Box::new(keys), Arc::new(row), room);
    view! {
        <div class="tools">
            {heading.map(|heading| view! { <h2>{heading}</h2> })}
            <SearchField label=format!("Filter {}", nouns.1) query/>
            {children.map(|children| children())}
            <a class="visually-hidden skip" href="#rows" rel="external" on:click=move |event| {
                event.prevent_default();
                browser::focus_rows();
            }>"Skip to the rows"</a>
            <span class="found" aria-live="polite">
                {text(move || found_words(arranged, nouns, filling.get()))}
            </span>
            <SaveCsv caption columns arranged/>
            <KeysHelp rows=Signal::derive(move || rows.with(|rows| rows.len())) nouns/>
        </div>
        <table class="data" class:folds=move || has_parts.get() aria-rowcount=move || shown_rows() + 1>
            <caption>{caption}</caption>
            <colgroup>
                {selection.map(|_| view! { <col class="c-check"/> })}
                {columns.iter().enumerate().map(|(index, column)| view! { <col class=move || column_class(column, is_narrow(faces, index))/> }).collect_view()}
            </colgroup>
            <thead><tr aria-rowindex="1">
                {selection.map(|selection| view! { <SelectAll arranged selection nouns/> })}
                {columns.iter().enumerate().map(|(index, column)| view! { <HeaderCell column index sort faces query/> }).collect_view()}
            </tr></thead>
            <tbody node_ref=body on:focusin=move |_| row_keys.focused() on:keydown=move |event| row_keys.pressed(&event)>
                {content}
            </tbody>
        </table>
        {dynamic(move || (shown_rows() == 0).then(|| if query.search.with(String::is_empty) || rows.with(|rows| rows.is_empty()) {
            empty.run()
        } else {
            view! { <NothingFound nouns arranged/> }.into_any()
        }))}
    }
}

/// The button that downloads the lines of a table, as they are filtered and sorted.
#[component]
fn SaveCsv(caption: &'static str, columns: &'static [Column], arranged: Arranged) -> impl IntoView {
    let save = move |_| {
        let text = arranged.rows.with_untracked(|rows| {
            arranged.lines.with_untracked(|lines| {
                csv(columns, lines.iter().filter_map(|line| rows.get(line.row)))
            })
        });
        let name = format!("plimsoll-{}.csv", caption.to_lowercase().replace(' ', "-"));
        // A browser that refuses downloads says so itself.
        let _ = browser::download(&name, "text/csv", &text);
    };
    view! { <button type="button" class="quiet" title="Download these rows as CSV" on:click=save>"CSV"</button> }
}

/// The search field of a table.
#[component]
fn SearchField(#[prop(into)] label: String, query: TableQuery) -> impl IntoView {
    let text = RwSignal::new(query.search.get_untracked());
    // The address may change without this field: back, forward, a link.
    Effect::new(move |_| {
        let now = query.search.get();
        if text.with_untracked(|text| *text != now) {
            text.set(now);
        }
    });
    let input = move |event| {
        let value = event_target_value(&event);
        text.set(value.clone());
        query.set_search.run(value);
    };
    let key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" if text.with_untracked(|text| !text.is_empty()) => {
            event.prevent_default();
            query.set_search.run(String::new());
        }
        "ArrowDown" => {
            event.prevent_default();
            browser::focus_rows();
        }
        _ => {}
    };
    view! {
        <div class="search">
            <input type="search" placeholder=label.clone() aria-label=label aria-keyshortcuts="/"
                prop:value=move || text.get() on:input=input on:keydown=key/>
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
}

#[component]
fn NothingFound(nouns: (&'static str, &'static str), arranged: Arranged) -> impl IntoView {
    view! {
        <Empty title=format!("No {} match", nouns.1)>
            <button type="button" class="link" on:click=move |_| arranged.clear()>
                "Clear the filter"
            </button>
        </Empty>
    }
}

/// Selects or clears one row, or with shift all rows since the one touched last.
fn toggler(
    arranged: Arranged,
    selection: Option<RwSignal<BTreeSet<String>>>,
) -> Callback<(usize, bool)> {
    let last = StoredValue::new(None::<usize>);
    Callback::new(move |(place, range): (usize, bool)| {
        let Some(selection) = selection else { return };
        let from = last.get_value().filter(|_| range).unwrap_or(place);
        last.set_value(Some(place));
        arranged.rows.with_untracked(|rows| {
            arranged.lines.with_untracked(|lines| {
                let key = |place: usize| Some(&rows.get(lines.get(place)?.row)?.key);
                selection.update(|selected| {
                    let select = key(place).is_some_and(|key| !selected.contains(key));
                    for key in (from.min(place)..=from.max(place)).filter_map(key) {
                        if select {
                            selected.insert(key.clone());
                        } else {
                            selected.remove(key);
                        }
                    }
                });
            })
        });
    })
}

/// `12 of 234 manifests`, or `234 manifests, 162 of them folded`.
fn found_words(arranged: Arranged, nouns: (&str, &str), filling: bool) -> String {
    let all = arranged.rows.with(|rows| rows.len());
    let found = arranged.lines.with(|lines| lines.iter().filter(|line: &&Line| line.found).count());
    if filling && all == 0 {
        // The number of rows is not known yet.
        return String::new();
    }
    let mut words = counted(all, nouns.0, nouns.1);
    if arranged.is_filtered() {
        words = format!("{} of {words}", grouped(found as u64));
    } else if found < all {
        words = format!("{words}, {} of them folded", grouped((all - found) as u64));
    }
    if filling {
        words = format!("{words}, sorted by {}, still filling", arranged.sort.get().column.title);
    }
    words
}
