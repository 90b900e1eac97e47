//! Every address of the page, built here and nowhere else.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use plimsoll::model::{Digest, RepositoryName, TagName};
use plimsoll::present::{LOCKED, Target};

use crate::ui::browser;

/// Characters that are percent-encoded in a path segment. A repository's name is one segment, with its slashes.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|');

/// The id of the panel of quotas.
pub(crate) const QUOTAS: &str = "quotas";

/// The part of a query that names the tag by which a manifest was opened.
pub(crate) const TAG: &str = "tag";

/// The part of a query that shows orphans only.
pub(crate) const ORPHANS: &str = "orphans";

/// The part of a query that names the namespace to show.
pub(crate) const NAMESPACE: &str = "in";

thread_local! {
    static BASE: String = browser::base_path();
}

/// The path that the page is hosted under, without a slash at its end: empty at the root.
pub(crate) fn base() -> String {
    BASE.with(String::clone)
}

pub(crate) fn registries() -> String {
    format!("{}/", base())
}

/// The part of a path of this page that follows its base.
pub(crate) fn inside(path: &str) -> &str {
    BASE.with(|base| path.strip_prefix(base.as_str()).unwrap_or(path))
}

pub(crate) fn overview(registry: &str) -> String {
    format!("{}/r/{}", base(), segment(registry))
}

/// The page "About this registry".
pub(crate) fn about(registry: &str) -> String {
    format!("{}/about", overview(registry))
}

/// The page "Compare".
pub(crate) fn compare(registry: &str) -> String {
    format!("{}/compare", overview(registry))
}

/// The page "What uses the space".
pub(crate) fn space(registry: &str) -> String {
    format!("{}/space", overview(registry))
}

/// The table of all images.
pub(crate) fn images(registry: &str) -> String {
    format!("{}/images", overview(registry))
}

/// The orphans of the whole registry.
pub(crate) fn orphans(registry: &str) -> String {
    format!("{}?{ORPHANS}=1", images(registry))
}

/// A level of the map; the registry's own for an empty text.
pub(crate) fn map(registry: &str, level: &str) -> String {
    match level {
        "" => space(registry),
        level => format!("{}?map={}", space(registry), segment(level)),
    }
}

/// The panel of quotas, on the page about the registry.
pub(crate) fn quotas(registry: &str) -> String {
    format!("{}#{QUOTAS}", about(registry))
}

/// The page of deleted manifests.
pub(crate) fn deleted(registry: &str) -> String {
    format!("{}/deleted", overview(registry))
}

/// The page of deleted manifests, searched for a repository's name. It also shows repositories whose names contain
/// that name.
pub(crate) fn deleted_of(registry: &str, name: &RepositoryName) -> String {
    format!("{}?q={}", deleted(registry), segment(name.as_str()))
}

pub(crate) fn repositories(registry: &str) -> String {
    format!("{}/repositories", overview(registry))
}

/// The page of a namespace.
pub(crate) fn namespace(registry: &str, namespace: &str) -> String {
    format!("{}/namespaces/{}", overview(registry), segment(namespace))
}

/// The table of images, those of a namespace only.
pub(crate) fn images_in(registry: &str, namespace: &str) -> String {
    format!("{}?{NAMESPACE}={}", images(registry), segment(namespace))
}

/// The page of another registry that is most like the one at `path`.
pub(crate) fn alike(path: &str, registry: &str) -> String {
    // `/r/<registry>/<page>/…`
    match inside(path).trim_start_matches('/').split('/').nth(2) {
        Some("repositories" | "namespaces") => repositories(registry),
        Some("about") => about(registry),
        Some("compare") => compare(registry),
        Some("deleted") => deleted(registry),
        Some("space") => space(registry),
        Some("layers") => layers(registry),
        Some("images") => images(registry),
        _ => overview(registry),
    }
}

pub(crate) fn repository(registry: &str, name: &RepositoryName) -> String {
    format!("{}/{}", repositories(registry), segment(name.as_str()))
}

/// The locked tags of a repository, or its locked manifests.
pub(crate) fn locked(registry: &str, name: &RepositoryName, manifests: bool) -> String {
    let tab = if manifests { "tab=manifests&" } else { "" };
    format!("{}?{tab}show={LOCKED}", repository(registry, name))
}

pub(crate) fn manifest(registry: &str, name: &RepositoryName, digest: &Digest) -> String {
    format!("{}/manifests/{}", repository(registry, name), segment(&digest.to_string()))
}

/// The layers of a repository, those that most repositories share first.
pub(crate) fn shared_layers(registry: &str, name: &RepositoryName) -> String {
    format!("{}?tab=layers&sort=-repositories", repository(registry, name))
}

/// The table of all layers.
pub(crate) fn layers(registry: &str) -> String {
    format!("{}/layers", overview(registry))
}

/// The page of a layer.
pub(crate) fn layer(registry: &str, digest: &Digest) -> String {
    format!("{}/layers/{}", overview(registry), segment(&digest.to_string()))
}

/// The page of a manifest, headed by one of its tags.
fn tagged(registry: &str, name: &RepositoryName, digest: &Digest, tag: &TagName) -> String {
    format!("{}?{TAG}={}", manifest(registry, name, digest), segment(tag.as_str()))
}

/// The page that a name in a table leads to, if there is one.
pub(crate) fn target(registry: &str, target: &Target) -> Option<String> {
    match target {
        Target::Repository(name) => Some(repository(registry, name)),
        Target::Namespace(name) => Some(namespace(registry, name)),
        Target::Manifest(name, digest, tag) => Some(match tag {
            Some(tag) => tagged(registry, name, digest, tag),
            None => manifest(registry, name, digest),
        }),
        Target::Layer(digest) => Some(layer(registry, digest)),
        Target::Nowhere => None,
    }
}

fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}
