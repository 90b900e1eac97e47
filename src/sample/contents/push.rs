//! Pushing into a repository of the sample, as a CI pipeline does with `docker buildx`, `cosign` and
//! `oras`, and with a lock now and then.

use crate::model::{Digest, Timestamp};
use crate::sample::contents::artifact::{Artifact, artifact, withdrawn_artifact};
use crate::sample::contents::dice::Dice;
use crate::sample::contents::image::{Dialect, image};
use crate::sample::contents::index::{Child, attestation, index};
use crate::sample::contents::step::{KIB, Platform, Step};
use crate::sample::store::{Repository, Store, StoredManifest, StoredTag};

/// A repository being filled.
pub(super) struct Push {
    name: &'static str,
    dialect: Dialect,
    repository: Repository,
}

impl Push {
    /// Begins an empty repository of OCI manifests.
    pub(super) fn to(name: &'static str) -> Self {
        Self { name, dialect: Dialect::Oci, repository: Repository::default() }
    }

    /// Uses Docker's media types from here on.
    pub(super) fn with_docker_types(mut self) -> Self {
        self.dialect = Dialect::Docker;
        self
    }

    /// Puts the filled repository into the registry.
    pub(super) fn done(self, store: &mut Store) {
        store.repositories.insert(self.name.to_owned(), self.repository);
    }

    /// Pushes one manifest. The same bytes again change nothing.
    pub(super) fn manifest(&mut self, manifest: StoredManifest) -> Child {
        let child = Child {
            digest: Digest::of(&manifest.bytes),
            size: manifest.bytes.len() as u64,
            media_type: manifest.media_type,
            platform: None,
            attests: None,
        };
        self.repository.manifests.entry(child.digest.clone()).or_insert(manifest);
        child
    }

    /// Pushes an image for one platform.
    pub(super) fn image(&mut self, platform: Platform, steps: &[Step], made: Timestamp) -> Child {
        let child = self.manifest(image(self.dialect, platform, steps, made));
        Child { platform: Some(platform), ..child }
    }

    /// Pushes an index of these manifests.
    pub(super) fn index(&mut self, children: &[Child], made: Timestamp) -> Child {
        self.manifest(index(self.dialect, children, made))
    }

    /// Pushes images for several platforms and their index; if `attested`, with attestations as
    /// BuildKit makes them.
    pub(super) fn platforms(
        &mut self,
        platforms: &[Platform],
        attested: bool,
        made: Timestamp,
        steps: impl Fn(Platform) -> Vec<Step>,
    ) -> Child {
        let mut children = Vec::new();
        for &platform in platforms {
            children.push(self.image(platform, &steps(platform), made));
        }
        if attested {
            for position in 0..platforms.len() {
                let image = children[position].digest.clone();
                let child = self.manifest(attestation(&image, made));
                children.push(Child { attests: Some(image), ..child });
            }
        }
        self.index(&children, made)
    }

    /// Points a new or existing tag to a manifest. An existing tag leaves its former target untagged.
    pub(super) fn tag(&mut self, name: impl Into<String>, target: &Child, when: Timestamp) {
        let new = || StoredTag::new(target.digest.clone(), when);
        let tag = self.repository.tags.entry(name.into()).or_insert_with(new);
        tag.digest = target.digest.clone();
        tag.updated = when;
    }

    /// Pushes a classic cosign signature: an ordinary tag `sha256-<hex>.sig`.
    pub(super) fn sign(&mut self, target: &Child, when: Timestamp) {
        let seed = format!("{}.sig", target.digest.hex());
        let mut dice = Dice::new(&seed);
        let config = format!(
            "{{\"architecture\":\"\",\"created\":\"0001-01-01T00:00:00Z\",\"history\":[{{\"created\":\
             \"0001-01-01T00:00:00Z\"}}],\"os\":\"\",\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":\
             [\"{}\"]}},\"config\":{{}}}}",
            dice.digest()
        );
        let signature = artifact(
            Artifact {
                artifact_type: None,
                config: Some(("application/vnd.oci.image.config.v1+json", config)),
                layer_type: "application/vnd.dev.cosign.simplesigning.v1+json",
                layer_annotations: format!(
                    "\"dev.cosignproject.cosign/signature\":\"MEUCIQ{}\"",
                    dice.digest().hex()
                ),
                subject: None,
                seed,
                size: (250, 270),
            },
            when,
        );
        let child = self.manifest(signature);
        self.tag(format!("sha256-{}.sig", target.digest.hex()), &child, when);
    }

    /// Pushes a referrer of `target`: an OCI manifest with a subject.
    pub(super) fn refer(
        &mut self,
        target: &Child,
        artifact_type: &'static str,
        when: Timestamp,
    ) -> Child {
        let Some(subject) = self.repository.manifests.get(&target.digest) else {
            return target.clone();
        };
        let referrer = artifact(
            Artifact {
                artifact_type: Some(artifact_type),
                config: None,
                layer_type: artifact_type,
                layer_annotations: "\"org.opencontainers.image.title\":\"document.json\""
                    .to_owned(),
                subject: Some((&target.digest, subject)),
                seed: format!("{artifact_type}/{}", target.digest.hex()),
                size: (2 * KIB, 600 * KIB),
            },
            when,
        );
        self.manifest(referrer)
    }

    /// Pushes a referrer of `target` in the withdrawn form that old clients used.
    pub(super) fn refer_as_old_clients_did(
        &mut self,
        target: &Child,
        artifact_type: &'static str,
        when: Timestamp,
    ) {
        if let Some(subject) = self.repository.manifests.get(&target.digest) {
            let size = (20 * KIB, 300 * KIB);
            let manifest = withdrawn_artifact(artifact_type, (&target.digest, subject), size, when);
            self.manifest(manifest);
        }
    }

    /// Forbids deleting a tag (`deleteEnabled` false).
    pub(super) fn lock_tag(&mut self, name: &str) {
        if let Some(tag) = self.repository.tags.get_mut(name) {
            tag.attributes.delete = false;
        }
    }

    /// Forbids changing a manifest, and so deleting it (`writeEnabled` false).
    pub(super) fn lock_manifest(&mut self, target: &Child) {
        if let Some(manifest) = self.repository.manifests.get_mut(&target.digest) {
            manifest.attributes.write = false;
        }
    }

    /// Marks a manifest as passed by a quarantine.
    pub(super) fn pass(&mut self, target: &Child) {
        if let Some(manifest) = self.repository.manifests.get_mut(&target.digest) {
            manifest.passed_quarantine = true;
        }
    }

    /// Forbids deleting the repository as a whole (`deleteEnabled` false). Its manifests may go.
    pub(super) fn lock_repository(&mut self) {
        self.repository.attributes.delete = false;
    }

    /// Removes one manifest alone, as if somebody had deleted it carelessly.
    pub(super) fn lose(&mut self, target: &Child) {
        self.repository.manifests.remove(&target.digest);
    }
}
