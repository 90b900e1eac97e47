//! The picture of an earlier scan, played from its tape and from kept content: the same inventory, and no request.

use std::cell::RefCell;
use std::rc::Rc;

use plimsoll::model::{Inventory, Timestamp};
use plimsoll::registry::scan::ScanEnd;
use plimsoll::registry::{Playing, Recording, RegistryKind, Take, TapeSink};

use crate::world::{World, assert_same};

const READ_AT: Timestamp = Timestamp::from_millis(1_780_000_000_000);

/// The chunks of a tape.
#[derive(Clone, Default)]
struct Chunks(Rc<RefCell<Vec<Vec<u8>>>>);

impl TapeSink for Chunks {
    fn add(&self, chunk: Vec<u8>) {
        self.0.borrow_mut().push(chunk);
    }
}

/// Scans the world, and records it.
fn record(world: &World) -> (Inventory, Vec<Vec<u8>>) {
    let chunks = Chunks::default();
    let tape = Rc::new(Recording::to(Box::new(chunks.clone())));
    let (inventory, end) = world.scan_by(&world.client().recording(&tape));
    tape.end(READ_AT, end == ScanEnd::Complete);
    let chunks = chunks.0.take();
    (inventory, chunks)
}

/// Plays a tape: the inventory, the end of the scan, and the take. No request may reach the registry.
fn play(world: &World, chunks: Vec<Vec<u8>>) -> (Inventory, ScanEnd, Take) {
    let before = world.sample.requests().len();
    let (tape, take) = Playing::of(chunks).expect("a whole tape");
    let (inventory, end) = world.scan_by(&world.client().playing(&Rc::new(tape)));
    assert_eq!(world.sample.requests().len(), before, "nothing is sent");
    (inventory, end, take)
}

#[test]
fn a_tape_gives_the_same_picture_and_asks_nothing() {
    let hidden = r#"{"hidden_headers":["Docker-Content-Digest"]}"#;
    let many_pages = r#"{"page_size":7}"#;
    for (kind, config) in [
        (RegistryKind::Acr, "{}"),
        (RegistryKind::Acr, many_pages),
        (RegistryKind::Oci, "{}"),
        (RegistryKind::Oci, hidden),
        (RegistryKind::Oci, many_pages),
    ] {
        let world = World::new(kind, config);
        let (first, chunks) = record(&world);
        let (played, end, take) = play(&world, chunks);
        assert_eq!(end, ScanEnd::Complete, "{kind:?} {config}");
        assert_eq!(take, Take { read_at: READ_AT, is_whole: true });
        assert_same(&played, &first);
        // A scan that kept bodies already answer is recorded as well.
        let (second, chunks) = record(&world);
        let (played, end, _) = play(&world, chunks);
        assert_eq!(end, ScanEnd::Complete, "{kind:?} {config}");
        assert_same(&played, &second);
    }
}

#[test]
fn a_tape_holds_no_bodies_of_manifests_and_configs() {
    let world = World::new(RegistryKind::Oci, "{}");
    let (_, chunks) = record(&world);
    let text = String::from_utf8(chunks.concat()).expect("text");
    assert!(text.contains("/manifests/"));
    for part in ["\"layers\"", "\"rootfs\"", "\"config\""] {
        assert!(!text.contains(part), "{part}");
    }
}

#[test]
fn bodies_that_are_kept_no_more_are_gaps() {
    let world = World::new(RegistryKind::Acr, "{}");
    let (_, chunks) = record(&world);
    world.shelf.0.borrow_mut().clear();
    let (played, end, _) = play(&world, chunks);
    assert_eq!(end, ScanEnd::Incomplete);
    assert!(played.repositories.values().all(|repository| repository.manifests.is_empty()));
}

#[test]
fn a_tape_that_is_cut_or_lacks_a_chunk_is_none() {
    let world = World::new(RegistryKind::Acr, "{}");
    let (_, chunks) = record(&world);
    let whole = chunks.concat();
    // Cuts inside lines, inside bodies, and before the end.
    for end in (0..whole.len()).step_by(997).chain([whole.len() - 1]) {
        assert!(Playing::of(vec![whole[..end].to_vec()]).is_none(), "{end}");
    }
    assert!(Playing::of(vec![whole.clone(), whole.clone()]).is_none());
    assert!(Playing::of(Vec::new()).is_none());
    assert!(Playing::of(vec![b"200\t18446744073709551615\tx\n".to_vec()]).is_none());
    assert!(Playing::of(vec![whole]).is_some());
}
