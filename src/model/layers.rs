//! The layers of a manifest. Manifests of a repository mostly have the same layers, so each descriptor is in memory
//! once: 100 000 manifests of 12 layers have 1.2 million entries of some 175 000 descriptors.

use std::collections::HashSet;
use std::ops::Index;
use std::rc::Rc;

use crate::model::Descriptor;

/// Descriptors in the manifest's order. Equal ones may be shared with other manifests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layers(Vec<Rc<Descriptor>>);

/// The descriptors known so far, of which later manifests get a share.
#[derive(Debug, Clone, Default)]
pub struct KnownLayers(HashSet<Rc<Descriptor>>);

impl Layers {
    /// No layers.
    pub const NONE: &Self = &Self(Vec::new());

    /// The number of layers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The descriptors, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Descriptor> + ExactSizeIterator + Clone {
        self.0.iter().map(|layer| &**layer)
    }

    /// Takes the place of equal descriptors in memory by those known, and makes the others known.
    pub fn share(&mut self, known: &mut KnownLayers) {
        for layer in &mut self.0 {
            match known.0.get(layer) {
                Some(shared) => *layer = Rc::clone(shared),
                None => drop(known.0.insert(Rc::clone(layer))),
            }
        }
    }
}

impl FromIterator<Descriptor> for Layers {
    fn from_iter<I: IntoIterator<Item = Descriptor>>(layers: I) -> Self {
        let mut all: Vec<_> = layers.into_iter().map(Rc::new).collect();
        // They live as long as the inventory, and collecting may leave half of the memory unused.
        all.shrink_to_fit();
        Self(all)
    }
}

impl From<Vec<Descriptor>> for Layers {
    fn from(layers: Vec<Descriptor>) -> Self {
        layers.into_iter().collect()
    }
}

impl Index<usize> for Layers {
    type Output = Descriptor;

    fn index(&self, at: usize) -> &Descriptor {
        &self.0[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, MediaType};

    #[test]
    fn equal_descriptors_are_in_memory_once_and_others_stay_as_they_are() {
        let layer = |name: &str, size| {
            Descriptor::new(MediaType::OciLayer, Digest::of(name.as_bytes()), Some(size))
        };
        let mut known = KnownLayers::default();
        let mut first: Layers = vec![layer("a", 1), layer("a", 1), layer("b", 2)].into();
        let mut second: Layers = vec![layer("b", 2), layer("a", 7)].into();
        let texts = [first.clone(), second.clone()];
        first.share(&mut known);
        second.share(&mut known);
        assert_eq!([first.clone(), second.clone()], texts);
        assert!(Rc::ptr_eq(&first.0[0], &first.0[1]) && Rc::ptr_eq(&first.0[2], &second.0[0]));
        assert!(!Rc::ptr_eq(&first.0[0], &second.0[1]), "another size is another statement");
    }
}
