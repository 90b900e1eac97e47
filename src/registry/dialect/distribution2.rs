//! CNCF distribution 2: the OCI specification, without untagging.

use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::dialect::call::Call;
use crate::registry::dialect::changing::{ChangingDialect, cannot_untag};
use crate::registry::dialect::contract::Dialect;
use crate::registry::error::Error;

/// The dialect of distribution 2, which refuses to untag.
pub(crate) struct Distribution2;

impl Dialect for Distribution2 {}

impl ChangingDialect for Distribution2 {
    /// A deletion by tag is answered with 400.
    fn untag(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
        _: &TagName,
        _: Option<&Digest>,
    ) -> Result<Call, Error> {
        Err(cannot_untag(at))
    }
}
