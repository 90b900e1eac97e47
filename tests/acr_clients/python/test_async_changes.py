"""The client for asyncio: locks, deletions, uploads and downloads."""

import hashlib
import io
import json

import pytest
from asynchronous import FLAGS, driven, every, flags
from azure.containerregistry import (
    ArtifactManifestProperties,
    ArtifactTagProperties,
    DigestValidationError,
    RepositoryProperties,
)
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from conftest import configure, requests

NAME = "web/checkout"
PUSHED = "sandbox/pushed"
OCI = "application/vnd.oci.image.manifest.v1+json"
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.oci.image.index.v1+json"
ZEROS = f"sha256:{'0' * 64}"


@driven
async def test_every_flag_of_everything_is_changed_alone_and_back_by_an_object(client):
    for flag in FLAGS:
        expected, off, on = [one != flag for one in FLAGS], {flag: False}, {flag: True}
        digest = (await client.get_tag_properties(NAME, "latest")).digest
        changed = [
            await client.update_tag_properties(NAME, "latest", **off),
            await client.update_manifest_properties(NAME, digest, **off),
            await client.update_repository_properties(NAME, **off),
            await client.get_tag_properties(NAME, "latest"),
            await client.get_manifest_properties(NAME, "latest"),
            await client.get_repository_properties(NAME),
        ]
        assert [flags(one) for one in changed] == [expected] * 6, flag
        back = [
            await client.update_tag_properties(NAME, "latest", ArtifactTagProperties(**on)),
            await client.update_manifest_properties(NAME, "latest", ArtifactManifestProperties(**on)),
            await client.update_repository_properties(NAME, RepositoryProperties(**on)),
        ]
        assert [flags(one) for one in back] == [[True] * 4] * 3, flag
    several = await client.update_manifest_properties(NAME, "latest", can_delete=False, can_list=False)
    assert flags(several) == [False, True, True, False]


@driven
async def test_locks_hold(client):
    digest = (await client.get_tag_properties(NAME, "latest")).digest
    await client.update_tag_properties(NAME, "latest", can_write=False)
    await client.update_repository_properties(NAME, can_delete=False)
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
async def test_what_is_gone_already_is_no_error(client):
    await client.delete_tag(NAME, "no-such")
    await client.delete_manifest(NAME, ZEROS)
    await client.delete_blob(NAME, ZEROS)
    await client.delete_repository("no/such")
    assert len([line for line in requests() if line.startswith("DELETE")]) >= 4


async def upload(client, data, media_type):
    digest, size = await client.upload_blob(PUSHED, io.BytesIO(data))
    assert (digest, size) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
    return {"mediaType": media_type, "digest": digest, "size": size}


async def image(client, layer=b"layer", media_type=OCI):
    return {
        "schemaVersion": 2,
        "mediaType": media_type,
        "config": await upload(client, json.dumps({}).encode(), "application/vnd.oci.image.config.v1+json"),
        "layers": [await upload(client, layer, "application/vnd.oci.image.layer.v1.tar")],
    }


@driven
async def test_an_image_is_pushed_and_pulled(client):
    layer = bytes(5 * 1024 * 1024)
    manifest = await image(client, layer)
    digest = await client.set_manifest(PUSHED, manifest, tag="v1")
    got = await client.get_manifest(PUSHED, "v1")
    assert (got.digest, got.manifest, got.media_type) == (digest, manifest, OCI)
    blob = manifest["layers"][0]["digest"]
    async with await client.download_blob(PUSHED, blob) as stream:
        assert b"".join(await every(stream)) == layer
    alone = (await upload(client, b"in no manifest", "x"))["digest"]
    await client.delete_blob(PUSHED, alone)
    with pytest.raises(ResourceNotFoundError):
        await client.download_blob(PUSHED, alone)


@driven
async def test_a_manifest_is_pushed_as_a_stream_without_a_tag_and_by_its_type(client):
    for media_type in [OCI, DOCKER]:
        manifest = await image(client, media_type=media_type)
        body = json.dumps(manifest).encode()
        digest = await client.set_manifest(PUSHED, io.BytesIO(body), media_type=media_type)
        assert digest == f"sha256:{hashlib.sha256(body).hexdigest()}"
        got = await client.get_manifest(PUSHED, digest)
        assert (got.digest, got.manifest, got.media_type) == (digest, manifest, media_type)
        assert (await client.get_manifest_properties(PUSHED, digest)).tags is None
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": []}
    with pytest.raises(HttpResponseError) as refused:
        await client.set_manifest(PUSHED, index, tag="all")
    assert refused.value.status_code == 400, "without a type it is an image of OCI"
    await client.set_manifest(PUSHED, index, tag="all", media_type=INDEX)


@driven
async def test_what_does_not_fit_its_digest_is_refused(client):
    configure(faults=[{"method": "GET", "path": path, "answer": "wrong_digest"} for path in ["/manifests/", "/blobs/"]])
    digest = (await client.get_tag_properties(NAME, "latest")).digest
    for reference in ["latest", digest]:
        with pytest.raises(DigestValidationError):
            await client.get_manifest(NAME, reference)
    blob = (await upload(client, b"layer", "x"))["digest"]
    with pytest.raises(DigestValidationError):
        async with await client.download_blob(PUSHED, blob) as stream:
            await every(stream)
