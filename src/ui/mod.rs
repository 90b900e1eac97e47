//! BROWSER: the page. State lives in sessions and in the address; pages compose components.

mod account;
mod address;
mod app;
mod bin;
mod browser;
mod components;
mod connection;
mod dialogs;
mod identity;
mod job;
mod kept;
mod last_run;
mod later;
mod latest;
mod memo;
mod modules;
mod named;
mod pace;
mod pages;
mod paths;
mod picture;
mod registries;
mod request;
mod scan_job;
mod session;
mod shell;
mod signal;
mod site;
mod state;
mod switch;
mod time_left;
mod untagging_note;
mod waiting;

pub(crate) use app::App;
