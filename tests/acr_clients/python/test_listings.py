"""Lists: in every order, in pages, gone on with later, with what each entry says."""

import pytest
from azure.containerregistry import (
    ArtifactArchitecture,
    ArtifactManifestOrder,
    ArtifactOperatingSystem,
    ArtifactTagOrder,
)
from azure.core.exceptions import ResourceNotFoundError
from conftest import ENDPOINT, configure, requests

STORE = "web/storefront"
HOST = ENDPOINT.removeprefix("https://")


def assert_in_order(order, entries, name):
    keys = [name(entry) if order == "none" else entry.last_updated_on for entry in entries]
    assert keys == sorted(keys, reverse=order == "timedesc")


def test_repositories_come_page_by_page(client):
    whole = list(client.list_repository_names())
    pages = [list(page) for page in client.list_repository_names(results_per_page=10).by_page()]
    assert [len(page) for page in pages] == [10, 10, 7]
    assert sum(pages, []) == whole == sorted(whole)


def test_what_is_not_there_is_not_found(client):
    for missing in [
        lambda: client.get_repository_properties("no/such"),
        lambda: list(client.list_tag_properties("no/such")),
        lambda: list(client.list_manifest_properties("no/such")),
        lambda: client.get_tag_properties(STORE, "no-such"),
        lambda: client.get_manifest_properties(STORE, "no-such"),
        lambda: client.get_manifest_properties(STORE, f"sha256:{'0' * 64}"),
        lambda: client.get_manifest(STORE, "no-such"),
    ]:
        with pytest.raises(ResourceNotFoundError):
            missing()


def test_a_repository_says_how_much_it_holds(client):
    properties = client.get_repository_properties(STORE)
    assert properties.name == STORE
    assert properties.created_on < properties.last_updated_on
    assert properties.tag_count == len(list(client.list_tag_properties(STORE)))
    assert properties.manifest_count == len(list(client.list_manifest_properties(STORE)))


@pytest.mark.parametrize("order", ArtifactTagOrder)
def test_tags_come_in_order(client, order):
    tags = list(client.list_tag_properties(STORE, order_by=order, results_per_page=40))
    assert len(tags) > 100 and len({tag.name for tag in tags}) == len(tags)
    assert_in_order(order.value, tags, lambda tag: tag.name)
    asked = [line for line in requests() if "_tags" in line]
    assert all("n=40" in line and f"orderby={order.value}" in line for line in asked)


def test_tags_without_an_order_come_by_name(client):
    names = [tag.name for tag in client.list_tag_properties(STORE)]
    assert names == sorted(names)


@pytest.mark.parametrize("order", ArtifactManifestOrder)
def test_manifests_come_in_order(client, order):
    listed = client.list_manifest_properties(STORE, order_by=order, results_per_page=70)
    pages = [list(page) for page in listed.by_page()]
    manifests = sum(pages, [])
    assert len(pages) > 1 and all(len(page) == 70 for page in pages[:-1])
    assert_in_order(order.value, manifests, lambda manifest: manifest.digest)


def test_a_manifest_says_what_it_is(client):
    index = client.get_manifest_properties(STORE, "latest")
    assert index.architecture is None and index.operating_system is None
    assert "latest" in index.tags and index.repository_name == STORE
    listed = {one.digest: one for one in client.list_manifest_properties(STORE)}
    children = client.get_manifest(STORE, "latest").manifest["manifests"]
    sizes = [listed[child["digest"]].size_in_bytes for child in children]
    assert index.size_in_bytes > sum(sizes) > 0
    image = listed[children[0]["digest"]]
    assert (image.operating_system, image.architecture) == ("linux", "amd64")
    assert not image.tags


def test_a_manifest_names_a_part_of_its_tags_only(client):
    configure(tags_of_a_manifest=2)
    tag = client.get_tag_properties(STORE, "latest")
    on_it = [one.name for one in client.list_tag_properties(STORE) if one.digest == tag.digest]
    listed = {one.digest: one for one in client.list_manifest_properties(STORE)}
    assert len(on_it) > 2 and listed[tag.digest].tags == on_it[:2]


def test_an_empty_repository_lists_nothing(client):
    assert list(client.list_tag_properties("sandbox/scratchpad")) == []
    assert list(client.list_manifest_properties("sandbox/scratchpad")) == []


def test_everything_says_what_it_is_called(client):
    tag = client.get_tag_properties(STORE, "latest")
    assert tag.name == "latest"
    assert tag.created_on <= tag.last_updated_on
    # The client knows of a tag's repository and does not pass it on.
    listed = next(one for one in client.list_tag_properties(STORE) if one.name == "latest")
    assert tag.repository_name is None and listed.repository_name is None
    assert (listed.digest, listed.last_updated_on) == (tag.digest, tag.last_updated_on)
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


@pytest.mark.parametrize("what", ["repositories", "tags", "manifests"])
def test_a_list_begins_after_a_name(client, what):
    listed = {
        "repositories": lambda **more: list(client.list_repository_names(**more)),
        "tags": lambda **more: [one.name for one in client.list_tag_properties(STORE, **more)],
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


def test_what_a_quarantine_let_pass_is_listed_as_everything_else(client):
    listed = {one.digest: one for one in client.list_manifest_properties("library/redis")}
    tag = client.get_tag_properties("library/redis", "8.0.0")
    passed = client.get_manifest_properties("library/redis", "8.0.0")
    assert listed[tag.digest].size_in_bytes == passed.size_in_bytes
    assert passed.can_delete and passed.can_write and passed.can_read and passed.can_list
