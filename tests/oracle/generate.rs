//! Random inventories: small ones, in which blobs are shared and repeated, digests lead nowhere, and
//! sizes lie.

use std::collections::BTreeMap;

use plimsoll::model::{
    Attributes, Descriptor, Digest, Inventory, Layers, Manifest, ManifestContent, ManifestRecord,
    Missing, MissingWhat, RareFacts, ReadState, Repository, RepositoryName, Tag, TagName,
    TagTarget,
};
use proptest::prelude::*;

/// Manifests are digests 0..MANIFESTS; blobs come from 5..30, so that some digests are both.
const MANIFESTS: u8 = 10;

#[derive(Debug, Clone)]
struct ManifestPlan {
    kind: u8,
    size: u64,
    blobs: Vec<(u8, Option<u64>, bool)>,
    children: Vec<(u8, Option<u64>)>,
    subject: Option<u8>,
    locked: bool,
}

#[derive(Debug, Clone)]
enum TagPlan {
    Plain(u8, Option<u8>),
    Attached(u8, bool, u8),
    Unread,
}

#[derive(Debug, Clone)]
struct RepositoryPlan {
    manifests: BTreeMap<u8, ManifestPlan>,
    tags: Vec<TagPlan>,
    flaw: u8,
}

/// The digest with this number.
pub(crate) fn digest(number: u8) -> Digest {
    Digest::sha256([number; 32])
}

/// An inventory that was mostly read whole, and now and then has each gap that a scan can leave.
pub(crate) fn inventories() -> impl Strategy<Value = Inventory> {
    (prop::collection::vec(repositories(), 1..4), 0..20_u8).prop_map(|(plans, flaw)| {
        let mut inventory = Inventory { state: ReadState::Complete, ..Inventory::default() };
        for (i, plan) in plans.iter().enumerate() {
            let name: RepositoryName = format!("team/r{i}").parse().expect("a repository name");
            inventory.repositories.insert(name, repository(plan));
        }
        match flaw {
            0 => inventory.state = ReadState::Reading,
            1 => inventory.missing.push(missing(MissingWhat::Catalog)),
            2 => inventory.missing.push(missing(MissingWhat::Config)),
            _ => {}
        }
        inventory
    })
}

fn repositories() -> impl Strategy<Value = RepositoryPlan> {
    let manifests = prop::collection::btree_map(0..MANIFESTS, manifests(), 0..8);
    let tags = prop::collection::vec(tags(), 0..6);
    (manifests, tags, 0..24_u8).prop_map(|(manifests, tags, flaw)| RepositoryPlan {
        manifests,
        tags,
        flaw,
    })
}

fn manifests() -> impl Strategy<Value = ManifestPlan> {
    let size = |usual: u64| {
        prop_oneof![12 => Just(Some(usual)), 1 => (0..2000_u64).prop_map(Some), 1 => Just(None),
                    1 => Just(Some(u64::MAX - 1))]
    };
    let blob = (5..30_u8).prop_flat_map(move |number| {
        let stored = prop_oneof![9 => Just(true), 1 => Just(false)];
        (Just(number), size(1000 + u64::from(number) * 17), stored)
    });
    let child =
        (0..MANIFESTS).prop_flat_map(move |number| (Just(number), size(100 + u64::from(number))));
    (
        prop_oneof![8 => Just(0_u8), 6 => Just(1), 1 => Just(2), 1 => Just(3), 1 => Just(4)],
        prop_oneof![9 => Just(None), 1 => (0..500_u64).prop_map(Some)],
        prop::collection::vec(blob, 1..5),
        prop::collection::vec(child, 0..4),
        prop_oneof![4 => Just(None), 1 => (0..MANIFESTS).prop_map(Some)],
        prop_oneof![9 => Just(false), 1 => Just(true)],
    )
        .prop_map(|(kind, size, blobs, children, subject, locked)| ManifestPlan {
            kind,
            size: size.unwrap_or(u64::MAX),
            blobs,
            children,
            subject,
            locked,
        })
}

