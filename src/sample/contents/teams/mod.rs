//! Teams that push, one file each: their repositories, and the oddities in them.

pub(super) mod base;
pub(super) mod charts;
pub(super) mod data;
pub(super) mod legacy;
pub(super) mod library;
pub(super) mod machine_learning;
pub(super) mod operations;
pub(super) mod web;
pub(super) mod web_assets;
