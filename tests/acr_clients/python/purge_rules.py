"""What `acr purge` takes away and what it leaves, computed from a repository's lists by the rules that
its documentation and its source state (Azure/acr-cli, `purge.go`, `image_functions.go`), and what the
registry adds: a manifest takes its referrers along.
"""

import re
from dataclasses import dataclass, field

INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
# Of these the command reads whether they have a subject; others it takes to have none.
OCI = (
    "application/vnd.oci.image.manifest.v1+json",
    INDEXES[0],
    "application/vnd.oci.artifact.manifest.v1+json",
)


@dataclass
class Content:
    """A repository: entries of ACR's lists by name and digest, and manifests by digest."""

    tags: dict = field(default_factory=dict)
    manifests: dict = field(default_factory=dict)
    bodies: dict = field(default_factory=dict)

    def names(self):
        return set(self.tags), set(self.manifests)


def purged(content, cutoff, **rules):
    """Tags that go, then manifests that go, with those that the registry takes along."""
    tags, due = due_of(content, cutoff, **rules)
    return tags, with_referrers(content, due)


def due_of(content, cutoff, *, tags=None, keep=0, untagged=False, include_locked=False):
    """Tags that are deleted (those that `tags` is found in; none for None), then manifests: what a dry
    run names."""
    gone_tags = due_tags(content, cutoff, tags, keep, include_locked) if tags else []
    left = {name: tag for name, tag in content.tags.items() if name not in gone_tags}
    if not untagged:
        return set(gone_tags), set()
    tagged = {tag["digest"] for tag in left.values()}
    due = due_manifests(content, cutoff, tagged, include_locked)
    if keep:
        # Newest first; of equal age those with the lower digests are kept.
        due.sort()
        due.sort(key=lambda digest: content.manifests[digest]["lastUpdateTime"], reverse=True)
        due = due[keep:]
    return set(gone_tags), set(due)


def due_tags(content, cutoff, pattern, keep, include_locked):
    newest_first = sorted(content.tags)
    newest_first.sort(key=lambda name: content.tags[name]["lastUpdateTime"], reverse=True)
    eligible = [
        name
        for name in newest_first
        if re.search(pattern, name)
        and content.tags[name]["lastUpdateTime"] < cutoff
        and (include_locked or not is_locked(content.tags[name]))
    ]
    return eligible[keep:]


def due_manifests(content, cutoff, tagged, include_locked):
    candidates, ignored = [], set()
    for digest, manifest in content.manifests.items():
        if is_locked(manifest) and not include_locked:
            # Its children are not looked at: an untagged child of a locked index goes.
            continue
        body = content.bodies[digest]
        if digest in tagged or manifest["lastUpdateTime"] > cutoff:
            if manifest["mediaType"] in INDEXES:
                ignored |= below(content, body)
        elif manifest["mediaType"] in OCI and "subject" in body:
            continue
        else:
            candidates.append(digest)
    return [digest for digest in candidates if digest not in ignored]


def below(content, body):
    """Everything that an index lists, and what that lists."""
    children = {child["digest"] for child in body.get("manifests", [])}
    there = [content.bodies[digest] for digest in children if digest in content.bodies]
    return children.union(*(below(content, child) for child in there))


def with_referrers(content, digests):
    gone = set(digests)
    while True:
        more = {
            digest
            for digest, body in content.bodies.items()
            if body.get("subject", {}).get("digest") in gone and digest not in gone
        }
        if not more:
            return gone
        gone |= more


def is_locked(entry):
    flags = entry["changeableAttributes"]
    return not (flags["deleteEnabled"] and flags["writeEnabled"])
