"""Tests of the client for asyncio: each is given one, over its own transport (aiohttp)."""

import asyncio
import functools
import time

from azure.containerregistry.aio import ContainerRegistryClient
from azure.core.credentials import AccessToken
from conftest import AUDIENCE, ENDPOINT, ENTRA, configure

FLAGS = ["can_delete", "can_write", "can_read", "can_list"]


class Entra:
    """Stands for azure-identity."""

    async def get_token(self, *_, **__):
        return AccessToken(ENTRA, int(time.time()) + 3600)


def client(who=None, **options):
    """A client of somebody: of nobody without credentials."""
    return ContainerRegistryClient(ENDPOINT, who, audience=AUDIENCE, **options)


def driven(test):
    """Runs a test that is given the client of somebody who may do everything."""

    @functools.wraps(test)
    def run():
        configure()
        asyncio.run(with_client(test))

    # Its argument is no fixture.
    del run.__wrapped__
    return run


async def with_client(test):
    async with client(Entra()) as somebody:
        await test(somebody)


async def every(listed):
    """Everything that an iterator has."""
    return [entry async for entry in listed]


def flags(properties):
    return [getattr(properties, flag) for flag in FLAGS]
