//! After every deletion something that was to stay is looked at. If it is gone or cannot be seen, the
//! run stops and says so, whatever the registry's answer is called.

mod fake;

use fake::run::{assert_same, confirmed, run};
use fake::{Fake, line};
use plimsoll::cleanup::{Along, Plan, StepEnd, Target};
use plimsoll::model::{Digest, Inventory};
use plimsoll::present::end_words;
use plimsoll::registry::transport::Method;
use plimsoll::registry::{Capabilities, Overrides, RegistryKind, signs};
use plimsoll::registry::{Recognition, Sign};
use plimsoll::storage::Analysis;

/// Twelve images with a signature each, and the digests of the images.
fn signed(fake: &Fake) -> Vec<Digest> {
    let state = &mut *fake.state.borrow_mut();
    let mut image = |at: usize| {
        let image = state.image("app", &format!("image {at}"), None);
        state.image("app", &format!("signature {at}"), Some(&image));
        state.tag("app", &format!("v{at}"), &image);
        image
    };
    (0..12).map(&mut image).collect()
}

fn deletion(inventory: &Inventory, digests: &[Digest], does: &Capabilities) -> Plan {
    let repository: plimsoll::model::RepositoryName = "app".parse().expect("a repository name");
    let target = |digest: &Digest| Target {
        repository: repository.clone(),
        digest: digest.clone(),
        tags: Vec::new(),
    };
    let chosen: Vec<Target> = digests.iter().map(target).collect();
    let analysis = Analysis::of(inventory);
    Plan::delete_manifests(inventory, &analysis, &chosen, Along::default(), does)
}

/// The answer to a look at a signature that was to stay.
struct Look {
    status: u16,
    body: &'static str,
    /// The reason that the step gives; `None` if the step is done.
    says: Option<&'static str>,
    /// Whether the signature counts as gone.
    is_gone: bool,
}

#[test]
fn whatever_a_look_at_what_stays_is_answered_with_the_run_goes_on_only_where_it_is_there() {
    const GONE: Option<&str> = Some("which was to stay: this registry also deletes");
    const UNSEEN: Option<&str> = Some("which was to stay, is still there.");
    let looks = [
        Look {
            status: 404,
            body: r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#,
            says: GONE,
            is_gone: true,
        },
        // Harbor's code, from a registry that is taken for a plain one.
        Look {
            status: 404,
            body: r#"{"errors":[{"code":"NOT_FOUND","message":"artifact app@sha256:1 not found"}]}"#,
            says: GONE,
            is_gone: true,
        },
        Look {
            status: 404,
            body: r#"{"errors":[{"code":"NOT_FOUND","message":"path /v2/app was not found"}]}"#,
            says: UNSEEN,
            is_gone: false,
        },
        Look { status: 404, body: "404 page not found", says: UNSEEN, is_gone: false },
        Look {
            status: 401,
            body: r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#,
            says: UNSEEN,
            is_gone: false,
        },
        Look {
            status: 403,
            body: r#"{"errors":[{"code":"DENIED"}]}"#,
            says: UNSEEN,
            is_gone: false,
        },
        Look { status: 500, body: "", says: UNSEEN, is_gone: false },
        Look { status: 200, body: "something else", says: UNSEEN, is_gone: false },
        // The signature is there, and may not be read.
        Look {
            status: 404,
            body: r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"OCI manifest found, but accept header does not support OCI manifests"}]}"#,
            says: None,
            is_gone: false,
        },
    ];
    for Look { status, body, says, is_gone } in looks {
        let fake = Fake::new(RegistryKind::Oci);
        let image = fake.state.borrow_mut().image("app", "image", None);
        let signature = fake.state.borrow_mut().image("app", "signature", Some(&image));
        let other = fake.state.borrow_mut().image("app", "other", None);
        let inventory = fake.inventory();
        let plain = RegistryKind::Oci.capabilities();
        let plan = deletion(&inventory, &[image.clone(), other], &plain);
        fake.fault(&line(Method::Get, &signature), status, body);
        let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
        let result = outcome.results.iter().find(|result| result.item.digest() == Some(&image));
        let end = &result.expect("a step").end;
        match says {
            None => assert_eq!(*end, StepEnd::Done, "{status} {body}"),
            Some(says) => {
                assert!(matches!(end, StepEnd::Differs(_)), "{status} {body}: {end:?}");
                let why = end_words(end).unwrap_or_default();
                assert!(why.contains(says) && why.contains(&signature.short()), "{body}: {why}");
            }
        }
        assert_eq!(outcome.stopped.is_some(), says.is_some(), "{status} {body}");
        let name = "app".parse().expect("a repository name");
        let repository = after.repositories.get(&name).expect("the signature at least");
        assert_eq!(repository.manifests.contains_key(&signature), !is_gone, "{status} {body}");
    }
}

#[test]
fn harbor_of_which_only_v2_is_reached_deletes_what_the_plan_names_and_no_more() {
    let deep = Capabilities { keeps_children: false, ..RegistryKind::Harbor.capabilities() };
    let oci = RegistryKind::Oci;
    let fake = Fake::that_does(oci, deep);
    let images = signed(&fake);
    let inventory = fake.inventory();
    let found = Recognition { kind: oci, sign: Sign::ServiceOnly };
    let all = signs(oci, RegistryKind::of_host("registry.test"), Some(found));
    let does = Overrides::default().apply(oci, &all);
    let plan = deletion(&inventory, &images[..5], &does);
    // Five images and their signatures.
    assert_eq!((plan.manifests(), plan.leftovers.len()), (10, 0));
    let client = fake.client_that_expects(does);
    let (outcome, after) = run(&client, confirmed(plan), &inventory);
    assert!(outcome.is_complete(), "{outcome:?}");
    assert_eq!(fake.state.borrow().manifests["app"].len(), 14);
    assert_same(&after, &fake.inventory());
}
