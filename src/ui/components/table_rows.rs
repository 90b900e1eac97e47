//! The rows of a table that are drawn, and the classes of its columns.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::present::{Column, Face, Line, Row, Shape, counted};

use crate::ui::browser;
use crate::ui::components::{Arranged, CellView, Links, dynamic};
use crate::ui::memo::Memo;
use crate::ui::signal::Signal;

/// The classes of a column's cells.
pub(crate) fn class_of(column: &Column, narrow: bool) -> String {
    let number = matches!(column.shape, Shape::Count | Shape::Bytes | Shape::Moment);
    format!("{} {}", if number { "number" } else { "" }, room_of(column, narrow))
}

/// The classes by which the style sheet hides a column where there is little room. Bars are hidden first (`spare`), then
/// platforms and the like (`late`), then all columns but the few that a narrow screen keeps.
pub(crate) fn room_of(column: &Column, narrow: bool) -> &'static str {
    match (narrow, column.shape) {
        (true, _) => "",
        (false, Shape::Meter) => "wide spare",
        (false, _) if column.late => "wide late",
        (false, _) => "wide",
    }
}

/// Whether the column at `index` stays on a narrow screen.
pub(crate) fn is_narrow(faces: Memo<Vec<Face>>, index: usize) -> bool {
    faces.with(|faces| faces.get(index).is_some_and(|face| face.narrow))
}

/// A row. Its cells follow the row's data; the elements stay, with the focus in them.
#[component]
pub(crate) fn TableRow(
    /// The key of the row in `shown`.
    key: String,
    /// The rows of the table, to fold and unfold this one.
    arranged: Arranged,
    /// Whether rows of the table have a button that shows their parts.
    has_parts: Memo<bool>,
    /// The rows in view with their place in the whole table.
    shown: Memo<Vec<(usize, Line, Row)>>,
    columns: &'static [Column],
    /// The faces of the columns.
    faces: Memo<Vec<Face>>,
    /// Whether the window is too narrow for all columns.
    has_no_room: Memo<bool>,
    links: Links,
    /// Whether the row is selected; `None` if rows cannot be selected.
    selected: Option<Signal<bool>>,
    /// Called with the row's place and whether a range is meant (shift).
    on_toggle: Callback<(usize, bool)>,
) -> impl IntoView {
    let own = key.clone();
    let entry = Memo::new(move |last: Option<&Option<(usize, Line, Row)>>| {
        let found = shown.with(|rows| rows.iter().find(|(_, _, row)| row.key == own).cloned());
        // A row that is just leaving keeps its last content.
        found.or_else(|| last.cloned().flatten())
    });
    let place = move || entry.with(|entry| entry.as_ref().map_or(0, |(place, ..)| *place));
    let label = move || entry.with(|entry| entry.as_ref().map(|(.., row)| row.label.clone()));
    let line = Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|(_, line, _)| *line)));
    let level = move || line.get().map_or(0, |line| line.depth).to_string();
    let is_context = move || line.get().is_some_and(|line| !line.found);
    let fold = move || {
        let parts = has_parts.get().then(|| line.get().map_or(0, |line| line.parts))?;
        let key = key.clone();
        Some(if parts == 0 {
            view! { <span class="fold"></span> }.into_any()
        } else {
            let is_open = move || line.get().is_some_and(|line| line.unfolded);
            let name = counted(parts, "part", "parts");
            view! {
                <button type="button" class="fold" aria-expanded=move || is_open().to_string() aria-label=name.clone()
                    title=name on:click=move |_| arranged.toggle(&key)></button>
            }
            .into_any()
        })
    };
    let mut fold = Some(dynamic(fold));
    let now = browser::now();
    let cells = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let links = Arc::clone(&links);
            let cell_of = move |column: &'static Column| {
                Memo::new(move |_| {
                    entry.with(|entry| {
                        entry.as_ref().and_then(|(.., row)| column.cell(row).cloned())
                    })
                })
            };
            // If the window has no room for the other column, its cell is drawn a second time, below this one.
            let over = column.over.and_then(|key| Column::named(columns, key));
            let below = over.map(|over| {
                let (cell, links) = (cell_of(over), Arc::clone(&links));
                dynamic(move || {
                    let cell = cell.get().filter(|_| has_no_room.get());
                    cell.map(|cell| view! { <div class="beneath"><CellView cell links=Arc::clone(&links) now bound=""/></div> })
                })
            });
            let cell = cell_of(column);
            let content = move || {
                let bound = faces.with(|faces| faces.get(index).map_or("", |face| face.bound));
                cell.get().map(|cell| view! { <CellView cell links=Arc::clone(&links) now bound/> })
            };
            let fold = fold.take();
            view! { <td class=move || class_of(column, is_narrow(faces, index))>{fold}{dynamic(content)}{below}</td> }
        })
        .collect_view();
    let check = selected.map(|selected| {
        view! {
            <td class="check">
                <input type="checkbox" aria-label=label prop:checked=move || selected.get()
                    on:click=move |event| on_toggle.run((place(), event.shift_key()))/>
            </td>
        }
    });
    let is_selected = move || selected.map(|selected| selected.get().to_string());
    view! { <tr aria-rowindex=move || place() + 2 data-selected=is_selected class:context=is_context style:--level=level>{check}{cells}</tr> }
}
