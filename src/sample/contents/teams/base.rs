//! `base/…`: base images of the other teams, released every quarter. Odd: a locked tag, a locked
//! repository, and moving tags that share a digest with the newest release.

use crate::sample::contents::bases::{self, Base};
use crate::sample::contents::calendar::{LAST_DAY, base_release, moment};
use crate::sample::contents::push::Push;
use crate::sample::contents::step::{AMD64, ARM_V7, ARM64, Platform};
use crate::sample::store::Store;

const TWO: &[Platform] = &[AMD64, ARM64];
const THREE: &[Platform] = &[AMD64, ARM64, ARM_V7];

/// Pushes the team's repositories.
pub(crate) fn push(store: &mut Store) {
    quarterly(store, "base/alpine", bases::alpine, THREE, ("3.21", 0), &["3"]);
    quarterly(store, "base/debian", bases::debian, THREE, ("12", 8), &["12", "bookworm"]);
    quarterly(store, "base/jdk", bases::jdk, TWO, ("21.0", 5), &["21", "lts"]);
    quarterly(store, "base/node", bases::node, TWO, ("22", 11), &["22", "lts", "jod"]);
    quarterly(store, "base/python", bases::python, TWO, ("3.13", 1), &["3.13", "3"]);
}

fn quarterly(
    store: &mut Store,
    name: &'static str,
    base: Base,
    platforms: &[Platform],
    (series, first): (&str, u64),
    moving: &[&str],
) {
    let mut repository = Push::to(name);
    let (newest, _) = base_release(LAST_DAY);
    for release in 0..=newest {
        let day = release * 91;
        let when = moment(day, name);
        let pushed = repository.platforms(platforms, true, when, |platform| base(platform, day));
        let version = format!("{series}.{}", first + release);
        repository.sign(&pushed, when);
        repository.tag(version.as_str(), &pushed, when);
        repository.tag("latest", &pushed, when);
        for tag in moving {
            repository.tag(*tag, &pushed, when);
        }
        if release == 0 {
            repository.lock_tag(&version);
        }
    }
    if name == "base/debian" {
        repository.lock_repository();
    }
    repository.done(store);
}
