"""The sample registry that with-registry started, and Microsoft's client for it.

Each test configures the registry anew: nothing that one does is there for the next.
"""

import json
import os
import time
import urllib.request

import pytest
from azure.containerregistry import ContainerRegistryClient
from azure.core.credentials import AccessToken

ENDPOINT = os.environ["ACR_ENDPOINT"]
CONTROL = os.environ["ACR_CONTROL"]
AUDIENCE = "https://containerregistry.azure.net"
ENTRA = "header.entra.signature"


class Entra:
    """Stands for azure-identity: always the same access token of Entra."""

    def __init__(self, token=ENTRA):
        self.token = token
        self.asked = []

    def get_token(self, *scopes, **_):
        self.asked.extend(scopes)
        return AccessToken(self.token, int(time.time()) + 3600)


def control(method, name, body=None):
    """Asks the sample itself, beside TLS and sign-in."""
    request = urllib.request.Request(f"{CONTROL}/_sample/{name}", method=method, data=body)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def configure(roles=("Owner",), azure=None, **config):
    """Starts the registry over: one Entra user with these roles, and whatever else."""
    identity = {"kind": "entra", "entra_token": ENTRA, "roles": list(roles)}
    identity = {**identity, **config.pop("identity", {})}
    config["authentication"] = {"acr": {"identities": [identity], **(azure or {})}}
    control("POST", "config", json.dumps(config).encode())


def requests():
    """What the registry was asked since it was configured: `GET /v2/`, …"""
    return [" ".join(pair) for pair in json.loads(control("GET", "requests"))]


@pytest.fixture
def client():
    """A client of somebody who may do everything."""
    configure()
    with ContainerRegistryClient(ENDPOINT, Entra(), audience=AUDIENCE) as client:
        yield client


@pytest.fixture
def reader():
    """A client of somebody who may only read."""
    configure(roles=["AcrPull"])
    with ContainerRegistryClient(ENDPOINT, Entra(), audience=AUDIENCE) as client:
        yield client
