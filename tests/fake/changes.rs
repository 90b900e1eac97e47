//! Changes of the small registry: deletions by digest, by tag, of a whole repository; a push.

use std::collections::BTreeSet;

use plimsoll::model::{Digest, Manifest};
use plimsoll::registry::Capabilities;
use plimsoll::registry::transport::{Method, Request, Response};

use super::{State, absent, answer, json};

impl State {
    /// The answer to a request that changes something; `None` for any other.
    pub(super) fn change(
        &mut self,
        request: &Request,
        segments: &[&str],
        does: &Capabilities,
    ) -> Option<Response> {
        Some(match (request.method, segments) {
            (Method::Put, ["v2", name, "manifests", tag]) => {
                let text = String::from_utf8(request.body.clone()).expect("text");
                let digest = self.push(name, text);
                if !tag.contains(':') {
                    self.tag(name, tag, &digest);
                }
                answer(201, Vec::new())
            }
            (Method::Delete, ["v2", name, "manifests", reference]) => {
                match reference.parse::<Digest>() {
                    Ok(digest) if does.keeps_children && self.is_listed(name, &digest) => {
                        answer(405, br#"{"errors":[{"code":"DENIED"}]}"#.to_vec())
                    }
                    Ok(digest) if self.is_locked(name, &digest) => disallowed(),
                    Ok(digest) => accepted(self.delete(name, &digest, does)),
                    Err(_) => {
                        let digest = self.tags.get(*name).and_then(|tags| tags.get(*reference));
                        let tags = self.tags.get(*name).into_iter().flatten();
                        let is_last = tags.filter(|(_, on)| Some(*on) == digest).count() == 1;
                        let takes_all =
                            self.untag_takes_all || (is_last && self.last_untag_takes_all);
                        let digest = digest.filter(|_| takes_all).cloned();
                        if let Some(digest) = digest {
                            self.delete(name, &digest, does);
                            return Some(accepted(true));
                        }
                        accepted(self.untag(name, reference))
                    }
                }
            }
            (Method::Delete, ["acr", "v1", _, "_tags", tag]) if self.locked_tags.contains(*tag) => {
                disallowed()
            }
            (Method::Delete, ["acr", "v1", name, "_tags", tag]) => accepted(self.untag(name, tag)),
            (Method::Delete, ["acr", "v1", name]) if self.holds_locked(name) => disallowed(),
            (Method::Delete, ["acr", "v1", name]) if self.manifests.contains_key(*name) => {
                let manifests = self.manifests.remove(*name).unwrap_or_default();
                let tags = self.tags.remove(*name).unwrap_or_default();
                let quoted = |text: String| format!("{text:?}");
                let digests: Vec<String> =
                    manifests.keys().map(|digest| quoted(digest.to_string())).collect();
                let tags: Vec<String> = tags.into_keys().map(quoted).collect();
                let mut answer = json(format!(
                    r#"{{"manifestsDeleted":[{}],"tagsDeleted":[{}]}}"#,
                    digests.join(","),
                    tags.join(",")
                ));
                answer.status = 202;
                answer
            }
            _ => return None,
        })
    }

    fn untag(&mut self, name: &str, tag: &str) -> bool {
        self.tags.get_mut(name).is_some_and(|tags| tags.remove(tag).is_some())
    }

    fn is_locked(&self, name: &str, digest: &Digest) -> bool {
        let mut tags = self.tags.get(name).into_iter().flatten();
        self.locked.contains(digest)
            || tags.any(|(tag, target)| target == digest && self.locked_tags.contains(tag))
    }

    fn holds_locked(&self, name: &str) -> bool {
        let mut manifests = self.manifests.get(name).into_iter().flatten();
        self.locked_repositories.contains(name)
            || manifests.any(|(digest, _)| self.is_locked(name, digest))
    }

    fn is_listed(&self, name: &str, digest: &Digest) -> bool {
        !self.parents(name, digest).is_empty()
    }

    fn parents(&self, name: &str, digest: &Digest) -> BTreeSet<Digest> {
        let manifests = self.manifests.get(name).into_iter().flatten();
        let lists = |bytes: &[u8]| {
            let manifest = Manifest::read(bytes, None, None);
            manifest.children().iter().any(|child| child.digest == *digest)
        };
        manifests.filter(|(_, bytes)| lists(bytes)).map(|(parent, _)| parent.clone()).collect()
    }

    /// Deletes a manifest with its tags; with `cascades_referrers` also its referrers, and with
    /// `cascades_children` the untagged children that no other index lists.
    fn delete(&mut self, name: &str, digest: &Digest, does: &Capabilities) -> bool {
        let Some(manifests) = self.manifests.get_mut(name) else { return false };
        let Some(bytes) = manifests.remove(digest) else { return false };
        let referrers: Vec<Digest> = manifests
            .iter()
            .filter(|(_, bytes)| Manifest::read(bytes, None, None).subject.as_ref() == Some(digest))
            .map(|(referrer, _)| referrer.clone())
            .collect();
        if let Some(tags) = self.tags.get_mut(name) {
            tags.retain(|_, target| target != digest);
        }
        if does.cascades_referrers {
            for referrer in referrers {
                self.delete(name, &referrer, does);
            }
        }
        if does.cascades_children {
            for child in Manifest::read(&bytes, None, None).children() {
                let mut tags = self.tags.get(name).into_iter().flatten();
                let is_tagged = tags.any(|(_, target)| *target == child.digest);
                if !is_tagged && !self.is_listed(name, &child.digest) {
                    self.delete(name, &child.digest, does);
                }
            }
        }
        true
    }
}

fn disallowed() -> Response {
    answer(405, br#"{"errors":[{"code":"REGISTRY_DISALLOWED_OPERATION"}]}"#.to_vec())
}

fn accepted(found: bool) -> Response {
    if found { answer(202, Vec::new()) } else { absent(false) }
}
