//! Harbor that is spoken to as another kind, because only its `/v2/` is passed on, or because somebody
//! chose the kind.

use futures::executor::block_on;

use super::script::{Answer, Script, reply};
use super::shelf::{Shelf, image};
use crate::model::{Digest, Inventory};
use crate::registry::Cancel;
use crate::registry::line::transport::TransportError;
use crate::registry::scan::{ScanEnd, ScanEvent, ScanOptions, scan};
use crate::registry::{
    Client, Credentials, Endpoint, Overrides, Recognition, RegistryKind, Sign, signs,
};

#[test]
fn what_its_list_says_hangs_there_goes_along_whatever_the_signature_says() {
    let shelf = Shelf::of(&["team/web"]);
    let config = shelf.config("team/web", "{}");
    let web = shelf.manifest("team/web", &image(&config, "web"), &["v1"]);
    // A signature by an old cosign, which names no subject.
    let seal = shelf.manifest("team/web", &image(&config, "seal"), &[]);
    shelf.tags("team/web", &["v1"]);
    let list = |digests: &[&Digest]| {
        let entries: Vec<_> =
            digests.iter().map(|digest| format!(r#"{{"digest":"{digest}","size":9}}"#)).collect();
        format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","))
    };
    shelf.put(&format!("/v2/team/web/referrers/{web}"), 200, &list(&[&seal]));
    shelf.put(&format!("/v2/team/web/referrers/{seal}"), 200, &list(&[]));
    let subject = |found: Option<Recognition>| {
        let oci = RegistryKind::Oci;
        let does = Overrides::default().apply(oci, &signs(oci, oci, found));
        let endpoint = Endpoint::new("https://r.test", "", oci).expect("an endpoint");
        let endpoint = endpoint.with_capabilities(does);
        let client = Client::new(shelf.script(), endpoint, Credentials::None);
        let options = ScanOptions { concurrency: 1, ..ScanOptions::default() };
        let mut inventory = Inventory::default();
        let mut apply = |event: ScanEvent| event.apply(&mut inventory);
        let end = block_on(scan(&client, &options, &Cancel::default(), &mut apply));
        assert_eq!(end, ScanEnd::Complete);
        let repository = inventory.repositories.values().next().expect("a repository");
        repository.manifests[&seal].manifest.subject.clone()
    };
    let only = Recognition { kind: RegistryKind::Oci, sign: Sign::ServiceOnly };
    assert_eq!(subject(Some(only)), Some(web));
    assert_eq!(subject(None), None);
}

#[test]
fn a_stated_kind_is_doubted_by_two_questions_at_most() {
    let check = |first: fn() -> Answer, ping: fn() -> Answer, expected, asked: usize| {
        let script = Script::new(move |request, _| match request.url.as_str() {
            "https://r.test/v2/" => first(),
            "https://r.test/api/v2.0/ping" => ping(),
            _ => reply(404, ""),
        });
        let client = script.client(RegistryKind::Distribution3, Credentials::None);
        assert_eq!(block_on(client.recognise_in_doubt()), expected);
        assert_eq!(script.log.borrow().len(), asked, "{}", script.told());
    };
    let is = |kind, sign| Some(Recognition { kind, sign });
    let harbors = || {
        let offer = r#"Bearer realm="https://r.test/service/token",service="harbor-registry""#;
        reply(401, "").with("WWW-Authenticate", offer)
    };
    let (harbor, oci) = (RegistryKind::Harbor, RegistryKind::Oci);
    let pong = || reply(200, "Pong");
    check(harbors, pong, is(harbor, Sign::Service), 2);
    check(|| reply(401, ""), pong, is(harbor, Sign::Ping), 2);
    // A ping that fails leaves open whether it is Harbor.
    let failures: [fn() -> Answer; 3] =
        [|| reply(503, ""), || reply(429, ""), || Answer::Fails(TransportError::Unreachable)];
    for ping in failures {
        check(harbors, ping, is(oci, Sign::ServiceOnly), 2);
    }
    let json = || reply(200, "{}").with("Content-Type", "application/json");
    check(json, pong, is(oci, Sign::Nothing), 1);
    check(|| reply(200, ""), pong, is(oci, Sign::Nothing), 1);
    check(|| Answer::Fails(TransportError::Unreachable), pong, None, 1);
}
