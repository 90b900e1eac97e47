//! `data/…`: Java on the shared JDK. Odd: in `data/export` somebody deleted indexes and left their
//! children behind as orphans.

use crate::sample::contents::application::Application;
use crate::sample::contents::bases;
use crate::sample::contents::calendar::{LAST_DAY, moment};
use crate::sample::contents::push::Push;
use crate::sample::contents::step::{AMD64, ARM64, MIB};
use crate::sample::store::Store;

const JARS: &str = "COPY --from=build /app/lib /app/lib # buildkit";
const CLASSES: &str = "COPY --from=build /app/classes /app/classes # buildkit";

/// Pushes the team's repositories.
pub(crate) fn push(store: &mut Store) {
    let ingest = Application {
        name: "data/ingest",
        platforms: &[AMD64],
        base: bases::jdk,
        dependencies: (JARS, (58 * MIB, 80 * MIB)),
        program: (CLASSES, (2 * MIB, 6 * MIB)),
        major: 5,
        minors: 7,
        nightlies: 12,
        pull_requests: 12,
        attested: false,
    };
    let mut repository = Push::to(ingest.name);
    ingest.push(&mut repository);
    repository.done(store);

    let warehouse = Application {
        name: "data/warehouse",
        dependencies: (JARS, (40 * MIB, 62 * MIB)),
        major: 1,
        minors: 5,
        nightlies: 0,
        pull_requests: 6,
        ..ingest
    };
    let mut repository = Push::to(warehouse.name);
    warehouse.push(&mut repository);
    repository.done(store);

    push_export(store);
}

fn push_export(store: &mut Store) {
    let export = Application {
        name: "data/export",
        platforms: &[AMD64, ARM64],
        base: bases::jdk,
        dependencies: (JARS, (30 * MIB, 44 * MIB)),
        program: (CLASSES, (MIB, 4 * MIB)),
        major: 3,
        minors: 4,
        nightlies: 0,
        pull_requests: 0,
        attested: true,
    };
    let mut repository = Push::to(export.name);
    for number in 0..6 {
        let day = LAST_DAY - 500 + 40 * number;
        let lost = export.build(&mut repository, &format!("preview-{number}"), 0, day);
        repository.lose(&lost);
    }
    let releases = export.push(&mut repository);
    if let Some(newest) = releases.last() {
        repository.tag("stable", &newest.pushed, moment(newest.day, "stable"));
    }
    repository.done(store);
}
