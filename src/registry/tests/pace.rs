//! The pace: a registry that asks to slow down slows all requests down, and the client reports it.

use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::executor::block_on;
use futures::future::join_all;
use futures::join;

use super::script::{Script, refuse, reply};
use crate::model::{Digest, RepositoryName};
use crate::registry::Cancel;
use crate::registry::line::slowdown::Slowdown;
use crate::registry::line::transport::Method;
use crate::registry::{Credentials, Deletion, ErrorKind, RegistryKind};

const LEFT: &str = "X-Ms-Ratelimit-Remaining-Calls-Per-Second";

fn names(count: usize) -> Vec<RepositoryName> {
    (0..count).map(|at| format!("r{at}").parse().expect("a name")).collect()
}

#[test]
fn while_the_registry_makes_us_wait_it_is_told_for_how_long() {
    let script = Script::new(|_, before| match before {
        0 => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "12"),
        _ => reply(200, "{}"),
    });
    let client = script.client(RegistryKind::Acr, Credentials::None);
    assert_eq!(client.slowdown(), Slowdown::default());
    let seen = block_on(async {
        let mut seen = Vec::new();
        let watch = async {
            for _ in 0..20 {
                seen.push(client.slowdown().waits_seconds);
                crate::registry::line::transport::Transport::sleep(
                    &*script,
                    std::time::Duration::ZERO,
                )
                .await;
            }
        };
        let (answer, ()) = join!(client.check(), watch);
        answer.expect("throttled once");
        seen
    });
    assert!(seen.contains(&Some(12)) && seen.last() == Some(&None), "{seen:?}");
    // One request was under way at the refusal, so one may be; after one answer two may be.
    assert_eq!(client.slowdown(), Slowdown { waits_seconds: None, at_most: Some(2) });
}

#[test]
fn never_more_than_32_are_under_way_and_half_as_many_after_a_refusal() {
    let script = Script::new(|request, before| {
        let is_last_of_many = request.url.contains("/r39/");
        match before {
            0 if is_last_of_many => refuse(429, "TOOMANYREQUESTS"),
            _ => reply(200, r#"{"tags":[]}"#),
        }
    });
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let ask = |count| {
        let names = names(count);
        block_on(join_all(names.iter().map(|name| client.tags(name))))
            .into_iter()
            .for_each(|answer| drop(answer.expect("tags")));
    };
    ask(40);
    assert_eq!(script.most_in_flight.get(), 32);
    let most = client.slowdown().at_most.expect("slowed down");
    assert!(most <= 16, "{most}");
    // The pace recovers step by step, and fully in the end.
    ask(20);
    assert!(client.slowdown().at_most.is_some_and(|more| more > most));
    for _ in 0..40 {
        ask(32);
    }
    assert_eq!(client.slowdown().at_most, None);
}

#[test]
fn when_few_calls_are_left_everybody_takes_a_breath() {
    let check = |left: &'static str, sleeps: &[u64]| {
        let script = Script::new(move |_, before| match before {
            0 => reply(200, "{}").with(LEFT, left),
            _ => reply(200, "{}").with(LEFT, "166.5"),
        });
        let client = script.client(RegistryKind::Acr, Credentials::None);
        block_on(client.check()).expect("let in");
        block_on(client.check()).expect("let in");
        assert_eq!(script.sleeps.borrow().as_slice(), sleeps, "{left}");
    };
    check("1.000000", &[1000]);
    check("0", &[1000]);
    check("-3", &[1000]);
    check("2", &[]);
    check("8.000000", &[]);
    check("many", &[]);
    check("NaN", &[]);
}

#[test]
fn a_clock_that_was_set_back_stops_nothing_for_long() {
    let script = Script::new(|_, before| match before {
        0 => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "60"),
        _ => reply(200, "{}"),
    });
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let mut first = Box::pin(client.check());
    while client.slowdown().waits_seconds.is_none() {
        assert!(first.as_mut().now_or_never().is_none(), "it waits");
    }
    drop(first);
    script.pass_seconds(-1_000_000);
    block_on(client.check()).expect("an answer in the end");
    assert!(script.sleeps.borrow().len() < 100);
}

