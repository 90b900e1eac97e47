"""Uploads and downloads: blobs small and large, manifests by tag and by digest."""

import hashlib
import io
import json
import os

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from conftest import configure, requests

NAME = "sandbox/pushed"
OCI = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"


def upload(client, data, media_type):
    digest, size = client.upload_blob(NAME, io.BytesIO(data))
    assert (digest, size) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
    return {"mediaType": media_type, "digest": digest, "size": size}


def image(client, layer=b"layer"):
    config = json.dumps({"os": "linux", "architecture": "arm64", "rootfs": {}}).encode()
    return {
        "schemaVersion": 2,
        "mediaType": OCI,
        "config": upload(client, config, "application/vnd.oci.image.config.v1+json"),
        "layers": [upload(client, layer, LAYER)],
    }


def download(client, digest):
    with client.download_blob(NAME, digest) as stream:
        return b"".join(stream)


@pytest.mark.parametrize("size", [1, 4 * 1024 * 1024, 9 * 1024 * 1024 + 1])
def test_a_blob_comes_back_whole_whatever_its_size(client, size):
    data = os.urandom(size)
    digest = upload(client, data, LAYER)["digest"]
    chunks = [line for line in requests() if line.startswith("PATCH")]
    # 4 MiB each, and each comes twice: without a token first.
    assert len(chunks) == 2 * -(-size // (4 * 1024 * 1024))
    assert download(client, digest) == data


def test_a_pushed_image_is_listed_with_what_it_says(client):
    manifest = image(client)
    digest = client.set_manifest(NAME, manifest, tag="v1")
    got = client.get_manifest(NAME, "v1")
    assert (got.digest, got.manifest, got.media_type) == (digest, manifest, OCI)
    said = client.get_manifest_properties(NAME, "v1")
    assert (said.operating_system, said.architecture, said.tags) == ("linux", "arm64", ["v1"])
    sizes = [manifest["config"]["size"], manifest["layers"][0]["size"]]
    assert said.size_in_bytes == len(json.dumps(manifest)) + sum(sizes)
    assert NAME in list(client.list_repository_names())


def test_a_tag_moves_and_leaves_its_former_manifest_untagged(client):
    first = client.set_manifest(NAME, image(client, b"one"), tag="v1")
    second = client.set_manifest(NAME, image(client, b"two"), tag="v1")
    listed = {one.digest: one.tags for one in client.list_manifest_properties(NAME)}
    assert listed == {first: None, second: ["v1"]}


def test_an_index_needs_its_children(client):
    body = json.dumps(image(client)).encode()
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    child = {"mediaType": OCI, "digest": digest, "size": len(body)}
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [child]}
    with pytest.raises(HttpResponseError) as refused:
        client.set_manifest(NAME, index, tag="all", media_type=INDEX)
    assert refused.value.status_code == 400
    assert client.set_manifest(NAME, io.BytesIO(body)) == digest
    client.set_manifest(NAME, index, tag="all", media_type=INDEX)
    assert client.get_manifest_properties(NAME, digest).tags is None


def empty_index(note=""):
    return {"schemaVersion": 2, "mediaType": INDEX, "manifests": [], "annotations": {"note": note}}


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


@pytest.mark.parametrize("form", [lambda manifest: manifest, lambda m: io.BytesIO(json.dumps(m).encode())])
def test_a_manifest_of_docker_s_is_pushed_and_pulled_by_its_type(client, form):
    manifest = {
        "schemaVersion": 2,
        "mediaType": DOCKER,
        "config": upload(client, b'{"os":"linux","architecture":"s390x"}', "application/vnd.docker.container.image.v1+json"),
        "layers": [upload(client, b"layer", "application/vnd.docker.image.rootfs.diff.tar.gzip")],
    }
    with pytest.raises(HttpResponseError) as refused:
        client.set_manifest(NAME, form(manifest), tag="v1")
    assert refused.value.status_code == 400, "without a type it is an image of OCI"
    digest = client.set_manifest(NAME, form(manifest), tag="v1", media_type=DOCKER)
    for reference in ["v1", digest]:
        got = client.get_manifest(NAME, reference)
        assert (got.digest, got.manifest, got.media_type) == (digest, manifest, DOCKER)
    assert client.get_manifest_properties(NAME, "v1").architecture == "s390x"
    assert client.get_manifest("legacy/billing", "7.0").media_type == DOCKER


def test_a_manifest_without_its_blobs_is_refused(client):
    lost = {"mediaType": LAYER, "digest": f"sha256:{'0' * 64}", "size": 5}
    with pytest.raises(HttpResponseError) as refused:
        client.set_manifest(NAME, {**image(client), "layers": [lost]}, tag="v1")
    assert refused.value.status_code == 400 and "MANIFEST_BLOB_UNKNOWN" in str(refused.value)


def test_a_locked_tag_is_not_moved(client):
    first = client.set_manifest(NAME, image(client, b"one"), tag="v1")
    client.update_tag_properties(NAME, "v1", can_write=False)
    with pytest.raises(HttpResponseError) as refused:
        client.set_manifest(NAME, image(client, b"two"), tag="v1")
    assert refused.value.status_code == 405
    assert client.get_tag_properties(NAME, "v1").digest == first


def test_a_blob_is_deleted_and_one_that_is_not_there_is_no_error(client):
    digest = upload(client, b"layer", LAYER)["digest"]
    client.delete_blob(NAME, digest)
    with pytest.raises(ResourceNotFoundError):
        download(client, digest)
    client.delete_blob(NAME, digest)


def test_a_deleted_blob_is_gone_though_a_manifest_lists_it(client):
    manifest = image(client)
    client.set_manifest(NAME, manifest, tag="v1")
    client.delete_blob(NAME, manifest["layers"][0]["digest"])
    with pytest.raises(ResourceNotFoundError):
        download(client, manifest["layers"][0]["digest"])
    assert client.get_manifest(NAME, "v1").manifest == manifest


def test_blobs_may_lie_elsewhere_where_no_token_is_wanted(client):
    configure(blobs_elsewhere="")
    data = os.urandom(5 * 1024 * 1024)
    digest = upload(client, data, LAYER)["digest"]
    assert download(client, digest) == data
    fetched = [line for line in requests() if line.startswith("GET /_storage/")]
    assert len(fetched) == 2, "one for each part of 4 MiB"


def test_what_is_soft_deleted_cannot_be_pushed_again(client):
    configure(soft_delete={"retention_days": 7})
    manifest = image(client)
    digest = client.set_manifest(NAME, manifest, tag="v1")
    client.delete_manifest(NAME, digest)
    with pytest.raises(HttpResponseError) as refused:
        client.set_manifest(NAME, manifest, tag="v1")
    assert refused.value.status_code == 409
