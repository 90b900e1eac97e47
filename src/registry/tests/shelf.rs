//! The shelf: a registry of fixed answers by path, and the result of its scan in words.
//!
//! The stand-in does not replace it: it answers consistently, and these tests need lists and manifests
//! that contradict each other, of every kind of registry.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use futures::executor::block_on;

use super::script::{Answer, Script, refuse, reply};
use crate::model::{Digest, Inventory, MissingWhat, TagTarget};
use crate::registry::Cancel;
use crate::registry::line::transport::TransportError;
use crate::registry::scan::{Progress, ScanEnd, ScanEvent, ScanOptions, scan};
use crate::registry::{Client, Credentials, RegistryKind};

/// A registry of answers by path. A path that is not there is answered as distribution does.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Rc<RefCell<BTreeMap<String, (u16, String)>>>);

impl Shelf {
    /// A registry that lists these repositories.
    pub(crate) fn of(repositories: &[&str]) -> Self {
        let shelf = Self::default();
        shelf.put("/v2/_catalog", 200, &list("repositories", repositories));
        shelf
    }

    /// Answers `path` with `status` and `body`; status 0 stands for no answer at all.
    pub(crate) fn put(&self, path: &str, status: u16, body: &str) {
        self.0.borrow_mut().insert(path.to_owned(), (status, body.to_owned()));
    }

    /// Lists `tags` in `repository`.
    pub(crate) fn tags(&self, repository: &str, tags: &[&str]) {
        self.put(&format!("/v2/{repository}/tags/list"), 200, &list("tags", tags));
    }

    /// Keeps `body` as a manifest under its digest and under `tags`.
    pub(crate) fn manifest(&self, repository: &str, body: &str, tags: &[&str]) -> Digest {
        let digest = Digest::of(body.as_bytes());
        for reference in tags.iter().map(ToString::to_string).chain([digest.to_string()]) {
            self.put(&format!("/v2/{repository}/manifests/{reference}"), 200, body);
        }
        digest
    }

    /// Keeps `body` as an image config under its digest.
    pub(crate) fn config(&self, repository: &str, body: &str) -> Digest {
        let digest = Digest::of(body.as_bytes());
        self.put(&format!("/v2/{repository}/blobs/{digest}"), 200, body);
        digest
    }

    /// A script that answers from here. Referrers are unknown unless put here.
    pub(crate) fn script(&self) -> Rc<Script> {
        let shelf = self.0.clone();
        Script::new(move |request, _| {
            let path = request.url.strip_prefix("https://r.test").expect("at home");
            let shelf = shelf.borrow();
            // With its query, or without.
            let found = shelf.get(path).or_else(|| shelf.get(path.split('?').next()?));
            match found {
                Some((0, _)) => Answer::Fails(TransportError::Unreachable),
                Some((status, body)) => match body.split_once("\nLink: ") {
                    Some((body, link)) => reply(*status, body).with("Link", link),
                    None => reply(*status, body.as_str()),
                },
                None if path.contains("/manifests/") => refuse(404, "MANIFEST_UNKNOWN"),
                None if path.contains("/blobs/") => refuse(404, "BLOB_UNKNOWN"),
                None if path.contains("/tags/list") => refuse(404, "NAME_UNKNOWN"),
                None => reply(404, "404 page not found\n"),
            }
        })
    }
}

/// The results of a scan: its end, its inventory and each progress that it reported.
pub(crate) struct Scanned {
    pub(crate) end: ScanEnd,
    pub(crate) inventory: Inventory,
    pub(crate) progress: Vec<Progress>,
}

/// Scans the registry that `script` plays.
pub(crate) fn scanned(script: &Rc<Script>, kind: RegistryKind, options: &ScanOptions) -> Scanned {
    scanned_by(&script.client(kind, Credentials::None), options)
}

