//! `web/…`: the busiest team. `latest`, `main` and the newest release are one digest; nightlies and
//! pull requests leave untagged images; releases are signed and carry SBOMs.

use crate::sample::contents::application::Application;
use crate::sample::contents::bases;
use crate::sample::contents::calendar::moment;
use crate::sample::contents::push::Push;
use crate::sample::contents::step::{AMD64, ARM64, MIB};
use crate::sample::store::Store;

const MODULES: &str = "COPY --from=build /app/node_modules ./node_modules # buildkit";
const DIST: &str = "COPY --from=build /app/dist ./dist # buildkit";

/// Pushes the team's repositories but `web/assets`.
pub(crate) fn push(store: &mut Store) {
    let storefront = Application {
        name: "web/storefront",
        platforms: &[AMD64, ARM64],
        base: bases::node,
        dependencies: (MODULES, (34 * MIB, 52 * MIB)),
        program: (DIST, (6 * MIB, 14 * MIB)),
        major: 2,
        minors: 14,
        nightlies: 26,
        pull_requests: 30,
        attested: true,
    };
    push_storefront(store, &storefront);
    push_checkout(
        store,
        &Application {
            name: "web/checkout",
            minors: 9,
            nightlies: 10,
            pull_requests: 18,
            ..storefront
        },
    );
    push_search(store);
}

/// Releases signed with cosign in its classic form, each with an SBOM; the newest one is locked.
fn push_storefront(store: &mut Store, storefront: &Application) {
    let mut repository = Push::to(storefront.name);
    let releases = storefront.push(&mut repository);
    for release in &releases {
        let when = moment(release.day, "signed");
        repository.sign(&release.pushed, when);
        repository.refer(&release.pushed, "application/spdx+json", when);
    }
    if let Some(newest) = releases.last() {
        repository.tag("main", &newest.pushed, moment(newest.day, "main"));
        repository.tag("2", &newest.pushed, moment(newest.day, "main"));
        repository.lock_manifest(&newest.pushed);
    }
    repository.done(store);
}

/// Releases signed by referrers: a signature of the image, an SBOM, and a signature of the SBOM. The
/// oldest release has a referrer in the withdrawn form.
fn push_checkout(store: &mut Store, checkout: &Application) {
    let mut repository = Push::to(checkout.name);
    let releases = checkout.push(&mut repository);
    for (position, release) in releases.iter().enumerate() {
        let when = moment(release.day, "signed");
        let signature = "application/vnd.dev.cosign.artifact.sig.v1+json";
        repository.refer(&release.pushed, signature, when);
        let sbom = repository.refer(&release.pushed, "application/vnd.cyclonedx+json", when);
        repository.refer(&sbom, signature, when);
        if position == 0 {
            let kind = "application/vnd.example.scan.v1+json";
            repository.refer_as_old_clients_did(&release.pushed, kind, when);
        }
    }
    if let Some(newest) = releases.last() {
        repository.tag("main", &newest.pushed, moment(newest.day, "main"));
    }
    repository.done(store);
}

fn push_search(store: &mut Store) {
    let search = Application {
        name: "web/search",
        platforms: &[AMD64, ARM64],
        base: bases::python,
        dependencies: ("RUN /bin/sh -c pip install -r requirements.txt", (46 * MIB, 71 * MIB)),
        program: ("COPY search /app/search # buildkit", (300_000, 900_000)),
        major: 1,
        minors: 11,
        nightlies: 0,
        pull_requests: 14,
        attested: true,
    };
    let mut repository = Push::to(search.name);
    search.push(&mut repository);
    repository.done(store);
}
