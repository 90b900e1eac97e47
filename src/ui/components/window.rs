//! The window of a long list: the rows near the view are in the document. Room of the same height stands for
//! the others.

use std::sync::Arc;

use leptos::{html::ElementType, prelude::*, wasm_bindgen::JsCast};

use crate::ui::browser::{self, Element, Viewport};
use crate::ui::components::dynamic;
use crate::ui::memo::Memo;
use crate::ui::signal::{RwSignal, Signal};

/// The height of a row where none was measured, in CSS pixels: `--row` in `tokens.css`. No row is less high.
const ROW: f64 = 34.0;
/// Rows kept ready beyond either edge, so that scrolling meets no blank.
const SPARE: usize = 40;
/// The most rows in the document, whatever the window's height.
const MOST: usize = 180;

/// A window. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Window {
    rows: Signal<usize>,
    place: RwSignal<Place>,
    span: Memo<(usize, usize)>,
}

/// The list's place in the view, and the heights of its rows.
struct Place {
    viewport: Viewport,
    heights: Heights,
}

impl Window {
    /// The window of `list`, whose children are the rows.
    pub(crate) fn of<E>(list: NodeRef<E>, rows: Signal<usize>) -> Self
    where
        E: ElementType + 'static,
        E::Output: JsCast + AsRef<Element> + Clone + 'static,
    {
        Self::at(Box::new(move || Some(AsRef::<Element>::as_ref(&list.get()?).clone())), rows)
    }

    fn at(list: Box<dyn Fn() -> Option<Element>>, rows: Signal<usize>) -> Self {
        let viewport = Viewport { scrolled: 0.0, height: 1000.0, narrow: false };
        let place = RwSignal::new(Place { viewport, heights: Heights::default() });
        let span = Memo::new(move |_| place.with(|place| place.span(rows.get())));
        Effect::new(move |_| {
            let Some(list) = list() else { return };
            let own = list.clone();
            let measured = move || (browser::viewport_of(&own), browser::heights_of(&own));
            let enter = move |(viewport, heights): (Viewport, Vec<(usize, f64)>)| {
                place.update(|place| {
                    place.viewport = viewport;
                    place.heights.enter(&heights);
                });
            };
            let moved = measured.clone();
            // Rows that are drawn while the browser tells sizes would have it tell them again and again.
            let moved = move || {
                let now = moved();
                request_animation_frame(move || enter(now));
            };
            browser::follow(&list, move || enter(measured()), moved);
        });
        Self { rows, place, span }
    }

    /// The places of the rows that are drawn: from, and to (exclusive).
    pub(crate) fn span(self) -> (usize, usize) {
        self.span.get()
    }

    /// Whether the browser's window is too narrow for all columns of a table.
    pub(crate) fn is_narrow(self) -> bool {
        self.place.with(|place| place.viewport.narrow)
    }

    /// The number of rows that the view has room for.
    pub(crate) fn page(self) -> usize {
        self.place.with_untracked(Place::page)
    }

    /// The place of the first row that begins in the view.
    pub(crate) fn first_in_view(self) -> usize {
        self.place.with_untracked(|place| {
            let first = place.first(self.rows.get_untracked());
            first + usize::from(place.viewport.scrolled > 0.0)
        })
    }

    /// The height of the rows above this one, in CSS pixels.
    pub(crate) fn above(self, row: usize) -> f64 {
        self.place.with_untracked(|place| place.heights.between(0, row))
    }

    /// The rows with these keys, between the `room` of the rows before and after them, which is given its height.
    pub(crate) fn draw(
        self,
        keys: Box<dyn Fn() -> Vec<String> + Send + Sync>,
        row: Arc<dyn Fn(String) -> AnyView + Send + Sync>,
        room: fn(String) -> AnyView,
    ) -> AnyView {
        let room = move |of: fn(Self) -> (usize, usize)| {
            let height = Memo::new(move |_| {
                let (from, to) = of(self);
                self.place.with(|place| place.heights.between(from, to)) as u32
            });
            dynamic(move || room(format!("{}px", height.get())))
        };
        view! {
            {room(|window| (0, window.span().0))}
            <For each=keys key=|key: &String| key.clone() children=move |key| row(key)/>
            {room(|window| (window.span().1, window.rows.get()))}
        }
        .into_any()
    }
}

impl Place {
    fn first(&self, rows: usize) -> usize {
        self.heights.row_at(self.viewport.scrolled, rows)
    }

    fn page(&self) -> usize {
        rows_in(self.viewport.height)
    }

    /// The rows to draw, of this many.
    fn span(&self, rows: usize) -> (usize, usize) {
        let (first, seen) = (self.first(rows), self.page() + 2);
        let spare = SPARE.min(MOST.saturating_sub(seen) / 2);
        let from = first.saturating_sub(spare);
        (from, (first + seen + spare).min(from + MOST).min(rows))
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels divided by a row's height; less than none are none"
)]
fn rows_in(pixels: f64) -> usize {
    (pixels / ROW) as usize
}

/// The measured heights of rows, in CSS pixels; none where all rows are as high as in a table.
#[derive(Clone, Default)]
struct Heights {
    /// By place; 0 where a row was not measured.
    rows: Vec<f64>,
    /// The sum of those that were measured, and their number.
    sum: f64,
    measured: u32,
}

impl Heights {
    /// The height of a row that was not measured: the mean of the others.
    fn likely(&self) -> f64 {
        if self.measured == 0 { ROW } else { self.sum / f64::from(self.measured) }
    }

    /// The height of the row at `place`, measured or likely.
    fn at(&self, place: usize) -> f64 {
        let measured = self.rows.get(place).copied().filter(|height| *height > 0.0);
        measured.unwrap_or_else(|| self.likely())
    }

    /// The height of the rows from one place to another.
    fn between(&self, from: usize, to: usize) -> f64 {
        let end = self.rows.len().clamp(from, to.max(from));
        let first: f64 = (from..end).map(|place| self.at(place)).sum();
        first + self.likely() * to.saturating_sub(end) as f64
    }

    /// The place of the row that is `pixels` below the top of the first; `rows` if the last ends above that.
    fn row_at(&self, pixels: f64, rows: usize) -> usize {
        let mut left = pixels;
        let is_below = |height: f64| {
            left -= height;
            left < 0.0
        };
        let place = (0..self.rows.len()).map(|place| self.at(place)).position(is_below);
        place.unwrap_or_else(|| self.rows.len() + (left / self.likely()) as usize).min(rows)
    }

    /// Enters measured heights by place.
    fn enter(&mut self, measured: &[(usize, f64)]) {
        for &(place, height) in measured {
            if self.rows.len() <= place {
                self.rows.resize(place + 1, 0.0);
            }
            let before = std::mem::replace(&mut self.rows[place], height);
            self.measured += u32::from(before == 0.0);
            self.sum += height - before;
        }
    }
}
