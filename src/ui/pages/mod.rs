//! The pages: a folder for each family. Parts that several families use stand here.

pub(crate) mod choice;
pub(crate) mod compare;
pub(crate) mod connect;
pub(crate) mod dialogs;
pub(crate) mod images;
pub(crate) mod layer;
mod lock_buttons;
pub(crate) mod manifest;
pub(crate) mod namespace;
pub(crate) mod not_found;
mod query;
pub(crate) mod registries;
pub(crate) mod registry;
pub(crate) mod repository;
