"""Signing in: through Entra, as nobody, with the wrong token, with too few rights."""

import pytest
from azure.containerregistry import ContainerRegistryClient
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from conftest import AUDIENCE, ENDPOINT, Entra, configure, requests


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
    with ContainerRegistryClient(ENDPOINT) as client:
        assert "web/search" in list(client.list_repository_names())
        assert client.get_manifest("web/search", "latest").media_type.endswith("index.v1+json")
        with pytest.raises(ClientAuthenticationError):
            client.delete_repository("web/search")


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


def test_a_throttled_request_is_tried_again_after_the_time_it_says(client):
    configure(throttle={"every": 2, "retry_after": 0})
    assert len(list(client.list_repository_names())) == 27
