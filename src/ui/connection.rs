//! The connection to a registry: its transport, the client of the last try that was let in, and the tries.

use std::rc::Rc;

use leptos::prelude::*;
use plimsoll::registry::transport::Transport;
use plimsoll::registry::{Client, Pace};

use crate::ui::browser::Fetch;
use crate::ui::later::Cause;
use crate::ui::latest::Latest;
use crate::ui::modules;
use crate::ui::registries::{RegistryRef, Source};

/// The connection to one registry. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Connection {
    /// The transport to the registry; the sample's comes with its module.
    transport: StoredValue<Option<Rc<dyn Transport>>, LocalStorage>,
    /// The client, once a try was let in.
    pub(crate) client: StoredValue<Option<Client>, LocalStorage>,
    /// The pace of the last try to connect, successful or not.
    pub(crate) pace: StoredValue<Option<Pace>, LocalStorage>,
    /// The count of tries to connect and of sign-outs. An answer to an earlier one is dropped.
    pub(crate) tries: Latest,
}

impl Connection {
    /// A connection that nobody tried yet.
    pub(crate) fn new() -> Self {
        Self {
            transport: StoredValue::new_local(None),
            client: StoredValue::new_local(None),
            pace: StoredValue::new_local(None),
            tries: Latest::new(),
        }
    }

    /// The transport to `registry`. The sample is made once, so that deletions in it last.
    pub(crate) async fn transport(
        self,
        registry: &RegistryRef,
    ) -> Result<Rc<dyn Transport>, Cause> {
        if let Some(known) = self.transport.get_value() {
            return Ok(known);
        }
        let transport = match registry.source {
            Source::Alias | Source::Typed => Rc::new(Fetch),
            Source::Sample => match modules::sample(&registry.base).await {
                Ok(sample) => sample,
                Err(_) => return Err(Cause::find().await),
            },
        };
        self.transport.set_value(Some(transport.clone()));
        Ok(transport)
    }
}
