"""Lists: in every order, in pages, with what each entry says."""

import pytest
from azure.containerregistry import ArtifactManifestOrder, ArtifactTagOrder
from azure.core.exceptions import ResourceNotFoundError
from conftest import configure, requests

STORE = "web/storefront"


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
