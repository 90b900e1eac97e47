"""Azure's own `acr` (acr-cli), from PATH or from ACR=: its lists, and purges whose outcome is the one
that purge_rules.py computes."""

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
from purge_rules import Content, is_locked, purged, with_referrers

ACR = os.environ.get("ACR") or shutil.which("acr")
pytestmark = pytest.mark.skipif(
    not ACR, reason="acr (acr-cli) is neither on PATH nor named by ACR=: no package registry has it"
)
HOST = ENDPOINT.removeprefix("https://")
ADMIN = ("admin", "admin-password")
NOBODY = "00000000-0000-0000-0000-000000000000"
STORE = "web/storefront"
BILLING = "legacy/billing"


@pytest.fixture(autouse=True)
def registry():
    """Known to it: the admin user."""
    start()


def start(**azure):
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


def listed(output):
    """The names after the host: `repository:tag`, `repository@digest`."""
    return re.findall(rf"^(?:Would delete: )?{re.escape(HOST)}/(\S+)$", output, re.MULTILINE)


def ask(path):
    """An answer as JSON, and the next page's path."""
    opener = urllib.request.HTTPPasswordMgrWithPriorAuth()
    opener.add_password(None, CONTROL, *ADMIN, is_authenticated=True)
    handler = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(opener))
    accept = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    accept += "application/vnd.docker.distribution.manifest.list.v2+json"
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


def test_tags_and_manifests_are_listed_to_the_last():
    content = read(STORE)
    assert len(content.manifests) > 100, "more than a page"
    assert listed(acr("tag", "list", "--repository", STORE)) == [f"{STORE}:{tag}" for tag in content.tags]
    manifests = listed(acr("manifest", "list", "--repository", STORE))
    assert manifests == [f"{STORE}@{digest}" for digest in content.manifests]


def test_a_deleted_tag_leaves_its_manifest():
    before = read(STORE)
    going = sorted(before.tags)[:2]
    acr("tag", "delete", "--repository", STORE, *going)
    after = read(STORE)
    assert after.names() == (set(before.tags) - set(going), set(before.manifests))


def test_a_deleted_manifest_takes_its_tags_and_referrers_along_and_leaves_its_children():
    name = "web/checkout"
    before = read(name)
    digest = before.tags["latest"]["digest"]
    children = {child["digest"] for child in before.bodies[digest]["manifests"]}
    referrers = {other for other, body in before.bodies.items() if subject(body) == digest}
    assert children and referrers
    acr("manifest", "delete", "--repository", name, digest)
    after = read(name)
    tags = {tag for tag, entry in before.tags.items() if entry["digest"] == digest}
    assert set(after.tags) == set(before.tags) - tags
    assert set(after.manifests) == set(before.manifests) - with_referrers(before, [digest])
    assert children <= set(after.manifests) and not referrers & set(after.manifests)


def test_tags_that_match_and_are_old_go_and_nothing_else():
    tags, manifests, _ = check_purge(STORE, ["--filter", f"{STORE}:^[0-9.]+$"], tags="^[0-9.]+$")
    assert tags and not manifests


def test_the_newest_of_them_are_kept():
    words = ["--filter", f"{STORE}:.*", "--keep", "3"]
    tags, _, output = check_purge(STORE, words, tags=".*", keep=3)
    assert f"Number of deleted tags: {len(tags)}" in output


def test_what_is_untagged_then_goes_but_for_what_an_index_lists():
    words = ["--filter", "web/checkout:.*", "--untagged"]
    _, manifests, output = check_purge("web/checkout", words, tags=".*", untagged=True)
    assert manifests
    assert "Number of deleted manifests: " in output
    left = read("web/checkout")
    for body in left.bodies.values():
        assert {child["digest"] for child in body.get("manifests", [])} <= set(left.manifests)
        assert subject(body) in {None, *left.manifests}


def test_only_what_is_untagged_goes():
    words = ["--filter", "data/export:.*", "--untagged-only", "--keep", "2"]
    tags, manifests, _ = check_purge("data/export", words, untagged=True, keep=2)
    assert manifests and not tags


def test_a_dry_run_names_what_would_go_and_touches_nothing():
    before = read("data/export")
    cutoff, ago = moment(before)
    tags, manifests = purged(before, cutoff, tags=".*", untagged=True)
    output = acr("purge", "--ago", ago, "--filter", "data/export:.*", "--untagged", "--dry-run")
    named = set(listed(output))
    assert {f"data/export:{tag}" for tag in tags} <= named
    assert {f"data/export@{digest}" for digest in manifests} <= named
    assert read("data/export").names() == before.names()


def test_what_is_locked_stays():
    locked = {tag for tag, entry in read(BILLING).tags.items() if is_locked(entry)}
    words = ["--filter", f"{BILLING}:.*", "--untagged"]
    tags, _, _ = check_purge(BILLING, words, tags=".*", untagged=True)
    assert tags and locked and not locked & tags


def test_what_is_locked_goes_where_that_is_said():
    words = ["--filter", f"{BILLING}:.*", "--untagged", "--include-locked", "--keep", "1"]
    rules = {"tags": ".*", "untagged": True, "include_locked": True, "keep": 1}
    tags, manifests, _ = check_purge(BILLING, words, part=1, **rules)
    assert "final" in tags and len(read(BILLING).tags) == 1 and manifests


def test_several_repositories_are_named_by_a_pattern():
    before = {name: read(name) for name in every("/v2/_catalog?n=1000", "repositories")}
    cutoff, ago = moment(before["base/jdk"])
    acr("purge", "--ago", ago, "--filter", "base/.*:^[0-9.]+$")
    for name, content in before.items():
        gone = purged(content, cutoff, tags="^[0-9.]+$")[0] if name.startswith("base/") else set()
        assert set(read(name).tags) == set(content.tags) - gone, name


def test_a_refresh_token_signs_in_also_where_tokens_are_by_repository():
    if "ABAC" not in acr("purge", "--help"):
        pytest.skip("this acr is older than its support of ABAC registries (after 0.18.1)")
    roles = ["Container Registry Repository Contributor", "Container Registry Repository Catalog Lister"]
    user = {"kind": "entra", "entra_token": "e.n.t", "roles": roles}
    admin = {"kind": "admin", "user": ADMIN[0], "password": ADMIN[1]}
    start(abac=True, identities=[admin, user])
    form = {"grant_type": "access_token", "service": HOST, "access_token": "e.n.t"}
    exchange = f"{CONTROL}/oauth2/exchange"
    with urllib.request.urlopen(exchange, urllib.parse.urlencode(form).encode()) as answer:
        nobody = (NOBODY, json.load(answer)["refresh_token"])
    words = ["--filter", "web/checkout:.*"]
    tags, _, _ = check_purge("web/checkout", words, user=nobody, tags=".*")
    assert tags
