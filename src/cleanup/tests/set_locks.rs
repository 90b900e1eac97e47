//! Locks, many at once.

use futures::executor::block_on;

use crate::cleanup::set_locks;
use crate::model::{Attributes, RepositoryName};
use crate::registry::Cancel;
use crate::registry::tests::script::{Script, refuse, reply};
use crate::registry::{Credentials, Error, ErrorKind, LockChange, LockTarget, RegistryKind};

fn name() -> RepositoryName {
    "team/app".parse().expect("a name")
}

fn tag(name: &str) -> LockTarget {
    LockTarget::Tag(name.parse().expect("a tag"))
}

#[test]
fn each_of_many_has_its_own_result_and_a_stop_sends_no_more() {
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let script = Script::new(move |request, _| {
        if request.url.ends_with("/v9") {
            stop.cancel();
        }
        if request.url.ends_with("/v3") {
            return refuse(404, "TAG_UNKNOWN");
        }
        let attributes = r#"{"deleteEnabled":false,"writeEnabled":false}"#;
        reply(200, format!(r#"{{"tag":{{"changeableAttributes":{attributes}}}}}"#))
    });
    let client = script.client(RegistryKind::Acr, Credentials::None);
    let targets: Vec<LockTarget> = (0..40).map(|at| tag(&format!("v{at}"))).collect();
    let mut results = vec![None; targets.len()];
    let mut on_end = |place: usize, result: Result<Attributes, _>| {
        results[place] = Some(result.is_ok());
    };
    block_on(set_locks(&client, &name(), &targets, LockChange::LOCK, &cancel, &mut on_end));
    assert_eq!(script.most_in_flight.get(), 4);
    assert_eq!((results[0], results[3]), (Some(true), Some(false)));
    let ended = results.iter().flatten().count();
    // Requests under way at the stop end; no further one begins.
    assert!((10..=13).contains(&ended), "{ended}");
    assert_eq!(script.log.borrow().len(), ended);
}

#[test]
fn a_registry_that_refuses_for_minutes_is_not_asked_for_the_other_locks() {
    let script = Script::new(|_, _| refuse(429, "TOOMANYREQUESTS").with("Retry-After", "60"));
    let client = script.client(RegistryKind::Acr, Credentials::None);
    let targets: Vec<LockTarget> = (0..40).map(|at| tag(&format!("v{at}"))).collect();
    let mut failed = 0;
    let mut on_end = |_, result: Result<Attributes, Error>| {
        failed += usize::from(result.is_err_and(|error| error.kind == ErrorKind::Throttled));
    };
    let cancel = Cancel::default();
    block_on(set_locks(&client, &name(), &targets, LockChange::LOCK, &cancel, &mut on_end));
    // The four that were under way wait for five minutes and a little more; no other is sent.
    assert_eq!(failed, 40);
    assert!(script.log.borrow().len() <= 4 * 6, "{}", script.log.borrow().len());
    assert!(script.seconds() <= 600, "{}", script.seconds());
}
