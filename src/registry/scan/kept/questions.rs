//! Questions about manifests that kept content may answer.
//!
//! A manifest that this scan's lists name is there, so its kept body needs no request. A tag without a digest, and a
//! child that only an index names, need a HEAD: it tells the digest, or that the manifest is still there, and costs the
//! registry as much as a GET, but no body.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};

use crate::model::{Digest, Manifest, Reference, RepositoryName};
use crate::registry::client::Client;
use crate::registry::error::Error;
use crate::registry::scan::kept::{KeptContent, Store};

/// Milliseconds of answers from kept content, after which the scan lets others use the thread: no request is waited
/// for meanwhile.
const MAX_BUSY: i64 = 8;
/// HEAD answers without a digest after which no more HEADs are tried, if none had one: a browser hides the header.
const MAX_HIDDEN: u32 = 3;

/// A manifest that was read, and its bytes if they came from the registry.
pub(in crate::registry::scan) type Read = (Manifest, Option<Vec<u8>>);

type Content = Rc<RefCell<KeptContent>>;

/// The way of a scan's questions about one repository: by kept content, or by the registry. Cheap to clone.
#[derive(Clone, Default)]
pub(in crate::registry::scan) struct Way {
    /// Loaded by the first question; `None` where nothing can be kept.
    content: Option<Shared<LocalBoxFuture<'static, Content>>>,
    scan: Rc<OfScan>,
}

/// The state that the ways of all repositories of a scan share.
#[derive(Default)]
pub(in crate::registry::scan) struct OfScan {
    /// The moment when the scan last gave way to others (milliseconds).
    gave_way: Cell<i64>,
    /// HEAD answers with a digest, and without.
    shown: Cell<u32>,
    hidden: Cell<u32>,
}

impl Way {
    /// The way for one repository.
    pub(in crate::registry::scan) fn of(
        name: &RepositoryName,
        store: Option<&Store>,
        scan: &Rc<OfScan>,
    ) -> Self {
        let load = |Store(store): &Store| {
            let (store, name) = (Rc::clone(store), name.clone());
            let load = async move {
                let packs = store.packs(&name).await;
                Rc::new(RefCell::new(KeptContent::of(packs)))
            };
            load.boxed_local().shared()
        };
        Self { content: store.map(load), scan: Rc::clone(scan) }
    }

    /// The kept content, if a question has loaded it.
    pub(in crate::registry::scan) fn content(&self) -> Option<&Content> {
        self.content.as_ref()?.peek()
    }

    /// The manifest that a tag or an index names, or with `is_listed` a list of this scan.
    pub(in crate::registry::scan) async fn manifest(
        self,
        client: Client,
        name: RepositoryName,
        reference: Reference,
        is_listed: bool,
    ) -> Result<Read, Error> {
        if let Some(content) = self.content.clone() {
            let content = content.await;
            if let Some(manifest) =
                self.kept(&content, &client, &name, &reference, is_listed).await?
            {
                return Ok((manifest, None));
            }
        }
        let (manifest, body) = client.verified_manifest(&name, &reference).await?;
        Ok((manifest, Some(body)))
    }

    async fn kept(
        &self,
        content: &Content,
        client: &Client,
        name: &RepositoryName,
        reference: &Reference,
        is_listed: bool,
    ) -> Result<Option<Manifest>, Error> {
        let may_hold = match reference {
            Reference::Digest(digest) => content.borrow().holds(digest),
            Reference::Tag(_) => !content.borrow().is_empty() && self.scan.shows_digests(),
        };
        if !may_hold {
            return Ok(None);
        }
        let digest: Option<Digest> = match reference {
            Reference::Digest(digest) if is_listed => {
                self.scan.give_way(client).await;
                Some(digest.clone())
            }
            _ => client.digest_by_head(name, reference).await?,
        };
        if let Reference::Tag(_) = reference {
            let count = if digest.is_some() { &self.scan.shown } else { &self.scan.hidden };
            count.set(count.get() + 1);
        }
        Ok(digest.and_then(|digest| content.borrow_mut().manifest(&digest)))
    }
}

impl OfScan {
    fn shows_digests(&self) -> bool {
        self.shown.get() > 0 || self.hidden.get() < MAX_HIDDEN
    }

    /// Lets others use the thread, if the scan was busy for long.
    async fn give_way(&self, client: &Client) {
        let now = || client.transport().now().millis();
        if now() - self.gave_way.get() > MAX_BUSY {
            client.wait(Duration::ZERO).await;
            self.gave_way.set(now());
        }
    }
}
