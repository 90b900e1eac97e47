"""Azure's own `acr` (acr-cli), from PATH or from ACR=, as its tests drive it."""

import json
import os
import re
import shutil
import subprocess
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

import pytest
from conftest import CONTROL, ENDPOINT, control
from purge_rules import Content, purged

ACR = os.environ.get("ACR") or shutil.which("acr")
needs_acr = pytest.mark.skipif(
    not ACR, reason="acr (acr-cli) is neither on PATH nor named by ACR=: no package registry has it"
)
HOST = ENDPOINT.removeprefix("https://")
ADMIN = ("admin", "admin-password")
NOBODY = "00000000-0000-0000-0000-000000000000"

def start(**azure):
    """Starts the registry over. Known to it: the admin user."""
    admin = {"kind": "admin", "user": ADMIN[0], "password": ADMIN[1]}
    azure = {"identities": [admin], **azure}
    config = {"authentication": {"acr": azure}}
    control("POST", "config", json.dumps(config).encode())


def acr(*words, user=ADMIN):
    """What a command prints; that it ends well is expected."""
    signed_in = ["-r", HOST, "-u", user[0], "-p", user[1]]
    done = subprocess.run([ACR, *words, *signed_in], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sign_in_by_repository():
    """Starts over a registry that gives tokens by repository; answers who may do everything there."""
    roles = ["Container Registry Repository Contributor", "Container Registry Repository Catalog Lister"]
    user = {"kind": "entra", "entra_token": "e.n.t", "roles": roles}
    admin = {"kind": "admin", "user": ADMIN[0], "password": ADMIN[1]}
    start(abac=True, identities=[admin, user])
    form = {"grant_type": "access_token", "service": HOST, "access_token": "e.n.t"}
    exchange = f"{CONTROL}/oauth2/exchange"
    with urllib.request.urlopen(exchange, urllib.parse.urlencode(form).encode()) as answer:
        return NOBODY, json.load(answer)["refresh_token"]


def knows_abac():
    return "ABAC" in acr("purge", "--help")


def listed(output):
    """The names after the host: `repository:tag`, `repository@digest`."""
    return re.findall(rf"^(?:Would delete: )?{re.escape(HOST)}/(\S+)$", output, re.MULTILINE)


def ask(path):
    """An answer as JSON, and the next page's path."""
    opener = urllib.request.HTTPPasswordMgrWithPriorAuth()
    opener.add_password(None, CONTROL, *ADMIN, is_authenticated=True)
    handler = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(opener))
    accept = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    accept += "application/vnd.docker.distribution.manifest.list.v2+json, "
    accept += "application/vnd.oci.artifact.manifest.v1+json"
    request = urllib.request.Request(CONTROL + path, headers={"Accept": accept})
    with handler.open(request) as answer:
        link = re.match("<([^>]+)>", answer.headers.get("Link") or "")
        return json.load(answer), link and link[1]


def every(path, key):
    entries = []
    while path:
        body, path = ask(path)
        entries += body[key] or []
    return entries


def read(name):
    """A repository as it is now."""
    tags = {tag["name"]: tag for tag in every(f"/acr/v1/{name}/_tags?n=1000", "tags")}
    found = every(f"/acr/v1/{name}/_manifests?n=1000", "manifests")
    manifests = {manifest["digest"]: manifest for manifest in found}
    bodies = {digest: ask(f"/v2/{name}/manifests/{digest}")[0] for digest in manifests}
    return Content(tags, manifests, bodies)


def subject(body):
    """The digest that a manifest refers to."""
    return body.get("subject", {}).get("digest")


def moment(content, part=0.5):
    """A moment that this part of the tags or manifests are older than, and `--ago` for it."""
    now = datetime.now(timezone.utc)
    entries = list(content.tags.values()) or list(content.manifests.values())
    dates = sorted(entry["lastUpdateTime"] for entry in entries)
    past = [date for date in dates if date < now.isoformat()]
    date = past[min(int(len(past) * part), len(past) - 1)]
    date = datetime.fromisoformat(date[:26]).replace(tzinfo=timezone.utc)
    # Minutes from any push: how long the command takes makes no difference.
    cutoff = date + timedelta(minutes=5)
    seconds = int((now - cutoff).total_seconds())
    return cutoff.strftime("%Y-%m-%dT%H:%M:%S.%f0Z"), f"0d{seconds}s"


def check_purge(name, words, user=ADMIN, part=0.5, **rules):
    """Purges, and compares what is left with what the rules leave."""
    before = read(name)
    cutoff, ago = moment(before, part)
    tags, manifests = purged(before, cutoff, **rules)
    output = acr("purge", "--ago", ago, *words, user=user)
    after = read(name)
    assert after.names() == (set(before.tags) - tags, set(before.manifests) - manifests), output
    return tags, manifests, output
