//! Deletions: only the registry's own answer means "gone".

use futures::executor::block_on;

use super::script::{Answer, Script, refuse, reply};
use crate::model::Digest;
use crate::registry::line::transport::TransportError;
use crate::registry::{Credentials, Deletion, ErrorKind, RegistryKind};

fn check(answer: fn(usize) -> Answer, expected: Result<Deletion, ErrorKind>, requests: usize) {
    let script = Script::new(move |_, before| answer(before));
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let name = "team/a".parse().expect("a name");
    let digest = Digest::of(b"");
    let outcome =
        block_on(client.repeating().delete_manifest(&name, &digest)).map_err(|error| error.kind);
    let line = format!("DELETE https://r.test/v2/team/a/manifests/{digest}\n");
    assert_eq!((outcome, script.told()), (expected, line.repeat(requests)));
}

#[test]
fn gone_is_only_what_the_registry_says_is_gone() {
    check(|_| reply(202, ""), Ok(Deletion::Accepted), 1);
    check(|_| reply(200, ""), Ok(Deletion::Accepted), 1);
    check(|_| refuse(404, "MANIFEST_UNKNOWN"), Ok(Deletion::AlreadyGone), 1);
    check(|_| refuse(404, "NAME_UNKNOWN"), Ok(Deletion::AlreadyGone), 1);
    check(|_| reply(404, "404 page not found"), Err(ErrorKind::NotFound), 1);
    check(|_| reply(404, "<html>"), Err(ErrorKind::NotFound), 1);
    check(|_| reply(204, ""), Ok(Deletion::Accepted), 1);
    check(|_| reply(302, ""), Err(ErrorKind::Redirected), 1);
    check(|_| refuse(400, "NAME_UNKNOWN"), Err(ErrorKind::BadRequest), 1);
    check(|_| refuse(401, "UNAUTHORIZED"), Err(ErrorKind::SignInRequired), 1);
    check(|_| refuse(403, "DENIED"), Err(ErrorKind::Forbidden), 1);
    check(|_| refuse(409, "CONFLICT"), Err(ErrorKind::Conflict), 1);
    check(|_| refuse(412, "PRECONDITION"), Err(ErrorKind::Precondition), 1);
    check(|_| refuse(429, "TOOMANYREQUESTS"), Err(ErrorKind::Throttled), 11);
    check(|_| refuse(500, "UNKNOWN"), Err(ErrorKind::ServerFault), 4);
    check(|_| refuse(501, "UNKNOWN"), Err(ErrorKind::ServerFault), 1);
}

#[test]
fn refusals_with_405_are_told_apart() {
    check(|_| refuse(405, "UNSUPPORTED"), Err(ErrorKind::DeletesDisabled), 1);
    check(|_| reply(405, "Method not allowed\n"), Err(ErrorKind::DeletesDisabled), 1);
    check(|_| refuse(405, "DENIED"), Err(ErrorKind::PartOfIndex), 1);
    check(|_| refuse(405, "REGISTRY_DISALLOWED_OPERATION"), Err(ErrorKind::Locked), 1);
    check(|_| reply(405, "<html>405 Not Allowed</html>"), Err(ErrorKind::NotAllowed), 1);
    check(|_| reply(405, ""), Err(ErrorKind::NotAllowed), 1);
}

#[test]
fn a_deletion_is_tried_again_only_when_it_was_not_carried_out_or_may_be_repeated() {
    let unreachable = |_| Answer::Fails(TransportError::Unreachable);
    check(unreachable, Err(ErrorKind::Unreachable), 1);
    // The first request was carried out behind a failing gateway; the answer to the second one shows it.
    let late = |before| if before == 0 { reply(502, "") } else { refuse(404, "MANIFEST_UNKNOWN") };
    check(late, Ok(Deletion::AlreadyGone), 2);
    let throttled = |before| match before {
        0 => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "2"),
        _ => reply(202, ""),
    };
    check(throttled, Ok(Deletion::Accepted), 2);
}
