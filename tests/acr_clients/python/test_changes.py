"""Locks, and deletions that respect them."""

import pytest
from azure.containerregistry import (
    ArtifactManifestProperties,
    ArtifactTagProperties,
    RepositoryProperties,
)
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from conftest import requests

NAME = "web/checkout"
FLAGS = ["can_delete", "can_write", "can_read", "can_list"]


def flags(properties):
    return [getattr(properties, flag) for flag in FLAGS]


def refused(call):
    with pytest.raises(HttpResponseError) as error:
        call()
    assert error.value.status_code == 405
    # The client does not read the body of a stream that failed.
    error.value.response.read()
    assert "REGISTRY_DISALLOWED_OPERATION" in error.value.response.text()


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_of_everything_is_changed_alone(client, flag):
    expected = [one != flag for one in FLAGS]
    off = {flag: False}
    digest = client.get_tag_properties(NAME, "latest").digest
    assert flags(client.update_repository_properties(NAME, **off)) == expected
    assert flags(client.update_tag_properties(NAME, "latest", **off)) == expected
    assert flags(client.update_manifest_properties(NAME, digest, **off)) == expected
    assert flags(client.get_repository_properties(NAME)) == expected
    assert flags(client.get_tag_properties(NAME, "latest")) == expected
    assert flags(client.get_manifest_properties(NAME, digest)) == expected
    on = {flag: True}
    assert flags(client.update_repository_properties(NAME, RepositoryProperties(**on))) == [True] * 4
    tag = client.update_tag_properties(NAME, "latest", ArtifactTagProperties(**on))
    manifest = client.update_manifest_properties(NAME, digest, ArtifactManifestProperties(**on))
    assert flags(tag) == flags(manifest) == [True] * 4


def test_several_flags_of_a_manifest_are_changed_at_once_by_tag_and_by_digest(client):
    digest = client.get_tag_properties(NAME, "latest").digest
    off = {"can_delete": False, "can_write": False}
    assert flags(client.update_manifest_properties(NAME, "latest", **off)) == [False, False, True, True]
    patched = [line for line in requests() if line.startswith("PATCH")]
    assert patched and all("/_manifests/sha256" in line for line in patched), "the client asks what it is"
    on = ArtifactManifestProperties(can_delete=True, can_write=True, can_read=False)
    assert flags(client.update_manifest_properties(NAME, digest, on)) == [True, True, False, True]
    # What is named beside an object of properties does not count: the object does.
    both = client.update_manifest_properties(NAME, "latest", ArtifactManifestProperties(can_read=True))
    assert flags(both) == flags(client.get_manifest_properties(NAME, "latest")) == [True] * 4
    tag = client.update_tag_properties(NAME, "latest", can_read=False, can_list=False)
    assert flags(tag) == [True, True, False, False]
    repository = client.update_repository_properties(NAME, can_list=False, can_write=False)
    assert flags(repository) == [True, False, True, False]


@pytest.mark.parametrize("flag", ["can_delete", "can_write"])
def test_a_locked_tag_keeps_itself_its_manifest_and_its_repository(client, flag):
    client.update_tag_properties(NAME, "latest", **{flag: False})
    digest = client.get_tag_properties(NAME, "latest").digest
    refused(lambda: client.delete_tag(NAME, "latest"))
    refused(lambda: client.delete_manifest(NAME, digest))
    refused(lambda: client.delete_repository(NAME))
    client.delete_tag(NAME, "main")
    client.update_tag_properties(NAME, "latest", **{flag: True})
    client.delete_manifest(NAME, digest)


def test_a_locked_manifest_stays_and_its_tags_may_go(client):
    digest = client.get_tag_properties(NAME, "latest").digest
    client.update_manifest_properties(NAME, digest, can_delete=False)
    refused(lambda: client.delete_manifest(NAME, "latest"))
    client.delete_tag(NAME, "latest")
    assert client.get_manifest_properties(NAME, digest).digest == digest


