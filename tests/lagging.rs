//! A registry whose lists lag behind its deletions, as Azure's documentation warns. Deleted manifests
//! do not come back into the inventory, and their deletions do not count as failed.
#![cfg(not(target_arch = "wasm32"))]

mod fake;

use std::rc::Rc;

use fake::run::{confirmed, run};
use futures::executor::block_on;
use plimsoll::cleanup::{Along, Outcome, Plan, StepEnd, Target};
use plimsoll::model::{Digest, Inventory, RepositoryName};
use plimsoll::registry::Cancel;
use plimsoll::registry::scan::{ScanEnd, ScanOptions, scan};
use plimsoll::registry::{Client, Credentials, Endpoint, RegistryKind};
use plimsoll::storage::Analysis;
use stand_in::{Config, StandIn};

const BASE: &str = "https://sample.invalid";
const KIND: RegistryKind = RegistryKind::Acr;

fn name() -> RepositoryName {
    "web/checkout".parse().expect("a name")
}

/// A registry whose lists of tags and of manifests are each out of date for this many answers.
fn lagging(times: u32) -> (Rc<StandIn>, Client) {
    let lag = |list: &str| {
        format!(
            r#"{{"method":"GET","path":"/acr/v1/web/checkout/_{list}","times":{times},"answer":"lag"}}"#
        )
    };
    let config = format!(
        r#"{{"repositories":["web/checkout"],"faults":[{},{}]}}"#,
        lag("tags?n=1000"),
        lag("manifests?n=1000")
    );
    let config = Config::from_json(&config).expect("a configuration");
    let sample = Rc::new(StandIn::new(BASE, config));
    let endpoint = Endpoint::new(BASE, "", KIND).expect("an endpoint");
    let client = Client::new(sample.clone(), endpoint, Credentials::None);
    (sample, client)
}

fn scanned(client: &Client) -> (ScanEnd, Inventory) {
    let mut inventory = Inventory::default();
    let options = ScanOptions::default();
    let end = block_on(scan(client, &options, &Cancel::default(), &mut |event| {
        event.apply(&mut inventory);
    }));
    (end, inventory)
}

/// Deletes the manifests of `latest` and `2.8.0`, and returns the digests that went.
fn deleted(client: &Client, inventory: &Inventory) -> (Outcome, Inventory, Vec<Digest>) {
    let repository = &inventory.repositories[&name()];
    let target = |tag: &str| {
        let digest = repository.tags[&tag.parse().expect("a tag")].digest().expect("a digest");
        Target { repository: name(), digest: digest.clone(), tags: Vec::new() }
    };
    let chosen = ["latest", "2.8.0"].map(target);
    let analysis = Analysis::of(inventory);
    let along = Along { children: true, referrers: true, unclear: false };
    let plan = Plan::delete_manifests(inventory, &analysis, &chosen, along, &KIND.capabilities());
    let (outcome, after) = run(client, confirmed(plan), inventory);
    let left = &after.repositories[&name()].manifests;
    let gone = repository.manifests.keys().filter(|digest| !left.contains_key(*digest));
    let gone: Vec<Digest> = gone.cloned().collect();
    assert!(gone.len() > 4, "indexes, children, referrers");
    (outcome, after, gone)
}

#[test]
fn what_went_and_is_still_listed_is_no_failure_and_does_not_come_back() {
    for times in [0, 1, 2, 3, 100] {
        let (sample, client) = lagging(times);
        let (_, inventory) = scanned(&client);
        let (outcome, _, gone) = deleted(&client, &inventory);
        assert!(outcome.is_complete(), "{times}: {outcome:?}");
        assert!(outcome.results.iter().all(|result| result.end == StepEnd::Done), "{times}");

        // After another scan the deleted manifests are not there, whatever the lists say.
        let (end, again) = scanned(&client);
        let repository = &again.repositories[&name()];
        for digest in &gone {
            assert!(!repository.manifests.contains_key(digest), "{times}: {digest}");
        }
        let truth = sample.inventory();
        let truth = &truth.repositories[&name()];
        let there: Vec<&Digest> = truth.manifests.keys().collect();
        assert!(repository.manifests.keys().eq(there.iter().copied()), "{times}");
        // While the lists lag, the registry's counts differ from them.
        assert_eq!(end == ScanEnd::Complete, times < 3, "{times}");
        if times < 3 {
            assert!(repository.tags == truth.tags, "{times}");
            assert!(repository.listed.keys().eq(there.iter().copied()), "{times}");
        }
    }
}
