"""Azure's own `acr` (acr-cli): its lists, and purges whose outcome is the one that purge_rules.py
computes."""

import pytest
from acr_cli import acr, check_purge, every, listed, moment, needs_acr, read, start, subject
from purge_rules import due_of, is_locked, purged, with_referrers

pytestmark = needs_acr
STORE = "web/storefront"
BILLING = "legacy/billing"


@pytest.fixture(autouse=True)
def registry():
    """Known to it: the admin user."""
    start()


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


def test_referrers_stay_in_whatever_form_they_were_pushed():
    name = "web/checkout"
    before = read(name)
    withdrawn = "application/vnd.oci.artifact.manifest.v1+json"
    referrers = {digest for digest, body in before.bodies.items() if subject(body)}
    types = {before.manifests[digest]["mediaType"] for digest in referrers}
    assert withdrawn in types and len(types) > 1
    words = ["--filter", f"{name}:.*", "--untagged-only"]
    tags, manifests, _ = check_purge(name, words, part=1, untagged=True)
    assert manifests and not tags
    # Those that went, went with what they refer to.
    assert all(subject(before.bodies[digest]) in manifests for digest in referrers & manifests)


@pytest.mark.parametrize("name", ["data/export", "web/checkout"])
def test_a_dry_run_names_what_would_go_and_nothing_else_and_touches_nothing(name):
    before = read(name)
    cutoff, ago = moment(before)
    # Referrers are not named: the registry takes them along.
    tags, manifests = due_of(before, cutoff, tags=".*", untagged=True)
    assert tags and manifests
    output = acr("purge", "--ago", ago, "--filter", f"{name}:.*", "--untagged", "--dry-run")
    named = listed(output)
    assert len(named) == len(set(named))
    assert set(named) == {f"{name}:{tag}" for tag in tags} | {f"{name}@{digest}" for digest in manifests}
    assert f"Number of tags to be deleted: {len(tags)}" in output
    assert f"Number of manifests to be deleted: {len(manifests)}" in output
    assert read(name).names() == before.names()


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
