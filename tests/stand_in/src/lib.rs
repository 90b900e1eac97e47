//! The stand-in: the sample registry as a test server. It adds what the page's demo does without:
//! sign-in, pushes, a bin for deleted manifests, limits, and faults on purpose.
//!
//! [`StandIn`] is a transport for tests of the library. The example `sample_registry`, in `server/`
//! beside this source, puts it behind a socket for browser tests.

mod config;
mod content;
mod context;
mod inventory;
mod outcome;
mod route;
mod serve;
mod sign_in;
mod stand_in;
mod trouble;

pub use config::{
    Authentication, Azure, Bearer, Config, Fault, FaultAnswer, Identity, Role, ScopeMapEntry,
    SoftDelete, Throttle,
};
pub use outcome::Outcome;
pub use stand_in::StandIn;
