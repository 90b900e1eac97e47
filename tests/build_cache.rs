//! BuildKit's caches in registries: an index whose entries are layers and a cache config. These
//! entries are the index's own blobs, as layers are an image's.
//!
//! Reference: moby/buildkit, `cache/remotecache/export.go` (`image-manifest=false`).
#![cfg(not(target_arch = "wasm32"))]

mod by_hand;

use by_hand::{digest, image, registry, repository, repository_name, tag_name};
use plimsoll::model::{Amount, FreedRange, Inventory, Manifest, ManifestRecord, TagTarget};
use plimsoll::storage::{Analysis, Role};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";
const CACHE_CONFIG: &str = "application/vnd.buildkit.cacheconfig.v0";

/// The cache: the layer of the image `v1` (500 000), one of its own (300 000), and the config (20).
fn cache() -> Manifest {
    let entry = |media_type: &str, name: &str, size: u64| {
        format!(r#"{{"mediaType":"{media_type}","digest":"{}","size":{size}}}"#, digest(name))
    };
    let entries = [
        entry(LAYER, "layer", 500_000),
        entry(LAYER, "only", 300_000),
        entry(CACHE_CONFIG, "cache config", 20),
    ];
    let body = format!(
        r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{}]}}"#,
        entries.join(",")
    );
    Manifest::read(body.as_bytes(), None, None)
}

/// The image `v1` (10, its config 1) and the cache, in one repository.
fn with_cache() -> (Inventory, Manifest) {
    let cache = cache();
    let mut app = repository(
        vec![image("image", 10, ("config", 1), &[("layer", 500_000)])],
        &[("v1", "image"), ("cache", "none")],
    );
    let tag = app.tags.get_mut(&tag_name("cache")).expect("there");
    tag.target = TagTarget::Digest(cache.digest.clone());
    app.take_manifest(ManifestRecord::of(cache.clone()));
    (registry(vec![("app", app)]), cache)
}

#[test]
fn entries_that_are_layers_are_no_manifests() {
    let cache = cache();
    assert!(cache.is_index() && cache.children().is_empty());
    let blobs: Vec<_> = cache.blobs().map(|blob| blob.digest.clone()).collect();
    assert_eq!(blobs, ["layer", "only", "cache config"].map(digest));
    // An entry counts as a manifest unless its type names a layer or a config.
    for (media_type, is_child) in [
        ("", true),
        ("application/json", true),
        (INDEX, true),
        ("application/vnd.oci.image.manifest.v1+json", true),
        ("application/vnd.oci.image.layer.v1.tar+zstd", false),
        ("application/vnd.oci.image.config.v1+json", false),
        ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", false),
        ("application/vnd.docker.container.image.v1+json", false),
        ("application/vnd.buildkit.cacheconfig.v1", false),
    ] {
        let body = format!(
            r#"{{"manifests":[{{"mediaType":"{media_type}","digest":"{}","size":1}}]}}"#,
            digest("x")
        );
        let read = Manifest::read(body.as_bytes(), None, None);
        assert_eq!(read.children().len(), usize::from(is_child), "{media_type}");
        assert_eq!(read.blobs().count(), usize::from(!is_child), "{media_type}");
    }
}

#[test]
fn a_cache_weighs_what_it_holds_and_holds_what_it_shares() {
    let (inventory, cache) = with_cache();
    let analysis = Analysis::of(&inventory);
    let app = repository_name("app");
    // Image 10 + 1, the cache's own bytes, 500 000 once, 300 000 and 20.
    assert!(analysis.totals.complete);
    assert_eq!(analysis.totals.stored, Amount::exact(11 + cache.size + 800_020));
    // The layer stays: the cache uses it.
    let image = analysis.manifest(&app, &digest("image")).expect("it was read");
    assert_eq!(image.exclusive, FreedRange::exact(11));
    let figures = analysis.manifest(&app, &cache.digest).expect("it was read");
    assert_eq!((figures.role, figures.content), (Role::Index, Amount::exact(cache.size + 800_020)));
    assert_eq!(figures.exclusive, FreedRange::exact(cache.size + 300_020));
}

#[test]
fn an_entry_that_lies_about_its_type_still_keeps_its_manifest() {
    let child = image("child", 10, ("config", 1), &[]);
    let lying = Manifest::read(
        format!(
            r#"{{"manifests":[{{"mediaType":"{LAYER}","digest":"{}","size":10}}]}}"#,
            digest("child")
        )
        .as_bytes(),
        None,
        None,
    );
    let mut app = repository(vec![child], &[("v1", "none")]);
    let tag = app.tags.get_mut(&tag_name("v1")).expect("there");
    tag.target = TagTarget::Digest(lying.digest.clone());
    app.take_manifest(ManifestRecord::of(lying.clone()));
    let analysis = Analysis::of(&registry(vec![("app", app)]));
    let app = repository_name("app");
    assert_eq!(analysis.orphans(&app), []);
    let own = std::slice::from_ref(&lying.digest);
    assert_eq!(analysis.parents_of(&app, &digest("child")), own);
    let figures = analysis.manifest(&app, &lying.digest).expect("it was read");
    assert_eq!(figures.content, Amount::exact(lying.size + 11));
}
