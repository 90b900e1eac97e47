//! The context of one request: the sample's call, and the stand-in's own content beside it.

use plimsoll::sample::server::Call;

use crate::config::Config;
use crate::content::blobs::Blobs;

/// The context of one request.
pub(crate) struct Context<'a> {
    /// The set-up of the stand-in.
    pub(crate) config: &'a Config,
    /// The sample's part: contents, base, present.
    pub(crate) call: Call<'a>,
    /// Blobs beyond the sample's contents.
    pub(crate) blobs: &'a mut Blobs,
}

impl Context<'_> {
    /// Drops the uploaded blobs of manifests that the call just deleted, if no other manifest of the
    /// repository lists them. A bin keeps the manifests, and so their blobs.
    pub(crate) fn drop_blobs(&mut self, name: &str) {
        let removed = std::mem::take(&mut self.call.removed);
        self.blobs.collect(name, self.call.store.repositories.get(name), &removed);
    }
}
