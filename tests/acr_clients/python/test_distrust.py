"""What the client does not trust: digests that do not fit, sizes that are too large or not told, downloads
that come in parts."""

import io
import os

import pytest
from azure.containerregistry import DigestValidationError
from azure.core.exceptions import HttpResponseError
from conftest import configure, requests

STORE = "web/storefront"
NAME = "sandbox/pushed"


def without(header):
    """For one call: its answer comes without a header."""
    return {"raw_response_hook": lambda answer: answer.http_response.headers.pop(header, None)}


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


def test_a_manifest_that_is_too_large_is_not_read(client):
    configure(faults=[{"method": "GET", "path": "/manifests/", "answer": {"huge": 4 * 1024 * 1024 + 1}}])
    with pytest.raises(ValueError, match="4MB"):
        client.get_manifest(STORE, "latest")
    configure(faults=[{"method": "GET", "path": "/manifests/", "answer": {"status": [200, ""]}}])
    with pytest.raises(ValueError, match="content-length"):
        client.get_manifest(STORE, "latest")


def test_a_manifest_whose_size_is_not_told_is_not_read(client):
    assert client.get_manifest(STORE, "latest", **without("Nothing")).digest
    with pytest.raises((ValueError, KeyError), match="(?i)content-length"):
        client.get_manifest(STORE, "latest", **without("Content-Length"))


def test_a_blob_whose_size_is_not_told_is_not_read(client):
    configure(hidden_headers=["Content-Range"])
    digest, _ = client.upload_blob(NAME, io.BytesIO(os.urandom(1000)))
    with pytest.raises(ValueError, match="content-range"):
        client.download_blob(NAME, digest)


def test_an_empty_blob_is_pushed_and_has_no_part_to_pull(client):
    digest, size = client.upload_blob(NAME, io.BytesIO(b""))
    assert (digest[:19], size) == ("sha256:e3b0c44298fc", 0)
    assert not [line for line in requests() if line.startswith("PATCH")], "no chunk at all"
    with pytest.raises(HttpResponseError) as refused:
        client.download_blob(NAME, digest)
    assert refused.value.status_code == 416, "the client asks for its first 4 MiB"


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