fn tags() -> impl Strategy<Value = TagPlan> {
    prop_oneof![
        20 => (0..5_u8, (0..MANIFESTS).prop_map(Some)).prop_map(|(n, to)| TagPlan::Plain(n, to)),
        1 => (0..5_u8).prop_map(|n| TagPlan::Plain(n, None)),
        5 => (0..MANIFESTS, any::<bool>(), 0..MANIFESTS)
            .prop_map(|(named, bare, to)| TagPlan::Attached(named, bare, to)),
        1 => Just(TagPlan::Unread),
    ]
}

fn repository(plan: &RepositoryPlan) -> Repository {
    let mut repository =
        Repository { state: ReadState::Complete, lists_untagged: true, ..Repository::default() };
    for (&number, plan) in &plan.manifests {
        repository.manifests.insert(digest(number), record(number, plan));
    }
    for (i, tag) in plan.tags.iter().enumerate() {
        let (name, target) = match tag {
            TagPlan::Plain(n, Some(to)) => (format!("v{n}"), TagTarget::Digest(digest(*to))),
            TagPlan::Plain(n, None) => (format!("v{n}"), TagTarget::Absent),
            TagPlan::Attached(named, bare, to) => {
                let suffix = if *bare { "" } else { ".sig" };
                let name = format!("sha256-{}{suffix}", digest(*named).hex());
                (name, TagTarget::Digest(digest(*to)))
            }
            TagPlan::Unread => ("unread".to_owned(), TagTarget::Unread),
        };
        let name: TagName = name.parse().expect("a tag");
        repository.tags.insert(
            name,
            Tag { target, last_updated: None, attributes: Attributes::locked_if(i == 4) },
        );
    }
    // Manifests that are named and not there mostly count as absent: they were looked for.
    if plan.flaw != 0 {
        let there = |number: &u8| plan.manifests.contains_key(number);
        repository.absent = (0..MANIFESTS).filter(|n| !there(n)).map(digest).collect();
    }
    match plan.flaw {
        1 => repository.state = ReadState::Unread,
        2 => repository.state = ReadState::Reading,
        3 => repository.state = ReadState::Incomplete,
        4 => repository.missing.push(missing(MissingWhat::Referrers)),
        5 => repository.missing.push(missing(MissingWhat::Config)),
        _ => {}
    }
    repository
}

fn record(number: u8, plan: &ManifestPlan) -> ManifestRecord {
    let descriptor = |number: u8, size: Option<u64>, stored: bool| {
        Descriptor::new("x".into(), digest(number), size)
            .with(RareFacts { elsewhere: !stored, ..RareFacts::default() })
    };
    let blobs: Vec<Descriptor> =
        plan.blobs.iter().map(|&(number, size, stored)| descriptor(number, size, stored)).collect();
    let content = match plan.kind {
        0 => {
            ManifestContent::Image { config: blobs[0].clone(), layers: blobs[1..].to_vec().into() }
        }
        1 => ManifestContent::Index {
            manifests: plan
                .children
                .iter()
                .map(|&(number, size)| descriptor(number, size, true))
                .collect(),
            blobs: Layers::default(),
        },
        2 => ManifestContent::Artifact { blobs: blobs.into() },
        3 => ManifestContent::Schema1 {
            layers: blobs
                .into_iter()
                .map(|blob| Descriptor::new(blob.media_type, blob.digest, None))
                .collect(),
        },
        _ => ManifestContent::Unknown,
    };
    let mut record = ManifestRecord::of(Manifest {
        digest: digest(number),
        size: if plan.size == u64::MAX { 100 + u64::from(number) } else { plan.size },
        media_type: "x".into(),
        artifact_type: None,
        subject: plan.subject.map(digest),
        content,
    });
    record.attributes = Attributes::locked_if(plan.locked);
    record
}

fn missing(what: MissingWhat) -> Missing {
    Missing { repository: None, reference: None, what, why: "the answer broke off".to_owned() }
}
