"""What the other files leave out of the client's surface: names, pages that are gone on with later,
versions of the API, digests that do not fit, parts of downloads."""

import hashlib
import io
import json
import os

import pytest
from azure.containerregistry import (
    ArtifactArchitecture,
    ArtifactOperatingSystem,
    ContainerRegistryClient,
    DigestValidationError,
)
from azure.core.exceptions import HttpResponseError
from conftest import AUDIENCE, ENDPOINT, Entra, configure, requests

STORE = "web/storefront"
NAME = "sandbox/pushed"
INDEX = "application/vnd.oci.image.index.v1+json"
HOST = ENDPOINT.removeprefix("https://")


def empty_index(note=""):
    return {"schemaVersion": 2, "mediaType": INDEX, "manifests": [], "annotations": {"note": note}}


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


def test_everything_says_what_it_is_called(client):
    tag = client.get_tag_properties(STORE, "latest")
    assert tag.name == "latest"
    assert tag.created_on <= tag.last_updated_on
    manifest = client.get_manifest_properties(STORE, tag.digest)
    assert manifest.repository_name == STORE
    # The client leaves the algorithm out.
    assert manifest.fully_qualified_reference == f"{HOST}/{STORE}@{tag.digest.split(':')[1]}"
    assert manifest.created_on <= manifest.last_updated_on
    child = client.get_manifest(STORE, tag.digest).manifest["manifests"][0]["digest"]
    image = client.get_manifest_properties(STORE, child)
    assert image.architecture == ArtifactArchitecture.AMD64
    assert image.operating_system == ArtifactOperatingSystem.LINUX


LISTS = {
    "repositories": (lambda client, **more: client.list_repository_names(**more), str),
    "tags": (lambda client, **more: client.list_tag_properties(STORE, order_by="timeasc", **more), lambda one: one.name),
    "manifests": (
        lambda client, **more: client.list_manifest_properties(STORE, order_by="timedesc", **more),
        lambda one: one.digest,
    ),
}


@pytest.mark.parametrize("what", LISTS)
def test_a_list_is_gone_on_with_where_it_was_left(client, what):
    entries, key = LISTS[what]
    whole = [key(entry) for entry in entries(client)]
    pages = entries(client, results_per_page=11).by_page()
    first = [key(entry) for entry in next(pages)]
    assert len(first) == 11 and pages.continuation_token
    rest = entries(client).by_page(continuation_token=pages.continuation_token)
    assert first + [key(entry) for page in rest for entry in page] == whole


@pytest.mark.parametrize("what", ["repositories", "manifests"])
def test_a_list_begins_after_a_name(client, what):
    listed = {
        "repositories": lambda **more: list(client.list_repository_names(**more)),
        "manifests": lambda **more: [one.digest for one in client.list_manifest_properties(STORE, **more)],
    }[what]
    whole = listed()
    assert listed(last=whole[9]) == whole[10:]


def test_tags_of_one_digest_are_listed_alone(client):
    tags = list(client.list_tag_properties(STORE))
    digest = client.get_tag_properties(STORE, "latest").digest
    on_it = [tag.name for tag in tags if tag.digest == digest]
    assert 1 < len(on_it) < len(tags)
    for options in [{}, {"results_per_page": 2}, {"results_per_page": 1, "order_by": "timedesc"}]:
        listed = [tag.name for tag in client.list_tag_properties(STORE, digest=digest, **options)]
        assert sorted(listed) == sorted(on_it), options
    zeros = f"sha256:{'0' * 64}"
    assert list(client.list_tag_properties(STORE, digest=zeros)) == []


def test_a_manifest_is_pushed_as_an_object_and_as_bytes_with_a_tag_and_without(client):
    body = json.dumps(empty_index("bytes")).encode()
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert client.set_manifest(NAME, io.BytesIO(body), media_type=INDEX) == digest
    assert client.set_manifest(NAME, io.BytesIO(body), media_type=INDEX, tag="v1") == digest
    other = client.set_manifest(NAME, empty_index("object"), media_type=INDEX)
    listed = {one.digest: one.tags for one in client.list_manifest_properties(NAME)}
    assert listed == {digest: ["v1"], other: None}
    assert client.get_manifest(NAME, "v1").digest == client.get_manifest(NAME, digest).digest == digest
    with pytest.raises(HttpResponseError) as refused:
        client.set_manifest(NAME, empty_index())
    assert refused.value.status_code == 400, "without a type it is an image of OCI"
    with pytest.raises(ValueError):
        client.set_manifest(NAME, None)


def test_a_manifest_that_does_not_fit_its_digest_is_refused(client):
    digest = client.get_tag_properties(STORE, "latest").digest
    configure(faults=[{"method": "GET", "path": "/manifests/", "answer": "wrong_digest"}])
    for reference in ["latest", digest]:
        with pytest.raises(DigestValidationError):
            client.get_manifest(STORE, reference)


def test_a_blob_that_does_not_fit_its_digest_is_refused(client):
    configure(faults=[{"method": "GET", "path": "/blobs/", "answer": "wrong_digest"}])
    digest, _ = client.upload_blob(NAME, io.BytesIO(os.urandom(1000)))
    with pytest.raises(DigestValidationError):
        with client.download_blob(NAME, digest) as stream:
            b"".join(stream)


def test_a_download_comes_in_parts_and_may_be_closed_before_its_end(client):
    data = os.urandom(9 * 1024 * 1024)
    digest, _ = client.upload_blob(NAME, io.BytesIO(data))
    before = len(requests())
    stream = client.download_blob(NAME, digest)
    begin = next(stream)
    assert data.startswith(begin) and len(begin) < len(data)
    stream.close()
    asked = [line for line in requests()[before:] if line.startswith("GET") and "/blobs/" in line]
    assert len(asked) < 3 * 2, "the other parts were not asked for"
    with client.download_blob(NAME, digest) as stream:
        assert b"".join(stream) == data


def test_what_is_gone_already_is_no_error(client):
    zeros = f"sha256:{'0' * 64}"
    client.delete_tag(STORE, "no-such")
    client.delete_manifest(STORE, zeros)
    client.delete_blob(STORE, zeros)
    client.delete_repository("no/such")
    assert len([line for line in requests() if line.startswith("DELETE")]) >= 4
