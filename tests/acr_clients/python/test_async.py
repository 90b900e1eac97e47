"""The same client for asyncio: every call of it once, over the transport that needs no other package.
Without credentials it insists on another one, so that is left to the other client."""

import asyncio
import hashlib
import io
import json
import time

import pytest
from azure.containerregistry.aio import ContainerRegistryClient
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.pipeline.transport import AsyncioRequestsTransport
from conftest import AUDIENCE, ENDPOINT, ENTRA, configure

NAME = "web/checkout"
PUSHED = "sandbox/pushed"
OCI = "application/vnd.oci.image.manifest.v1+json"
FLAGS = ["can_delete", "can_write", "can_read", "can_list"]


class Entra:
    """Stands for azure-identity."""

    async def get_token(self, *_, **__):
        return AccessToken(ENTRA, int(time.time()) + 3600)


def driven(test):
    """Runs a test that is given a client."""

    def run():
        configure()
        asyncio.run(with_client(test, Entra()))

    run.__name__ = test.__name__
    return run


async def with_client(test, who):
    transport = AsyncioRequestsTransport()
    async with ContainerRegistryClient(ENDPOINT, who, audience=AUDIENCE, transport=transport) as client:
        await test(client)


async def every(listed):
    return [entry async for entry in listed]


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
    assert (said.tag_count, said.manifest_count) == (len(tags), len(manifests))


@driven
async def test_locks_are_set_and_hold(client):
    digest = (await client.get_tag_properties(NAME, "latest")).digest
    off = {"can_delete": False}
    changed = [
        await client.update_tag_properties(NAME, "latest", **off),
        await client.update_manifest_properties(NAME, digest, **off),
        await client.update_repository_properties(NAME, **off),
    ]
    assert [[getattr(one, flag) for flag in FLAGS] for one in changed] == [[False, True, True, True]] * 3
    assert not (await client.get_manifest_properties(NAME, "latest")).can_delete
    for call in [
        client.delete_tag(NAME, "latest"),
        client.delete_manifest(NAME, digest),
        client.delete_repository(NAME),
    ]:
        with pytest.raises(HttpResponseError) as refused:
            await call
        assert refused.value.status_code == 405


@driven
async def test_a_tag_a_manifest_and_a_repository_go(client):
    digest = (await client.get_tag_properties(NAME, "latest")).digest
    await client.delete_tag(NAME, "latest")
    assert (await client.get_manifest_properties(NAME, digest)).digest == digest
    await client.delete_manifest(NAME, "main")
    with pytest.raises(ResourceNotFoundError):
        await client.get_manifest(NAME, digest)
    await client.delete_repository(NAME)
    assert NAME not in await every(client.list_repository_names())


@driven
async def test_an_image_is_pushed_and_pulled(client):
    async def upload(data, media_type):
        digest, size = await client.upload_blob(PUSHED, io.BytesIO(data))
        assert (digest, size) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        return {"mediaType": media_type, "digest": digest, "size": size}

    layer = bytes(5 * 1024 * 1024)
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI,
        "config": await upload(json.dumps({}).encode(), "application/vnd.oci.image.config.v1+json"),
        "layers": [await upload(layer, "application/vnd.oci.image.layer.v1.tar")],
    }
    digest = await client.set_manifest(PUSHED, manifest, tag="v1")
    got = await client.get_manifest(PUSHED, "v1")
    assert (got.digest, got.manifest, got.media_type) == (digest, manifest, OCI)
    blob = manifest["layers"][0]["digest"]
    async with await client.download_blob(PUSHED, blob) as stream:
        assert b"".join(await every(stream)) == layer
    alone = (await upload(b"in no manifest", "x"))["digest"]
    await client.delete_blob(PUSHED, alone)
    with pytest.raises(ResourceNotFoundError):
        await client.download_blob(PUSHED, alone)