/// Scans the registry behind `client`.
pub(crate) fn scanned_by(client: &Client, options: &ScanOptions) -> Scanned {
    let mut inventory = Inventory::default();
    let mut progress = Vec::new();
    let mut once = HashSet::new();
    let mut on_event = |event: ScanEvent| {
        // Each manifest and each config of an image is reported once.
        if let ScanEvent::ManifestRead { repository, record } = &event {
            let digest = record.manifest.digest.clone();
            assert!(once.insert((repository.clone(), digest, false)), "{event:?}");
        }
        if let ScanEvent::ConfigRead { repository, manifest, .. } = &event {
            assert!(once.insert((repository.clone(), manifest.clone(), true)), "{event:?}");
        }
        if let ScanEvent::Progress(step) = &event {
            progress.push(*step);
        }
        event.apply(&mut inventory);
    };
    let end = block_on(scan(client, options, &Cancel::default(), &mut on_event));
    Scanned { end, inventory, progress }
}

impl Scanned {
    /// The inventory in words: repositories with their state and tags, manifests by the words in `names`,
    /// absent ones after `absent`, and the gaps.
    pub(crate) fn told(&self, names: &[(&str, &Digest)]) -> Vec<String> {
        let name = |digest: &Digest| {
            let known = names.iter().find(|(_, known)| *known == digest);
            known.map_or_else(|| digest.short(), |(name, _)| (*name).to_owned())
        };
        let mut lines = vec![format!("{:?}", self.inventory.state)];
        for (repository, read) in &self.inventory.repositories {
            let mut line = format!("{repository} {:?}:", read.state);
            for (tag, read) in &read.tags {
                let target = match &read.target {
                    TagTarget::Digest(digest) => name(digest),
                    TagTarget::Absent => "absent".to_owned(),
                    TagTarget::Unread => "unread".to_owned(),
                };
                line.push_str(&format!(
                    " {tag}={target}{}",
                    if read.attributes.is_locked() { "!" } else { "" }
                ));
            }
            let mut manifests: Vec<_> = read
                .manifests
                .iter()
                .map(|(digest, record)| {
                    assert_eq!(digest, &record.manifest.digest);
                    let mut text = name(digest);
                    if record.attributes.is_locked() {
                        text.push('!');
                    }
                    if let Some(date) = record.date() {
                        text.push_str(&format!("@{}", &date.to_string()[..4]));
                    }
                    text
                })
                .chain(read.absent.iter().map(|digest| format!("absent:{}", name(digest))))
                .collect();
            manifests.sort();
            line.push_str(&format!(" [{}]", manifests.join(" ")));
            lines.push(line);
        }
        lines.extend(self.inventory.all_missing().map(|missing| {
            let place = missing.repository.as_ref().map_or("registry", |name| name.as_str());
            let digest = missing.reference.as_deref().and_then(|text| text.parse().ok());
            let reference = digest.map(|digest| name(&digest)).or(missing.reference.clone());
            format!(
                "missing {place} {} {}",
                missing.what.as_str(),
                reference.unwrap_or_else(|| "-".to_owned())
            )
        }));
        lines
    }

    /// The reason of the first gap of this kind.
    pub(crate) fn why(&self, what: MissingWhat) -> &str {
        let found = self.inventory.all_missing().find(|missing| missing.what == what);
        found.map_or("", |missing| missing.why.as_str())
    }
}

/// An image with this config, and a layer that makes its digest unique.
pub(crate) fn image(config: &Digest, mark: &str) -> String {
    format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":9}},"layers":[{{"digest":"{}","size":100}}]}}"#,
        Digest::of(mark.as_bytes())
    )
}

/// An index that lists these manifests.
pub(crate) fn index(children: &[&Digest]) -> String {
    let entries: Vec<_> =
        children.iter().map(|child| format!(r#"{{"digest":"{child}","size":1}}"#)).collect();
    format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","))
}

fn list(key: &str, names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    format!(r#"{{"{key}":[{}]}}"#, quoted.join(","))
}