def test_a_locked_repository_protects_itself_or_all_that_is_in_it(client):
    client.update_repository_properties(NAME, can_delete=False)
    refused(lambda: client.delete_repository(NAME))
    client.delete_tag(NAME, "latest")
    client.update_repository_properties(NAME, can_delete=True, can_write=False)
    refused(lambda: client.delete_tag(NAME, "main"))
    refused(lambda: client.delete_manifest(NAME, "main"))
    refused(lambda: client.delete_repository(NAME))
    client.update_repository_properties(NAME, can_write=True)
    client.delete_repository(NAME)
    with pytest.raises(ResourceNotFoundError):
        client.get_repository_properties(NAME)


def test_what_may_not_be_listed_is_there_all_the_same(client):
    client.update_tag_properties(NAME, "latest", can_list=False)
    assert "latest" not in [tag.name for tag in client.list_tag_properties(NAME)]
    digest = client.get_tag_properties(NAME, "latest").digest
    client.update_manifest_properties(NAME, digest, can_list=False)
    assert digest not in [one.digest for one in client.list_manifest_properties(NAME)]
    client.update_repository_properties(NAME, can_list=False)
    assert NAME not in list(client.list_repository_names())
    assert client.get_manifest(NAME, "latest").digest == digest


def test_what_may_not_be_read_is_not_pulled(client):
    digest = client.get_tag_properties(NAME, "latest").digest
    client.update_tag_properties(NAME, "latest", can_read=False)
    refused(lambda: client.get_manifest(NAME, "latest"))
    assert client.get_manifest(NAME, digest).digest == digest
    client.update_manifest_properties(NAME, digest, can_read=False)
    refused(lambda: client.get_manifest(NAME, digest))


def test_a_tag_goes_alone_and_once_more_is_no_error(client):
    tags = {tag.name: tag.digest for tag in client.list_tag_properties(NAME)}
    client.delete_tag(NAME, "latest")
    left = {tag.name: tag.digest for tag in client.list_tag_properties(NAME)}
    del tags["latest"]
    assert left == tags
    client.delete_tag(NAME, "latest")
    client.delete_repository("no/such")


def test_a_manifest_takes_its_tags_and_referrers_along_and_leaves_its_children(client):
    index = client.get_manifest(NAME, "latest")
    before = {one.digest for one in client.list_manifest_properties(NAME)}
    tags = [tag for tag in client.list_tag_properties(NAME) if tag.digest == index.digest]
    client.delete_manifest(NAME, "latest")
    after = {one.digest for one in client.list_manifest_properties(NAME)}
    # Itself, its signature, its SBOM, and the signature of the SBOM.
    assert len(before - after) == 4 and not after - before
    assert all(child["digest"] in after for child in index.manifest["manifests"])
    left = [tag.name for tag in client.list_tag_properties(NAME)]
    assert len(tags) == 4 and not [tag for tag in tags if tag.name in left]
    client.delete_manifest(NAME, index.digest)


def test_a_repository_goes_with_everything(client):
    client.delete_repository(NAME)
    assert NAME not in list(client.list_repository_names())
    with pytest.raises(ResourceNotFoundError):
        client.get_manifest(NAME, "latest")


def test_an_empty_repository_is_said_to_be_gone_and_stays(client):
    name = "sandbox/scratchpad"
    # The registry answers 404, which the client takes for done.
    client.delete_repository(name)
    assert client.get_repository_properties(name).manifest_count == 0
    assert name in list(client.list_repository_names())


def test_what_is_gone_already_is_no_error(client):
    zeros = f"sha256:{'0' * 64}"
    client.delete_tag(NAME, "no-such")
    client.delete_manifest(NAME, zeros)
    client.delete_blob(NAME, zeros)
    client.delete_repository("no/such")
    assert len([line for line in requests() if line.startswith("DELETE")]) >= 4
