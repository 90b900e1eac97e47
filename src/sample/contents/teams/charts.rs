//! `charts/…` and `platform/…`: OCI artifacts that are no images. Helm charts have a config of their
//! own kind, policies have the empty config.

use crate::sample::contents::artifact::{Artifact, artifact};
use crate::sample::contents::calendar::{LAST_DAY, moment};
use crate::sample::contents::push::Push;
use crate::sample::contents::step::KIB;
use crate::sample::store::Store;

/// Pushes the team's repositories.
pub(crate) fn push(store: &mut Store) {
    chart(store, "charts/platform", "platform", 24);
    chart(store, "charts/storefront", "storefront", 36);
    policies(store);
}

fn chart(store: &mut Store, name: &'static str, chart: &str, versions: u64) {
    let mut repository = Push::to(name);
    for number in 0..versions {
        let version = format!("{}.{}.{}", number / 12, number % 12 / 3, number % 3);
        let when = moment(6 + number * (LAST_DAY - 20) / versions, &version);
        let config = format!(
            "{{\"name\":\"{chart}\",\"version\":\"{version}\",\"description\":\"Helm chart of \
             {chart}\",\"apiVersion\":\"v2\",\"type\":\"application\"}}"
        );
        let manifest = artifact(
            Artifact {
                artifact_type: None,
                config: Some(("application/vnd.cncf.helm.config.v1+json", config)),
                layer_type: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
                layer_annotations: format!(
                    "\"org.opencontainers.image.title\":\"{chart}-{version}.tgz\""
                ),
                subject: None,
                seed: format!("{name}/{version}"),
                size: (18 * KIB, 64 * KIB),
            },
            when,
        );
        let pushed = repository.manifest(manifest);
        repository.tag(version, &pushed, when);
    }
    repository.done(store);
}

fn policies(store: &mut Store) {
    let mut repository = Push::to("platform/policies");
    for month in 0..14 {
        let when = moment(300 + 30 * month, "policies");
        let manifest = artifact(
            Artifact {
                artifact_type: Some("application/vnd.cncf.openpolicyagent.config.v1+json"),
                config: None,
                layer_type: "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego",
                layer_annotations: "\"org.opencontainers.image.title\":\"policy.rego\"".to_owned(),
                subject: None,
                seed: format!("policies/{month}"),
                size: (4 * KIB, 40 * KIB),
            },
            when,
        );
        let pushed = repository.manifest(manifest);
        repository.refer(&pushed, "application/vnd.cncf.notary.signature", when);
        repository.tag(format!("v{}", month + 1), &pushed, when);
        repository.tag("latest", &pushed, when);
    }
    repository.done(store);
}
