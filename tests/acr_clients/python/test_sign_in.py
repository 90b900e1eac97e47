"""Signing in: through Entra, as nobody, with the wrong token, with too few rights, with tokens that end;
and how the client is made: address, audience, version of the API."""

import time

import pytest
from azure.containerregistry import ContainerRegistryClient
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
)
from conftest import AUDIENCE, CONTROL, ENDPOINT, Entra, configure, requests

STORE = "web/storefront"
HOST = ENDPOINT.removeprefix("https://")


def test_an_entra_token_is_exchanged_and_opens_the_catalog():
    configure(roles=["AcrPull"])
    entra = Entra()
    with ContainerRegistryClient(ENDPOINT, entra, audience=AUDIENCE) as client:
        assert len(list(client.list_repository_names())) == 27
    assert entra.asked == [f"{AUDIENCE}/.default"]
    assert [line.split("?")[0] for line in requests()] == [
        "GET /acr/v1/_catalog",
        "POST /oauth2/exchange",
        "POST /oauth2/token",
        "GET /acr/v1/_catalog",
    ]


def test_a_token_that_entra_did_not_give_is_refused():
    configure()
    with ContainerRegistryClient(ENDPOINT, Entra("another"), audience=AUDIENCE) as client:
        with pytest.raises(ClientAuthenticationError):
            list(client.list_repository_names())


def test_rights_that_are_lacking_are_refused_at_the_call(reader):
    assert reader.get_tag_properties("web/search", "latest").name == "latest"
    with pytest.raises(ClientAuthenticationError):
        reader.delete_tag("web/search", "latest")
    with pytest.raises(ClientAuthenticationError):
        reader.update_tag_properties("web/search", "latest", can_delete=False)
    assert reader.get_tag_properties("web/search", "latest").can_delete


def test_without_credentials_everybody_may_read_where_that_is_allowed():
    configure(azure={"anonymous_pull": True})
    name = "web/search"
    with ContainerRegistryClient(ENDPOINT) as client:
        assert name in list(client.list_repository_names())
        assert client.get_manifest(name, "latest").media_type.endswith("index.v1+json")
        # One token says `pull` and nothing else, and opens every list.
        properties = client.get_repository_properties(name)
        assert properties.tag_count == len(list(client.list_tag_properties(name)))
        assert properties.manifest_count == len(list(client.list_manifest_properties(name)))
        digest = client.get_tag_properties(name, "latest").digest
        assert client.get_manifest_properties(name, digest).digest == digest
        for refused in [
            lambda: client.delete_repository(name),
            lambda: client.delete_tag(name, "latest"),
            lambda: client.delete_manifest(name, digest),
            lambda: client.update_tag_properties(name, "latest", can_delete=False),
        ]:
            with pytest.raises(ClientAuthenticationError):
                refused()


def test_without_credentials_nobody_gets_in_elsewhere():
    configure()
    with ContainerRegistryClient(ENDPOINT) as client:
        with pytest.raises(ClientAuthenticationError):
            list(client.list_repository_names())


def test_an_abac_registry_gives_tokens_by_repository():
    reader = {"repositories": ["web/*"]}
    configure(["Container Registry Repository Reader"], azure={"abac": True}, identity=reader)
    with ContainerRegistryClient(ENDPOINT, Entra(), audience=AUDIENCE) as client:
        assert client.get_repository_properties("web/search").tag_count > 0
        with pytest.raises(ClientAuthenticationError):
            client.get_repository_properties("base/jdk")
        with pytest.raises(ClientAuthenticationError):
            list(client.list_repository_names())


def test_network_rules_answer_403():
    configure(network_refused=True)
    with ContainerRegistryClient(ENDPOINT, Entra(), audience=AUDIENCE) as client:
        with pytest.raises(HttpResponseError) as refused:
            list(client.list_repository_names())
    assert refused.value.status_code == 403


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_throttled_request_is_tried_again_after_the_time_it_says(client, seconds):
    configure(throttle={"every": 3, "retry_after": seconds})
    began = time.monotonic()
    assert len(list(client.list_repository_names())) == 27
    assert time.monotonic() - began >= seconds
    asked = [line.split("?")[0] for line in requests()]
    assert asked.count("POST /oauth2/token") == 2, "the third request, a second time"


def test_every_call_gets_a_token_of_its_own_so_that_none_ends_on_the_way():
    configure(azure={"access_seconds": 1})
    with ContainerRegistryClient(ENDPOINT, Entra(), audience=AUDIENCE) as client:
        for _ in range(2):
            assert client.get_repository_properties(STORE).name == STORE
            time.sleep(1.1)
    asked = [line.split("?")[0] for line in requests()]
    # A refresh token that lives longer than five minutes it exchanges anew, too.
    assert [asked.count(f"POST /oauth2/{what}") for what in ["exchange", "token"]] == [2, 2]


def test_a_refresh_token_that_ends_soon_is_used_until_it_has_ended():
    configure(azure={"refresh_seconds": 60})
    with ContainerRegistryClient(ENDPOINT, Entra(), audience=AUDIENCE) as client:
        for _ in range(2):
            assert client.get_repository_properties(STORE).name == STORE
    asked = [line.split("?")[0] for line in requests()]
    assert [asked.count(f"POST /oauth2/{what}") for what in ["exchange", "token"]] == [1, 2]


def test_without_an_audience_the_token_is_for_registries():
    configure()
    entra = Entra()
    with ContainerRegistryClient(ENDPOINT, entra) as client:
        assert client.get_repository_properties(STORE).name == STORE
    assert set(entra.asked) == {"https://containerregistry.azure.net/.default"}


def test_a_token_goes_over_tls_unless_that_is_given_up_by_name():
    configure()
    with ContainerRegistryClient(CONTROL, Entra(), audience=AUDIENCE) as client:
        with pytest.raises(ServiceRequestError):
            client.get_repository_properties(STORE)
        assert requests() == []
        assert client.get_repository_properties(STORE, enforce_https=False).name == STORE


def test_a_client_is_closed_by_hand_or_at_the_end_of_its_block():
    configure()
    client = ContainerRegistryClient(ENDPOINT, Entra(), audience=AUDIENCE)
    assert client.get_repository_properties(STORE).name == STORE
    client.close()
    with pytest.raises(ValueError):
        client.get_repository_properties(STORE)


@pytest.mark.parametrize("version", ["2019-08-15-preview", "2021-07-01"])
def test_a_version_of_the_api_is_told_and_changes_nothing(version):
    configure()
    options = {"audience": AUDIENCE, "api_version": version}
    with ContainerRegistryClient(HOST, Entra(), **options) as client:
        assert len(list(client.list_repository_names())) == 27
        assert client.get_tag_properties(STORE, "latest").name == "latest"
    # Of lists the client does not tell it.
    asked = [line for line in requests() if "/_tags/" in line]
    assert asked and all(f"api-version={version}" in line for line in asked)


def test_another_version_is_none():
    with pytest.raises(ValueError):
        ContainerRegistryClient(ENDPOINT, Entra(), audience=AUDIENCE, api_version="2018-01-01")
