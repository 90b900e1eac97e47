//! A scan reads the whole registry into an inventory, which is shown while it fills.
//!
//! Jobs wait in a `queue`, most urgent first; `run` keeps a fixed number of them under way. Each kind of
//! answer has a file that takes it in and queues the jobs that follow: the `catalog`, the `lists` of a
//! repository, which come before anything else in it, its manifests (`repository`), their `children` and
//! `referrers`, and the image `configs`. Each finding is an event, and [`ScanEvent::apply`] builds the inventory from these.

mod again;
mod catalog;
mod children;
mod configs;
mod dates;
mod ends;
pub mod event;
mod gaps;
mod hold;
mod job;
pub mod kept;
mod lists;
mod looked_at;
pub mod options;
pub mod progress;
mod queue;
mod reading;
mod referrers;
mod repository;
mod run;
mod second_pass;

pub use children::read_children;
pub use event::ScanEvent;
pub use hold::Hold;
pub use kept::{ContentStore, Store};
pub use looked_at::LookedAt;
pub use options::{ScanEnd, ScanOptions};
pub use progress::Progress;

use crate::registry::Cancel;
use crate::registry::client::Client;

/// Reads the registry behind `client`, reporting what it finds to `on_event`.
///
/// Image configs are read after everything else, because figures of bytes do not need them. An object that
/// cannot be read is reported, and the scan goes on. Dropping the future, or `cancel`, ends all requests at
/// once.
pub async fn scan(
    client: &Client,
    options: &ScanOptions,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(ScanEvent),
) -> ScanEnd {
    run::Run::new(client, options, on_event).finish(options, cancel).await
}
