"""The client for asyncio: signing in and lists."""

import asyncio

import pytest
from asynchronous import Entra, client, driven, every
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceNotFoundError
from conftest import configure, requests

NAME = "web/checkout"


def test_without_credentials_everybody_may_read_where_that_is_allowed():
    async def test():
        async with client() as anybody:
            assert NAME in await every(anybody.list_repository_names())
            said = await anybody.get_repository_properties(NAME)
            assert said.tag_count == len(await every(anybody.list_tag_properties(NAME)))
            assert said.manifest_count == len(await every(anybody.list_manifest_properties(NAME)))
            assert (await anybody.get_manifest(NAME, "latest")).digest
            for refused in [
                anybody.delete_repository(NAME),
                anybody.delete_tag(NAME, "latest"),
                anybody.update_repository_properties(NAME, can_delete=False),
            ]:
                with pytest.raises(ClientAuthenticationError):
                    await refused

    configure(azure={"anonymous_pull": True})
    asyncio.run(test())


@pytest.mark.parametrize("version", ["2019-08-15-preview", "2021-07-01"])
def test_a_version_of_the_api_is_told_and_changes_nothing(version):
    async def test():
        async with client(Entra(), api_version=version) as somebody:
            assert (await somebody.get_tag_properties(NAME, "latest")).name == "latest"

    configure()
    asyncio.run(test())
    asked = [line for line in requests() if "/_tags/" in line]
    assert asked and all(f"api-version={version}" in line for line in asked)


def test_another_version_is_none():
    with pytest.raises(ValueError):
        client(Entra(), api_version="2018-01-01")


def test_a_client_is_closed_by_hand_too():
    async def test():
        somebody = client(Entra())
        assert (await somebody.get_tag_properties(NAME, "latest")).name == "latest"
        await somebody.close()

    configure()
    asyncio.run(test())


def test_network_rules_answer_403():
    async def test():
        async with client(Entra()) as somebody:
            with pytest.raises(HttpResponseError) as refused:
                await every(somebody.list_repository_names())
            assert refused.value.status_code == 403

    configure(network_refused=True)
    asyncio.run(test())


@driven
async def test_lists_come_whole_in_order_and_in_pages(client):
    names = await every(client.list_repository_names())
    pages = [await every(page) async for page in client.list_repository_names(results_per_page=10).by_page()]
    assert [len(page) for page in pages] == [10, 10, 7] and sum(pages, []) == names
    tags = await every(client.list_tag_properties(NAME, order_by="timedesc", results_per_page=7))
    times = [tag.last_updated_on for tag in tags]
    assert times == sorted(times, reverse=True)
    manifests = await every(client.list_manifest_properties(NAME, order_by="timeasc", results_per_page=7))
    times = [manifest.last_updated_on for manifest in manifests]
    assert times == sorted(times)
    said = await client.get_repository_properties(NAME)
    assert (said.name, said.tag_count, said.manifest_count) == (NAME, len(tags), len(manifests))


def lists(client):
    """Each list with what names its entries."""
    return [
        (client.list_repository_names, lambda name: name),
        (lambda **more: client.list_tag_properties(NAME, **more), lambda tag: tag.name),
        (lambda **more: client.list_manifest_properties(NAME, **more), lambda manifest: manifest.digest),
    ]


@driven
async def test_a_list_begins_after_a_name(client):
    for listed, key in lists(client):
        whole = [key(entry) for entry in await every(listed())]
        rest = [key(entry) for entry in await every(listed(last=whole[4]))]
        assert len(whole) > 5 and rest == whole[5:]


@driven
async def test_a_list_is_gone_on_with_where_it_was_left(client):
    for listed, key in lists(client):
        whole = [key(entry) for entry in await every(listed())]
        pages = listed(results_per_page=11).by_page()
        first = [key(entry) async for entry in await anext(pages)]
        assert len(first) == 11 and pages.continuation_token
        rest = listed().by_page(continuation_token=pages.continuation_token)
        assert first + [key(entry) async for page in rest async for entry in page] == whole


@driven
async def test_tags_of_one_digest_are_listed_alone(client):
    digest = (await client.get_tag_properties(NAME, "latest")).digest
    on_it = [tag.name for tag in await every(client.list_tag_properties(NAME)) if tag.digest == digest]
    listed = await every(client.list_tag_properties(NAME, digest=digest, results_per_page=2))
    assert len(on_it) > 2 and [tag.name for tag in listed] == on_it


@driven
async def test_what_is_not_there_is_not_found(client):
    for missing in [
        client.get_repository_properties("no/such"),
        client.get_tag_properties(NAME, "no-such"),
        client.get_manifest_properties(NAME, f"sha256:{'0' * 64}"),
        client.get_manifest(NAME, "no-such"),
        every(client.list_tag_properties("no/such")),
        every(client.list_manifest_properties("no/such")),
    ]:
        with pytest.raises(ResourceNotFoundError):
            await missing
