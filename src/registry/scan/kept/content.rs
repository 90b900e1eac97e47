//! The kept content of one repository, while the repository is being read.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Digest, ImageConfig, Manifest};
use crate::registry::scan::kept::pack::{self, Pack, Place};

/// Most packs of a repository: beyond them they are written anew as one.
const MAX_PACKS: usize = 8;

/// Bodies by digest, each in one of the packs.
#[derive(Default)]
pub(in crate::registry::scan) struct KeptContent {
    packs: Vec<Vec<u8>>,
    places: BTreeMap<Digest, (usize, Place)>,
    /// Digests whose bodies stood in for an answer.
    used: BTreeSet<Digest>,
}

impl KeptContent {
    /// The content of these packs.
    pub(in crate::registry::scan) fn of(packs: Vec<Vec<u8>>) -> Self {
        let mut content = Self { packs, ..Self::default() };
        for (number, bytes) in content.packs.iter().enumerate() {
            let places = pack::places(bytes).into_iter();
            content.places.extend(places.map(|(digest, place)| (digest, (number, place))));
        }
        content
    }

    /// Whether nothing is kept.
    pub(in crate::registry::scan) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether a body is kept under this digest. It is not verified yet.
    pub(in crate::registry::scan) fn holds(&self, digest: &Digest) -> bool {
        self.places.contains_key(digest)
    }

    /// The manifest `digest`, verified. A body that fails is forgotten, and the registry is asked.
    pub(in crate::registry::scan) fn manifest(&mut self, digest: &Digest) -> Option<Manifest> {
        self.read(digest, |media_type, body| {
            let media_type = Some(media_type).filter(|text| !text.is_empty());
            // Reading computes the digest from the bytes.
            let manifest = Manifest::read(body, media_type, Some(digest));
            Some(manifest).filter(|manifest| manifest.digest == *digest)
        })
    }

    /// The image config `digest`, verified.
    pub(in crate::registry::scan) fn config(&mut self, digest: &Digest) -> Option<ImageConfig> {
        self.read(digest, |_, body| {
            digest.verifies(body).then(|| ImageConfig::read(body)).flatten()
        })
    }

    fn read<T>(
        &mut self,
        digest: &Digest,
        read: impl FnOnce(&str, &[u8]) -> Option<T>,
    ) -> Option<T> {
        let (number, place) = self.places.get(digest)?;
        let body = &self.packs[*number][place.start..place.start + place.length];
        let found = read(&place.media_type, body);
        match found {
            Some(_) => drop(self.used.insert(digest.clone())),
            None => drop(self.places.remove(digest)),
        }
        found
    }

    /// One pack of the bodies that were used, where the packs are many or mostly of no use any more.
    pub(in crate::registry::scan) fn compacted(&self) -> Option<Vec<u8>> {
        let all: usize = self.packs.iter().map(Vec::len).sum();
        let used = self.used.iter().filter_map(|digest| Some((digest, self.places.get(digest)?)));
        let bytes: usize = used.clone().map(|(_, (_, place))| place.length).sum();
        if self.packs.len() <= MAX_PACKS && bytes >= all / 2 {
            return None;
        }
        let mut pack = Pack::default();
        for (digest, (number, place)) in used {
            let body = &self.packs[*number][place.start..place.start + place.length];
            pack.push(digest, &place.media_type, body);
        }
        Some(pack.into_bytes())
    }
}
