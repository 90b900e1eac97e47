//! The world: carries out deeds as requests of another client.

use plimsoll::model::Digest;
use plimsoll::registry::transport::Method;

use crate::deed::Deed;
use crate::registry::{NAME, Registry, request};

const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const FLAGS: [&str; 4] = ["deleteEnabled", "writeEnabled", "readEnabled", "listEnabled"];

/// All objects ever pushed, by number: digest, type and bytes.
#[derive(Default)]
pub(crate) struct World {
    objects: Vec<(Digest, &'static str, String)>,
    cosign: Vec<String>,
}

impl World {
    /// Carries out a deed. The registry may refuse it.
    pub(crate) fn does(&mut self, registry: &Registry, deed: &Deed) {
        match deed {
            Deed::Image { layer, subject } => {
                let subject =
                    subject.and_then(|subject| self.object(subject)).map(|(d, kind, b)| {
                        let size = b.len();
                        format!(
                            r#","subject":{{"mediaType":"{kind}","digest":"{d}","size":{size}}}"#
                        )
                    });
                let layer = "x".repeat(usize::from(*layer) + 10);
                let (config, digest) = (registry.blob("{}"), registry.blob(&layer));
                let size = layer.len();
                let text = format!(
                    r#"{{"schemaVersion":2,"mediaType":"{IMAGE}","config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{config}","size":2}},"layers":[{{"mediaType":"application/octet-stream","digest":"{digest}","size":{size}}}]{}}}"#,
                    subject.unwrap_or_default()
                );
                self.push(registry, IMAGE, text);
            }
            Deed::Index(children) => {
                let children = children.iter().filter_map(|child| self.object(*child));
                let children: Vec<String> = children
                    .map(|(digest, kind, bytes)| {
                        let size = bytes.len();
                        format!(r#"{{"mediaType":"{kind}","digest":"{digest}","size":{size}}}"#)
                    })
                    .collect();
                let children = children.join(",");
                let text = format!(
                    r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{children}]}}"#
                );
                self.push(registry, INDEX, text);
            }
            Deed::Tag { tag, object } => {
                let Some((_, kind, text)) = self.object(*object).cloned() else { return };
                put(registry, &format!("t{tag}"), kind, &text);
            }
            Deed::Sign { object, signature } => {
                let Some((digest, ..)) = self.object(*object) else { return };
                let tag = format!("sha256-{}.sig", digest.hex());
                let Some((_, kind, text)) = self.object(*signature).cloned() else { return };
                put(registry, &tag, kind, &text);
                self.cosign.push(tag);
            }
            Deed::Untag(tag) => {
                let path = format!("/{}/t{tag}", registry.tags_path());
                registry.ask(&request(Method::Delete, &path));
            }
            Deed::Delete(object) => {
                let Some((digest, ..)) = self.object(*object) else { return };
                registry.ask(&request(Method::Delete, &format!("/v2/{NAME}/manifests/{digest}")));
            }
            Deed::Again(object) => {
                let there = registry.holds().manifests;
                let gone: Vec<_> =
                    self.objects.iter().filter(|(digest, ..)| !there.contains(digest)).collect();
                let Some(at) = usize::from(*object).checked_rem(gone.len()) else { return };
                let (digest, kind, text) = gone[at];
                put(registry, &digest.to_string(), kind, text);
            }
            Deed::Lock { what, which, attribute, value } => {
                let path = match (what, self.object(*which)) {
                    (1, _) => format!("/acr/v1/{NAME}/_tags/t{}", which % 6),
                    (2, Some((digest, ..))) => format!("/acr/v1/{NAME}/_manifests/{digest}"),
                    _ => format!("/acr/v1/{NAME}"),
                };
                let mut request = request(Method::Patch, &path);
                let flag = FLAGS[usize::from(*attribute) % 4];
                request.body = format!(r#"{{"{flag}":{value}}}"#).into_bytes();
                registry.ask(&request);
            }
        }
    }

    fn object(&self, number: u8) -> Option<&(Digest, &'static str, String)> {
        let count = self.objects.len().max(1);
        self.objects.get(usize::from(number) % count)
    }

    fn push(&mut self, registry: &Registry, kind: &'static str, text: String) {
        let digest = Digest::of(text.as_bytes());
        put(registry, &digest.to_string(), kind, &text);
        self.objects.push((digest, kind, text));
    }
}

fn put(registry: &Registry, reference: &str, kind: &str, text: &str) {
    let mut request = request(Method::Put, &format!("/v2/{NAME}/manifests/{reference}"));
    request.headers.push(("content-type", kind.to_owned()));
    request.body = text.as_bytes().to_vec();
    registry.ask(&request);
}
