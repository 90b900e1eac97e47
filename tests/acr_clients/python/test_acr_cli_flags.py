"""Azure's own `acr` (acr-cli): flags that change how a purge is done and not what goes, and registries that
give tokens by repository."""

import re

import pytest
from acr_cli import acr, check_purge, every, knows_abac, listed, moment, needs_acr, read, sign_in_by_repository, start
from conftest import requests
from purge_rules import purged

pytestmark = needs_acr
NAME = "web/checkout"


@pytest.fixture(autouse=True)
def registry():
    """Known to it: the admin user."""
    start()


def test_several_filters_of_one_repository_are_one_and_of_several_each_for_itself():
    before = {name: read(name) for name in [NAME, "web/search", "base/jdk"]}
    cutoff, ago = moment(before[NAME])
    patterns = [(NAME, r"^2\.[0-7]\."), (NAME, "^main$"), ("web/search", r"^1\.[0-9]\.")]
    words = [word for name, tags in patterns for word in ["--filter", f"{name}:{tags}"]]
    acr("purge", "--ago", ago, *words)
    expected = {NAME: r"^2\.[0-7]\.|^main$", "web/search": r"^1\.[0-9]\.", "base/jdk": None}
    for name, tags in expected.items():
        gone = purged(before[name], cutoff, tags=tags)[0]
        assert bool(gone) == bool(tags), name
        assert set(read(name).tags) == set(before[name].tags) - gone, name


@pytest.mark.parametrize("tasks, said", [("1", None), ("32", None), ("99", "too large"), ("0", "invalid")])
def test_as_many_tasks_as_one_likes_delete_the_same(tasks, said):
    words = ["--filter", f"{NAME}:.*", "--untagged", "--concurrency", tasks]
    tags, manifests, output = check_purge(NAME, words, tags=".*", untagged=True)
    assert tags and manifests
    assert ("Specified concurrency value" in output) == bool(said) and (said or "") in output


def test_repositories_are_listed_by_pages_of_any_size():
    before = read(NAME)
    cutoff, ago = moment(before)
    started = len(requests())
    acr("purge", "--ago", ago, "--filter", f"{NAME}:.*", "--repository-page-size", "5")
    pages = [line for line in requests()[started:] if line.startswith("GET /v2/_catalog")]
    assert len(pages) >= 6 and all("n=5" in line for line in pages)
    assert set(read(NAME).tags) == set(before.tags) - purged(before, cutoff, tags=".*")[0]


@pytest.fixture
def by_repository():
    """Who signs in where tokens are by repository."""
    if not knows_abac():
        pytest.skip("this acr is older than its support of ABAC registries (after 0.18.1)")
    return sign_in_by_repository()


def test_a_refresh_token_signs_in_also_where_tokens_are_by_repository(by_repository):
    words = ["--filter", f"{NAME}:.*"]
    tags, _, _ = check_purge(NAME, words, user=by_repository, tags=".*")
    assert tags


def test_lists_are_whole_where_tokens_are_by_repository(by_repository):
    content = read(NAME)
    tags = listed(acr("tag", "list", "--repository", NAME, user=by_repository))
    assert tags == [f"{NAME}:{tag}" for tag in content.tags]
    manifests = listed(acr("manifest", "list", "--repository", NAME, user=by_repository))
    assert manifests == [f"{NAME}@{digest}" for digest in content.manifests]


def test_tokens_by_repository_are_for_ten_at_a_time(by_repository):
    names = every("/v2/_catalog?n=1000", "repositories")
    words = ["--ago", "0d1h", "--filter", ".*:^[0-9.]+$", "--dry-run"]
    output = acr("purge", *words, user=by_repository)
    sizes = re.findall(r"Setting token scope for (\d+) repositories", output)
    assert [int(size) for size in sizes] == [10, 10, 7] and len(names) == 27
    asked = set(re.findall(r"Would delete tags for repository: (\S+)", output))
    assert asked == set(names)
