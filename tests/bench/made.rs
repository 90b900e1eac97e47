//! A large registry, as a scan would have read it.

use std::fmt::Write as _;

use plimsoll::model::{
    Attributes, Digest, ImageConfig, Inventory, KnownParts, Manifest, ManifestRecord, ReadState,
    Repository, RepositoryName, Tag, TagName, TagTarget,
};

/// Manifests of a repository.
const EACH: u32 = 200;
/// Layers that images of many repositories share.
const BASE_LAYERS: u32 = 8;

/// An inventory of `manifests` manifests with `layers` layers each.
pub(crate) fn inventory(manifests: u32, layers: u32) -> Inventory {
    let mut parts = KnownParts::default();
    let mut inventory = Inventory { state: ReadState::Complete, ..Inventory::default() };
    for number in 0..manifests / EACH {
        let name = format!("team-{}/service-{number}", number % 25);
        let Ok(name) = name.parse::<RepositoryName>() else { continue };
        inventory.repositories.insert(name, repository(number, layers, &mut parts));
    }
    inventory
}

fn repository(number: u32, layers: u32, parts: &mut KnownParts) -> Repository {
    let state = ReadState::Complete;
    let mut repository = Repository { state, lists: state, ..Repository::default() };
    for version in 0..EACH {
        let bytes = manifest(number, version, layers);
        let manifest = Manifest::read(bytes.as_bytes(), None, None);
        if let Ok(tag) = format!("1.{version}.0").parse::<TagName>() {
            let target = TagTarget::Digest(manifest.digest.clone());
            let tagged = Tag { target, last_updated: None, attributes: Attributes::OPEN };
            repository.tags.insert(tag, tagged);
        }
        let mut record = ManifestRecord::of(manifest);
        record.config = config(number, version, layers).map(|mut config| {
            config.share(parts);
            Box::new(config)
        });
        repository.take_manifest(record);
    }
    repository.pack();
    repository
}

/// An image's config: a date, a platform, and a step for each layer and as many without one.
fn config(number: u32, version: u32, layers: u32) -> Option<ImageConfig> {
    let mut text = String::from(
        r#"{"created":"2026-03-04T05:06:07Z","os":"linux","architecture":"amd64","history":["#,
    );
    for place in 0..layers {
        let comma = if place == 0 { "" } else { "," };
        let of = if place < BASE_LAYERS { number % 20 } else { number * 1000 + version / 4 };
        let _ = write!(
            text,
            r#"{comma}{{"created_by":"RUN /bin/sh -c install --step {place} --of {of} && rm -rf /var/cache/package-lists"}},{{"created_by":"ENV STEP_{place}=of-{of}","empty_layer":true}}"#
        );
    }
    text.push_str("]}");
    ImageConfig::read(text.as_bytes())
}

/// An image's manifest. Most of its layers are the base; every fourth version changes all others, every
/// version the last.
fn manifest(number: u32, version: u32, layers: u32) -> String {
    let config = Digest::of(format!("config {number} {version}").as_bytes());
    let mut text = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":1200}},"layers":["#
    );
    for place in 0..layers {
        let own = if place + 1 == layers { version } else { version / 4 };
        let of = if place < BASE_LAYERS {
            format!("base {} {place}", number % 20)
        } else {
            format!("own {number} {place} {own}")
        };
        let digest = Digest::of(of.as_bytes());
        let size = 100_000 + u64::from(place) * 1_234_567 + u64::from(own);
        let comma = if place == 0 { "" } else { "," };
        let _ = write!(
            text,
            r#"{comma}{{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{digest}","size":{size}}}"#
        );
    }
    text.push_str("]}");
    text
}
