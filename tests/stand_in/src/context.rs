//! The context of one request: the sample's call, and the stand-in's own content beside it.

use plimsoll::sample::server::Call;

use crate::config::Config;
use crate::content::blobs::Blobs;
use crate::soft_delete::bin::Bin;

/// The context of one request.
pub(crate) struct Context<'a> {
    /// The set-up of the stand-in.
    pub(crate) config: &'a Config,
    /// The sample's part: contents, base, present.
    pub(crate) call: Call<'a>,
    /// Blobs beyond the sample's contents.
    pub(crate) blobs: &'a mut Blobs,
    /// The bin, where soft delete is on.
    pub(crate) bin: Option<&'a mut Bin>,
}

impl Context<'_> {
    /// Moves the manifests and tags that the call just deleted into the bin; without a bin they are
    /// gone, with uploaded blobs that no other manifest of the repository lists.
    pub(crate) fn keep_removed(&mut self, name: &str) {
        let removed = std::mem::take(&mut self.call.removed);
        match &mut self.bin {
            Some(bin) => bin.take(name, &removed, self.call.now),
            None => {
                self.blobs.collect(name, self.call.store.repositories.get(name), &removed);
            }
        }
    }
}
