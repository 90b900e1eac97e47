//! The pool of digests: each is in memory once, as long as the page is open.
//!
//! A registry names few digests very many times: 100 000 manifests of 12 layers name some 375 000 digests in two
//! million places. A place costs a reference instead of 36 bytes, equal digests are found by their address, and no
//! digest is dropped. What was pooled stays: 40 bytes for each digest that a registry or an address named.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Names that get memory at once.
const ROOM: usize = 1024;

static POOL: LazyLock<Mutex<Pool>> = LazyLock::new(Mutex::default);

/// The bytes of a digest, by its algorithm.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Name {
    Sha256([u8; 32]),
    /// Boxed, because it is rare and twice as large.
    Sha512(Box<[u8; 64]>),
}

#[derive(Default)]
struct Pool {
    /// Hashed with a seed: anybody who pushes may choose digests, and must not make them collide.
    names: HashSet<&'static Name>,
    /// Memory for the next names.
    room: &'static mut [Name],
}

/// The pooled name that equals this one.
pub(super) fn pooled(name: Name) -> &'static Name {
    let mut pool = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    match pool.names.get(&name) {
        Some(known) => known,
        None => pool.add(name),
    }
}

impl Pool {
    fn add(&mut self, name: Name) -> &'static Name {
        if self.room.is_empty() {
            self.room = vec![Name::Sha256([0; 32]); ROOM].leak();
        }
        let Some((place, room)) = std::mem::take(&mut self.room).split_first_mut() else {
            return Box::leak(Box::new(name));
        };
        self.room = room;
        *place = name;
        self.names.insert(place);
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_one_and_others_are_not() {
        let raw = |number: u32| {
            let mut raw = [7; 32];
            raw[..4].copy_from_slice(&number.to_le_bytes());
            raw
        };
        let count = 3 * ROOM as u32;
        let pool = || -> Vec<&Name> { (0..count).map(|i| pooled(Name::Sha256(raw(i)))).collect() };
        let (first, second) = (pool(), pool());
        for (number, (a, b)) in (0..).zip(first.iter().zip(second)) {
            assert!(std::ptr::eq(*a, b) && **a == Name::Sha256(raw(number)));
        }
        let long = pooled(Name::Sha512(Box::new([7; 64])));
        assert!(first.iter().all(|short| !std::ptr::eq(*short, long)));
        assert!(std::ptr::eq(long, pooled(Name::Sha512(Box::new([7; 64])))));
    }
}
