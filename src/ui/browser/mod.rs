//! The browser itself: the only files that name `web_sys`.

mod clipboard;
mod database;
mod dialog;
mod download;
mod fetch;
mod file;
mod idle;
mod keep;
mod leaving;
mod paced;
mod page;
mod release;
mod rows;
mod theme;
mod turn;
mod viewport;

pub(crate) use clipboard::copy;
pub(crate) use database::Database;
pub(crate) use dialog::{
    close_dialog, focus_by_id, focus_is_taken, focus_stays_within, show_dialog,
};
pub(crate) use download::download;
pub(crate) use fetch::{Fetch, reaches};
pub(crate) use file::{OpenedFile, Unreadable, follow_drops};
pub(crate) use idle::when_idle;
pub(crate) use keep::{keep, keep_for_tab, kept, kept_for_tab};
pub(crate) use leaving::AsksBeforeLeaving;
pub(crate) use paced::Paced;
pub(crate) use page::{base_path, lead_down_to, now, origin, page_base, set_title};
pub(crate) use release::{is_current_release, reload};
pub(crate) use rows::{
    RowFocus, click_in_row, focus_filter, focus_if_lost, focus_row, focus_rows, focus_rows_if_lost,
    is_in_checkbox, is_in_link, scroll_to_row, takes_keys,
};
pub(crate) use theme::{Theme, apply_theme, stored_theme};
pub(crate) use turn::turn;
pub(crate) use viewport::{Element, Viewport, follow, heights_of, viewport_of};
