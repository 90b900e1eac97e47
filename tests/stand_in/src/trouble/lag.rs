//! Lists that lag: they show the registry as it was before the first deletion.
//!
//! Reference: Microsoft's `container-registry-geo-replication.md`: replicas follow; listings of other
//! replicas, and metadata after a push, were seen to lag.

use crate::config::{Config, Fault, FaultAnswer};
use crate::context::Context;
use crate::route::Route;
use plimsoll::registry::transport::{Method, Response};
use plimsoll::sample::server::route::Route as Sample;
use plimsoll::sample::store::Store;

/// The contents before the first deletion, if lists are to lag behind it.
#[derive(Default)]
pub(crate) struct Lag {
    is_wanted: bool,
    /// A copy of the contents while the first deletion is under way.
    kept: Option<Store>,
    /// The contents before the first deletion.
    former: Option<Store>,
}

impl Lag {
    /// The state before any deletion.
    pub(crate) fn new(config: &Config) -> Self {
        let lags = |fault: &Fault| matches!(fault.answer, FaultAnswer::Lag);
        Self { is_wanted: config.faults.iter().any(lags), ..Self::default() }
    }

    /// Whether a fault applies to a request for `route`. A lag applies only to lists, and only after a
    /// deletion.
    pub(crate) fn applies(&self, answer: &FaultAnswer, route: &Route) -> bool {
        let is_list = matches!(
            route,
            Route::Sample(
                Sample::Catalog | Sample::Tags(_) | Sample::AcrTags(_) | Sample::AcrManifests(_)
            )
        );
        !matches!(answer, FaultAnswer::Lag) || (is_list && self.former.is_some())
    }

    /// To be called before a request is served. If the answer `is_late`, the former contents take the
    /// place of the present ones. Before the first deletion, the present contents are copied.
    pub(crate) fn before(&mut self, context: &mut Context<'_>, method: Method, is_late: bool) {
        if is_late {
            self.exchange(context);
        } else if self.is_wanted && self.former.is_none() && method == Method::Delete {
            self.kept = Some((**context.call.store).clone());
        }
    }

    /// To be called after it. The present contents are back; after the first accepted deletion, the
    /// copy is the former contents.
    pub(crate) fn after(&mut self, context: &mut Context<'_>, response: &Response, is_late: bool) {
        if is_late {
            self.exchange(context);
        }
        if let Some(kept) = self.kept.take().filter(|_| response.status < 300) {
            self.former = Some(kept);
        }
    }

    fn exchange(&mut self, context: &mut Context<'_>) {
        if let Some(former) = &mut self.former {
            std::mem::swap(former, &mut **context.call.store);
        }
    }
}
