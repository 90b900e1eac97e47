//! The window of a long list: the rows near the view are in the document. Room of the same height stands for
//! the others.

use std::sync::Arc;

use leptos::{html::ElementType, prelude::*, wasm_bindgen::JsCast};

use crate::ui::browser::{self, Element, Viewport};
use crate::ui::components::dynamic;
use crate::ui::components::table_rows::{MOST, ROW, SPARE};
use crate::ui::memo::Memo;
use crate::ui::signal::{RwSignal, Signal};

/// The height of a row where none was measured, in CSS pixels: that of a table's. No row is less high.
const LIKELY: f64 = ROW as f64;

/// A window. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Window {
    rows: Signal<usize>,
    heights: RwSignal<Heights>,
    span: Memo<(usize, usize)>,
}

impl Window {
    /// The window of `list`, whose children are the rows. It is measured when anything scrolls or the browser's window
    /// changes its size, and in the frame after other rows were drawn.
    pub(crate) fn of<E>(list: NodeRef<E>, rows: Signal<usize>) -> Self
    where
        E: ElementType + 'static,
        E::Output: JsCast + AsRef<Element> + Clone + 'static,
    {
        // The list may be gone by the next frame: a sign-out, another page.
        let list = move || {
            let list = list.try_get_untracked()??;
            Some(AsRef::<Element>::as_ref(&list).clone())
        };
        Self::at(Arc::new(list), rows)
    }

    fn at(list: Arc<dyn Fn() -> Option<Element> + Send + Sync>, rows: Signal<usize>) -> Self {
        let start = Viewport { scrolled: 0.0, height: 1000.0, narrow: false };
        let (viewport, heights) = (RwSignal::new(start), RwSignal::new(Heights::default()));
        let span = Memo::new(move |_| {
            heights.with(|heights| span_of(viewport.get(), rows.get(), heights))
        });
        let measure = move || {
            let Some(list) = list() else { return };
            viewport.set(browser::viewport_of(&list));
            let mut all = heights.get_untracked();
            if all.enter(&browser::heights_of(&list)) {
                heights.set(all);
            }
        };
        browser::on_scroll_or_resize(measure.clone());
        Effect::new(move |_| {
            rows.get();
            span.read();
            request_animation_frame(measure.clone());
        });
        Self { rows, heights, span }
    }

    /// The places of the rows that are drawn: from, and to (exclusive).
    pub(crate) fn span(self) -> (usize, usize) {
        self.span.get()
    }

    /// The rows with these keys, between the `room` of those before and after them, which is given its height.
    pub(crate) fn draw(
        self,
        keys: Box<dyn Fn() -> Vec<String> + Send + Sync>,
        row: Arc<dyn Fn(String) -> AnyView + Send + Sync>,
        room: fn(String) -> AnyView,
    ) -> AnyView {
        let height = move |from, to| {
            let pixels = self.heights.with(|heights| heights.between(from, to));
            room(format!("{}px", pixels as u32))
        };
        view! {
            {dynamic(move || height(0, self.span().0))}
            <For each=keys key=|key: &String| key.clone() children=move |key| row(key)/>
            {dynamic(move || height(self.span().1, self.rows.get()))}
        }
        .into_any()
    }
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
    /// The height of a row, measured or likely: the mean of those that were.
    fn of(&self, place: usize) -> f64 {
        let likely = if self.measured == 0 { LIKELY } else { self.sum / f64::from(self.measured) };
        self.rows.get(place).copied().filter(|height| *height > 0.0).unwrap_or(likely)
    }

    /// The height of the rows from one place to another.
    fn between(&self, from: usize, to: usize) -> f64 {
        (from..to).map(|place| self.of(place)).sum()
    }

    /// The place of the row that is `pixels` below the top of the first; `rows` if the last ends above that.
    fn row_at(&self, pixels: f64, rows: usize) -> usize {
        let mut left = pixels;
        let is_below = |place: &usize| {
            left -= self.of(*place);
            left < 0.0
        };
        (0..rows).find(is_below).unwrap_or(rows)
    }

    /// Enters measured heights by place. Returns whether one is new.
    fn enter(&mut self, measured: &[(usize, f64)]) -> bool {
        let mut is_new = false;
        for &(place, height) in measured {
            if self.rows.len() <= place {
                self.rows.resize(place + 1, 0.0);
            }
            let before = std::mem::replace(&mut self.rows[place], height);
            self.measured += u32::from(before == 0.0);
            self.sum += height - before;
            is_new |= (height - before).abs() > 0.1;
        }
        is_new
    }
}

fn span_of(viewport: Viewport, rows: usize, heights: &Heights) -> (usize, usize) {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "pixels divided by a row's height, clamped to what exists"
    )]
    let seen = (viewport.height / LIKELY).max(0.0) as usize + 2;
    let first = heights.row_at(viewport.scrolled, rows);
    let spare = SPARE.min(MOST.saturating_sub(seen) / 2);
    let from = first.saturating_sub(spare);
    (from, (first + seen + spare).min(from + MOST).min(rows))
}