#[test]
fn stopped_while_it_waits_a_request_is_never_sent_again_and_one_behind_it_never_at_all() {
    let script = Script::new(|request, _| match request.method {
        Method::Delete => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "60"),
        _ => reply(200, "{}"),
    });
    let cancel = Cancel::default();
    let patient = script.client(RegistryKind::Acr, Credentials::None);
    let client = patient.until(&cancel);
    let changes = client.repeating();
    let (name, digest) = (&names(1)[0], Digest::of(b"x"));
    let (first, second) = block_on(async {
        let stop = async {
            while client.slowdown().waits_seconds.is_none() {
                crate::registry::line::transport::Transport::sleep(
                    &*script,
                    std::time::Duration::ZERO,
                )
                .await;
            }
            cancel.cancel();
            changes.delete_manifest(name, &digest).await
        };
        join!(changes.delete_manifest(name, &digest), stop)
    });
    for answer in [first, second] {
        assert_eq!(answer.expect_err("stopped").kind, ErrorKind::Stopped);
    }
    assert_eq!(script.told().matches("DELETE").count(), 1);
    // The client that was not stopped goes on.
    assert!(block_on(patient.check()).is_ok());
}

#[test]
fn stopped_after_a_fault_it_tells_the_fault_for_it_may_have_been_carried_out() {
    let script = Script::new(|_, _| reply(504, ""));
    let cancel = Cancel::default();
    let changes = script.client(RegistryKind::Acr, Credentials::None).until(&cancel).repeating();
    let (name, digest) = (&names(1)[0], Digest::of(b"x"));
    let mut deletion = Box::pin(changes.delete_manifest(name, &digest));
    while script.sleeps.borrow().is_empty() {
        assert!(deletion.as_mut().now_or_never().is_none(), "it waits");
    }
    cancel.cancel();
    let error = block_on(deletion).expect_err("a fault");
    assert_eq!(error.kind, ErrorKind::ServerFault);
    assert_eq!(script.told().matches("DELETE").count(), 1);
}

#[test]
fn what_changes_something_is_not_sent_after_a_wait_but_given_back_to_be_looked_at_again() {
    let script = Script::new(|request, before| match request.method {
        Method::Delete if before == 0 => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "60"),
        Method::Delete => reply(202, ""),
        _ => reply(200, "{}"),
    });
    let client = script.client(RegistryKind::Acr, Credentials::None);
    let (name, digest) = (&names(1)[0], Digest::of(b"x"));
    let (first, second) = (Rc::default(), Rc::default());
    let delete = |attempts| {
        let changes = client.attempting(attempts);
        let digest = digest.clone();
        async move { changes.delete_manifest(name, &digest).await.map_err(|error| error.kind) }
    };
    let sent = || script.told().matches("DELETE").count();
    // The first deletion is refused; the second one comes while everybody waits, and is tried again after
    // that.
    assert_eq!(block_on(delete(&first)), Err(ErrorKind::Throttled));
    assert_eq!((first.next(), sent()), (Some(Duration::ZERO), 1));
    assert!(script.sleeps.borrow().is_empty());
    assert_eq!(block_on(delete(&second)), Err(ErrorKind::Throttled));
    assert_eq!((second.next(), sent()), (Some(Duration::ZERO), 1));
    assert_eq!(script.sleeps.borrow().as_slice(), [60_000]);
    assert_eq!(block_on(delete(&second)), Ok(Deletion::Accepted));
    assert_eq!((second.next(), sent()), (None, 2));
}

/// A change that meets a new pause at the gate each time, because others are refused just before it.
#[test]
fn a_change_that_others_hold_up_again_and_again_is_given_up() {
    let refused = || refuse(429, "TOOMANYREQUESTS").with("Retry-After", "60");
    let script = Script::new(move |_, _| refused());
    let client = script.client(RegistryKind::Acr, Credentials::None);
    let (name, others, own) = (&names(1)[0], Digest::of(b"others"), Digest::of(b"own"));
    let held_up = Rc::default();
    let delete = |attempts: &Rc<_>, digest: &Digest| {
        let (changes, digest) = (client.attempting(attempts), digest.clone());
        async move { changes.delete_manifest(name, &digest).await.map_err(|error| error.kind) }
    };
    for round in 1..=6 {
        let both = async { join!(delete(&Rc::default(), &others), delete(&held_up, &own)) };
        assert_eq!(block_on(both), (Err(ErrorKind::Throttled), Err(ErrorKind::Throttled)));
        // Five minutes, and the attempt after them.
        assert_eq!(held_up.next().is_none(), round == 6, "{round}");
        script.pass_seconds(60);
    }
    // At first the gate is wide, and both are sent.
    assert_eq!(script.told().matches(&own.to_string()).count(), 1);
}
