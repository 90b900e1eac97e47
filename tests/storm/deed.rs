//! Deeds: changes that other clients make, as random numbers that are always valid.

use proptest::prelude::*;

/// One change. A number names an object: modulo the number of objects.
#[derive(Debug, Clone)]
pub(crate) enum Deed {
    /// Pushes an image of one layer, perhaps with a subject.
    Image { layer: u8, subject: Option<u8> },
    /// Pushes an index of these objects.
    Index(Vec<u8>),
    /// Points a tag to an object.
    Tag { tag: u8, object: u8 },
    /// Signs an object in cosign's classic way: a tag with the object's digest, on an image.
    Sign { object: u8, signature: u8 },
    /// Removes a tag; its manifest stays.
    Untag(u8),
    /// Deletes a manifest with its tags.
    Delete(u8),
    /// Pushes a deleted manifest again.
    Again(u8),
    /// Switches an attribute (of 0: the repository, 1: a tag, 2: a manifest).
    Lock { what: u8, which: u8, attribute: u8, value: bool },
}

fn pushes() -> impl Strategy<Value = Deed> {
    let subject = prop_oneof![2 => Just(None), 1 => any::<u8>().prop_map(Some)];
    prop_oneof![
        4 => (0..6_u8, subject).prop_map(|(layer, subject)| Deed::Image { layer, subject }),
        2 => prop::collection::vec(any::<u8>(), 1..4).prop_map(Deed::Index),
        4 => (0..6_u8, any::<u8>()).prop_map(|(tag, object)| Deed::Tag { tag, object }),
        1 => (any::<u8>(), any::<u8>())
            .prop_map(|(object, signature)| Deed::Sign { object, signature }),
    ]
}

/// The pushes that fill a registry.
pub(crate) fn beginnings() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec(pushes(), 2..14)
}

fn lock() -> impl Strategy<Value = Deed> {
    let value = prop_oneof![3 => Just(false), 1 => Just(true)];
    (0..3_u8, any::<u8>(), 0..4_u8, value).prop_map(|(what, which, attribute, value)| Deed::Lock {
        what,
        which,
        attribute,
        value,
    })
}

/// Locks and hidden tags from the start.
pub(crate) fn locks() -> impl Strategy<Value = Vec<Deed>> {
    prop_oneof![1 => Just(Vec::new()), 1 => prop::collection::vec(lock(), 1..3)]
}

/// Deeds of others during a run, each after so many of its requests; sometimes none.
pub(crate) fn later(with_locks: bool) -> impl Strategy<Value = Vec<(usize, Deed)>> {
    let locks = if with_locks { 2 } else { 0 };
    let deed = prop_oneof![
        6 => pushes(),
        1 => (0..6_u8).prop_map(Deed::Untag),
        1 => any::<u8>().prop_map(Deed::Delete),
        2 => any::<u8>().prop_map(Deed::Again),
        locks => lock(),
    ];
    let mut deeds = prop::collection::vec((0..60_usize, deed), 0..8).boxed();
    deeds = deeds
        .prop_map(|mut deeds| {
            deeds.sort_by_key(|(at, _)| *at);
            deeds
        })
        .boxed();
    deeds
}

/// Lost answers to the run's deletions, by number: `true` for 504, `false` for silence. Mostly none.
pub(crate) fn losses() -> impl Strategy<Value = Vec<(usize, bool)>> {
    let some = prop::collection::vec((0..10_usize, any::<bool>()), 1..6);
    prop_oneof![1 => Just(Vec::new()), 1 => some]
}

/// The number of requests after which somebody stops the run. Mostly nobody does.
pub(crate) fn stop() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![3 => Just(None), 1 => (0..50_usize).prop_map(Some)]
}
