//! Lists that follow deletions late: the registry as it was before the first of them.
//!
//! Reference: Microsoft's `container-registry-geo-replication.md`: replicas follow; listings of other
//! replicas, and metadata after a push, were seen to lag.

use crate::config::{Config, Fault, FaultAnswer};
use crate::context::Context;
use crate::route::Route;
use plimsoll::registry::transport::{Method, Response};
use plimsoll::sample::server::route::Route as Sample;
use plimsoll::sample::store::Store;

/// What there was before the first deletion, if lists are to lag behind it.
#[derive(Default)]
pub(crate) struct Late {
    is_wanted: bool,
    /// What a deletion that is under way may turn out to have changed.
    kept: Option<Store>,
    /// What there was.
    former: Option<Store>,
}

impl Late {
    /// Nothing was deleted yet.
    pub(crate) fn new(config: &Config) -> Self {
        let lags = |fault: &Fault| matches!(fault.answer, FaultAnswer::Lag);
        Self { is_wanted: config.faults.iter().any(lags), ..Self::default() }
    }

    /// Whether a fault may be applied to a request for `route`: any but a lag, which needs a list and
    /// something to lag behind.
    pub(crate) fn may(&self, answer: &FaultAnswer, route: &Route) -> bool {
        let is_list = matches!(
            route,
            Route::Sample(
                Sample::Catalog | Sample::Tags(_) | Sample::AcrTags(_) | Sample::AcrManifests(_)
            )
        );
        !matches!(answer, FaultAnswer::Lag) || (is_list && self.former.is_some())
    }

    /// Before a request is served: puts the former state in the place of the present one, if the
    /// answer `is_late`; remembers the present one, if something is to be deleted for the first time.
    pub(crate) fn before(&mut self, context: &mut Context<'_>, method: Method, is_late: bool) {
        if is_late {
            self.exchange(context);
        } else if self.is_wanted && self.former.is_none() && method == Method::Delete {
            self.kept = Some((**context.call.store).clone());
        }
    }

    /// Afterwards: the present state is back, and a deletion that was accepted has a former one.
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
