//! Components, of which pages are composed. They know neither registry nor router.

mod action_button;
mod breakable;
mod bytes;
mod cell;
mod copy_button;
mod data_table;
mod dialog;
mod dynamic;
mod field;
mod icons;
mod menu;
mod meter;
mod notice;
mod selection_frame;
mod table_head;
mod table_keys;
mod table_query;
mod table_rows;

pub(crate) use action_button::ActionButton;
pub(crate) use breakable::breakable;
pub(crate) use bytes::Bytes;
pub(crate) use cell::{CellView, Links, badge};
pub(crate) use copy_button::{CopyButton, DigestText};
pub(crate) use data_table::DataTable;
pub(crate) use dialog::Dialog;
pub(crate) use dynamic::{dynamic, text};
pub(crate) use field::Field;
pub(crate) use icons::Mark;
pub(crate) use menu::Menu;
pub(crate) use meter::{Legend, MeterBar, MeterParts};
pub(crate) use notice::{Empty, Notice, NoticeTone};
pub(crate) use selection_frame::SelectionFrame;
pub(crate) use table_query::TableQuery;
