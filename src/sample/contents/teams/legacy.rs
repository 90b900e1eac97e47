//! `legacy/…` and other neglected repositories: Docker's media types, a schema 1 image, locked tags,
//! an empty repository.

use crate::model::Timestamp;
use crate::sample::contents::bases;
use crate::sample::contents::calendar::moment;
use crate::sample::contents::dice::Dice;
use crate::sample::contents::push::Push;
use crate::sample::contents::step::{AMD64, ARM64, MIB, Platform, Step};
use crate::sample::store::{Store, StoredBlob, StoredManifest};

pub(crate) fn push(store: &mut Store) {
    push_billing(store);
    push_mainframe(store);
    push_handbook(store);
    Push::to("sandbox/scratchpad").done(store);
}

/// Docker v2 manifests and lists; the last release is locked as tag and as manifest.
fn push_billing(store: &mut Store) {
    let mut repository = Push::to("legacy/billing").with_docker_types();
    for number in 0..18 {
        let day = 2 + 11 * number;
        let version = format!("7.{number}");
        let made = moment(day, &version);
        let steps = |platform| centos(platform, &version, made);
        let pushed = if number < 9 {
            repository.image(AMD64, &steps(AMD64), made)
        } else {
            repository.platforms(&[AMD64, ARM64], false, made, steps)
        };
        repository.tag(version.as_str(), &pushed, made);
        repository.tag("production", &pushed, made);
        if number == 17 {
            repository.tag("final", &pushed, made);
            repository.lock_tag("final");
            repository.lock_manifest(&pushed);
        }
    }
    repository.done(store);
}

fn centos(platform: Platform, version: &str, made: Timestamp) -> Vec<Step> {
    let seed = format!("centos/{}", platform.name());
    vec![
        Step::layer(
            "/bin/sh -c #(nop) ADD file:centos7 in / ",
            moment(0, "centos"),
            &seed,
            (74 * MIB, 80 * MIB),
        ),
        Step::empty("/bin/sh -c #(nop)  CMD [\"/bin/bash\"]", moment(0, "centos")),
        Step::layer(
            "/bin/sh -c yum install -y java-1.8.0-openjdk",
            made,
            &format!("{seed}/java"),
            (96 * MIB, 110 * MIB),
        ),
        Step::layer(
            "/bin/sh -c #(nop) COPY file:billing.war in /srv/ ",
            made,
            &format!("{seed}/billing/{version}"),
            (31 * MIB, 48 * MIB),
        ),
    ]
}

/// One schema 1 image, which states no sizes, beside one Docker v2 image.
fn push_mainframe(store: &mut Store) {
    let mut repository = Push::to("legacy/mainframe").with_docker_types();
    let made = moment(1, "mainframe");
    let mut dice = Dice::new("mainframe/schema1");
    let layers: Vec<_> = (0..3).map(|_| dice.digest()).collect();
    let sums: Vec<_> = layers.iter().rev().map(|l| format!("{{\"blobSum\":\"{l}\"}}")).collect();
    let text = format!(
        "{{\n   \"schemaVersion\": 1,\n   \"name\": \"legacy/mainframe\",\n   \"tag\": \"1.0\",\n   \
         \"architecture\": \"amd64\",\n   \"fsLayers\": [{}],\n   \"history\": [{{\"v1Compatibility\": \
         \"{{\\\"created\\\":\\\"2016-04-01T09:00:00Z\\\"}}\"}}]\n}}",
        sums.join(", ")
    );
    let schema1 = StoredManifest {
        blobs: layers
            .into_iter()
            .map(|digest| StoredBlob { digest, size: 0, stored: true })
            .collect(),
        platform: Some(("linux".into(), "amd64".into())),
        ..StoredManifest::of(text, "application/vnd.docker.distribution.manifest.v1+json", made)
    };
    let pushed = repository.manifest(schema1);
    repository.tag("1.0", &pushed, made);
    let made = moment(30, "mainframe");
    let pushed = repository.image(AMD64, &centos(AMD64, "mainframe", made), made);
    repository.tag("2.0", &pushed, made);
    repository.done(store);
}

/// A small site that is built every month and never changes: thirteen tags on one digest, one tag
/// locked.
fn push_handbook(store: &mut Store) {
    let mut repository = Push::to("docs/handbook");
    let made = moment(410, "handbook");
    let pushed = repository.platforms(&[AMD64, ARM64], false, made, |platform| {
        let mut steps = bases::nginx(platform, 410);
        let size = (5 * MIB, 9 * MIB);
        steps.push(Step::layer(
            "COPY site /usr/share/nginx/html # buildkit",
            made,
            "handbook",
            size,
        ));
        steps
    });
    for month in 1..=11 {
        let when = moment(380 + 30 * month, "handbook");
        repository.tag(format!("2026-{month:02}"), &pushed, when);
        repository.tag("latest", &pushed, when);
    }
    repository.tag("2026", &pushed, made);
    repository.lock_tag("2026");
    repository.done(store);
}
