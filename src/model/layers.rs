//! The layers of a manifest. Manifests of a repository mostly have the same layers, so each descriptor is in memory
//! once: 100 000 manifests of 12 layers have 1.2 million entries of some 175 000 descriptors.

use std::collections::HashSet;
use std::ops::Index;
use std::rc::Rc;

use crate::model::Descriptor;

/// Descriptors in the manifest's order. Equal ones may be shared with other manifests. `None` for no descriptors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layers(Option<Box<[Rc<Descriptor>]>>);

/// The descriptors known so far, of which later manifests get a share.
#[derive(Debug, Clone, Default)]
pub struct KnownLayers(HashSet<Rc<Descriptor>>);

impl Layers {
    /// No layers.
    pub const NONE: &Self = &Self(None);

    /// The number of layers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    /// The descriptors, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Descriptor> + ExactSizeIterator + Clone {
        self.all().iter().map(|layer| &**layer)
    }

    fn all(&self) -> &[Rc<Descriptor>] {
        self.0.as_deref().unwrap_or_default()
    }

    /// Takes the place of equal descriptors in memory by those known, and makes the others known.
    pub fn share(&mut self, known: &mut KnownLayers) {
        for layer in self.0.as_deref_mut().unwrap_or_default() {
            match known.0.get(layer) {
                Some(shared) => *layer = Rc::clone(shared),
                None => drop(known.0.insert(Rc::clone(layer))),
            }
        }
    }
}

impl FromIterator<Descriptor> for Layers {
    fn from_iter<I: IntoIterator<Item = Descriptor>>(layers: I) -> Self {
        let all: Box<[_]> = layers.into_iter().map(Rc::new).collect();
        Self((!all.is_empty()).then_some(all))
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
        &self.all()[at]
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
        let (first, second) = (first.all(), second.all());
        assert!(Rc::ptr_eq(&first[0], &first[1]) && Rc::ptr_eq(&first[2], &second[0]));
        assert!(!Rc::ptr_eq(&first[0], &second[1]), "another size is another statement");
    }
}
