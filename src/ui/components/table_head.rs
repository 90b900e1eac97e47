//! The head of a table: headings that sort, and the checkbox that selects every row.

use std::collections::BTreeSet;

use leptos::prelude::*;
use plimsoll::present::{Column, Face, Shape, Sort};

use crate::ui::components::table_rows::{class_of, is_narrow, room_of};
use crate::ui::components::{Arranged, TableQuery, dynamic, text};
use crate::ui::memo::Memo;
use crate::ui::signal::RwSignal;

/// A heading that sorts.
#[component]
pub(crate) fn HeaderCell(
    /// The column below the heading.
    column: &'static Column,
    /// The column's place among those that are shown.
    index: usize,
    /// The order of the table.
    sort: Memo<Sort>,
    /// The faces of all columns: the bound of each, and whether it stays on a narrow screen.
    faces: Memo<Vec<Face>>,
    /// The search and the order, to change the order.
    query: TableQuery,
) -> impl IntoView {
    let here = move || Some(sort.get()).filter(|sort| sort.column == column);
    let state = move || here().map(|sort| if sort.descending { "descending" } else { "ascending" });
    let arrow =
        move || here().map_or("", |sort| if sort.descending { "↓" } else { "↑" }).to_owned();
    // The bound of the whole column, as part of its button's name.
    let bound = move || {
        let bound = faces.with(|faces| faces.get(index).map_or("", |face| face.bound));
        (!bound.is_empty()).then(|| view! { ", "<span class="bound">{bound}</span> })
    };
    let arrow = || view! { <span class="arrow" aria-hidden="true">{text(arrow)}</span> };
    // Columns of numbers and dates are aligned to the right, so their arrow stands on the left of the title.
    let is_number = class_of(column, true).contains("number");
    let (before, after) = (is_number.then(arrow), (!is_number).then(arrow));
    let click = move |_| query.set_sort.run(sort.get_untracked().after_click(column).text());
    view! {
        <th scope="col" class=move || class_of(column, is_narrow(faces, index)) aria-sort=state>
            <button type="button" title=column.hint on:click=click>
                <span>{before}{column.title}{dynamic(bound)}{after}</span>
            </button>
        </th>
    }
}

/// The checkbox that selects every row that the search finds, drawn or not. Folded parts stay as they are.
#[component]
pub(crate) fn SelectAll(
    /// The rows in their order.
    arranged: Arranged,
    /// The keys of the selected rows.
    selection: RwSignal<BTreeSet<String>>,
    /// The nouns of the rows: one, and many.
    nouns: (&'static str, &'static str),
) -> impl IntoView {
    let keys = move || arranged.keys();
    let chosen = Memo::new(move |_| {
        selection.with(|selected| {
            if selected.is_empty() {
                (0, 0)
            } else {
                let keys = keys();
                (keys.iter().filter(|key| selected.contains(*key)).count(), keys.len())
            }
        })
    });
    let all = move || {
        let (some, all) = chosen.get();
        all > 0 && some == all
    };
    let mixed = move || {
        let (some, all) = chosen.get();
        some > 0 && some < all
    };
    let click = move |_| {
        let (every, keys) = (all(), keys());
        selection.update(|selected| {
            for key in keys {
                if every {
                    selected.remove(&key);
                } else {
                    selected.insert(key);
                }
            }
        });
    };
    view! {
        <th scope="col" class="check">
            <input type="checkbox" aria-label=format!("Select all {}", nouns.1)
                prop:checked=all prop:indeterminate=mixed on:click=click/>
        </th>
    }
}

/// The class that gives a column its width.
pub(crate) fn column_class(column: &Column, narrow: bool) -> String {
    let shape = match column.shape {
        Shape::Name => "c-name",
        Shape::Count => "c-count",
        Shape::Bytes => "c-bytes",
        Shape::Meter => "c-meter",
        Shape::Digest => "c-digest",
        Shape::Chips => "c-chips",
        Shape::Words => "c-words",
        Shape::Phrase => "c-phrase",
        Shape::Moment => "c-moment",
    };
    format!("{shape} {}", room_of(column, narrow))
}
