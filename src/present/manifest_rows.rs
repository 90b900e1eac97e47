//! The table "Manifests" of a repository: every digest, tagged or not.

use crate::cleanup::Frees;
use crate::model::order::sort_by;
use crate::model::{
    Attributes, Digest, ManifestEntry, ManifestRecord, ReadState, Repository, RepositoryName,
    TagsByDigest,
};
use crate::present::frees_words::frees_text;
use crate::present::image_cells::{
    FREES_HINT, IMAGE_GONE, PLATFORMS, SHARING_HINT, SIZE_HINT, UPDATED, end_waiting, is_gone,
    listed_cells, platforms_cell, scale_meters, sharing_cell,
};
use crate::present::listed_words::listed_kind;
use crate::present::lock_words::lock_badge;
use crate::present::signature_tags::gone_badge;
use crate::present::table::table;
use crate::present::words::kind_of;
use crate::present::{Badge, BytesText, Cell, Column, Meter, Row, Shape, Target, grouped, visible};
use crate::registry::Capabilities;
use crate::storage::{Analysis, Role};

table! {
    /// The columns of the table "Manifests".
    pub MANIFEST_COLUMNS of ManifestCells {
        // On a narrow screen the manifest's name stands below the digest, because nobody deletes by a hash.
        digest: Column::new("Digest", "", Shape::Digest, true).over("names"),
        names: Column::new("Tags", "tags, or the index that it is a part of", Shape::Name, false),
        kind: Column::new("Kind", "", Shape::Words, false),
        platforms: PLATFORMS,
        size: Column::new(
            "Size",
            SIZE_HINT,
            Shape::Bytes,
            true,
        )
        .over("updated"),
        sharing: Column::new(
            "Only here · shared",
            SHARING_HINT,
            Shape::Meter,
            false,
        ),
        frees: Column::new(
            "Frees if deleted",
            FREES_HINT,
            Shape::Bytes,
            true,
        ),
        updated: UPDATED,
    }
}

/// One row for each manifest that was read or is listed; the key is the digest. `does`, the registry's
/// capabilities, says which manifests the registry deletes along.
#[must_use]
pub fn manifest_rows(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
    does: &Capabilities,
) -> Vec<Row> {
    let around = Around::of(name, repository, analysis, does);
    let records = repository.manifests.iter();
    let mut rows: Vec<Row> =
        records.filter_map(|(digest, record)| around.row(digest, record)).collect();
    let known = rows.len();
    let unread = |digest: &Digest| {
        !repository.manifests.contains_key(digest) && !repository.absent.contains(digest)
    };
    if repository.state != ReadState::Complete {
        let listed = repository.listed.iter().filter(|(digest, _)| unread(digest));
        rows.extend(listed.map(|(digest, entry)| around.listed_row(digest, entry)));
    }
    if rows.len() > known {
        sort_by(&mut rows, |a, b| a.key.cmp(&b.key));
    }
    end_waiting(&mut rows, repository);
    scale_meters(&mut rows, MANIFEST_COLUMNS, repository.state);
    rows
}

/// The data that all rows of a repository's manifests share, besides each row's own manifest.
pub(super) struct Around<'a> {
    pub(super) name: &'a RepositoryName,
    pub(super) repository: &'a Repository,
    analysis: &'a Analysis,
    pub(super) deletion: Frees<'a>,
    pub(super) tags: TagsByDigest<'a>,
}

impl<'a> Around<'a> {
    pub(super) fn of(
        name: &'a RepositoryName,
        repository: &'a Repository,
        analysis: &'a Analysis,
        does: &Capabilities,
    ) -> Self {
        let deletion = Frees::of(name, repository, analysis, does);
        Self { name, repository, analysis, deletion, tags: TagsByDigest::of(repository) }
    }

    fn row(&self, digest: &Digest, record: &ManifestRecord) -> Option<Row> {
        let figures = self.analysis.manifest(self.name, digest)?;
        let kind = kind_of(figures.role, record);
        let above =
            if self.tags.on(digest).is_empty() { self.indexes_of(digest) } else { Vec::new() };
        let only_here = match above.is_empty() {
            true => figures.with_children.known,
            false => self.only_in(digest, &above),
        };
        let frees = self.deletion.of_manifest(digest, &figures);
        let cells = ManifestCells {
            digest: Cell::Digest(digest.clone(), Some(self.name.clone())),
            names: self.names(digest, record, figures.role),
            kind: Cell::Text(kind.to_owned()),
            platforms: platforms_cell(self.repository, digest, record, false),
            size: Cell::Bytes(figures.content.bytes, BytesText::of_amount(figures.content)),
            sharing: sharing_cell(figures.content.bytes, only_here),
            frees: Cell::Bytes(frees.usual.known, frees_text(&frees)),
            updated: record.date().map_or(Cell::Nothing, Cell::Moment),
        };
        let mut search = format!("{digest} {kind} {}", figures.role.as_str());
        for tag in self.tags.on(digest) {
            search = format!("{search} {tag}");
        }
        let row = cells.row(digest.to_string(), digest.short(), search.to_lowercase());
        Some(Row { part_of: above.first().map(ToString::to_string), ..row })
    }

    /// The indexes that list a manifest: first the one with a tag, below which it is folded. A manifest that
    /// several list stands below one of them, so that no row and no figure is there twice.
    pub(super) fn indexes_of(&self, digest: &Digest) -> Vec<Digest> {
        let mut all = self.analysis.parents_of(self.name, digest);
        all.retain(|index| index != digest);
        sort_by(&mut all, |a, b| self.tags.on(a).is_empty().cmp(&self.tags.on(b).is_empty()));
        all
    }

    /// Bytes of a part that nothing uses but the indexes that list it: deleting it with them frees so much more than
    /// deleting them alone.
    fn only_in(&self, digest: &Digest, indexes: &[Digest]) -> u64 {
        let mut above = indexes.to_vec();
        let mut next = 0;
        while let Some(index) = above.get(next) {
            let more = self.analysis.parents_of(self.name, index);
            next += 1;
            let new: Vec<Digest> = more.into_iter().filter(|one| !above.contains(one)).collect();
            above.extend(new);
        }
        let freed = |all: &[Digest]| {
            self.analysis.exclusive_of(all.iter().map(|one| (self.name, one))).known
        };
        let indexes_alone = freed(&above);
        above.push(digest.clone());
        freed(&above).saturating_sub(indexes_alone)
    }

    /// A manifest that is listed and not read yet.
    fn listed_row(&self, digest: &Digest, entry: &ManifestEntry) -> Row {
        let kind = listed_kind(entry.media_type.as_ref(), entry.config_type.as_ref());
        let tags = self.tags.on(digest);
        let mut badges = Vec::new();
        let name = tags.first().map(ToString::to_string).unwrap_or_default();
        if tags.len() > 1 {
            badges.push(Badge::quiet(format!("and {} more", tags.len() - 1)));
        }
        badges.extend(self.lock(digest, entry.attributes));
        badges.extend(self.quarantine(digest));
        let before = if tags.is_empty() && !entry.tagged { "untagged" } else { "" }.to_owned();
        let (platforms, size) = listed_cells(Some(entry));
        let cells = ManifestCells {
            digest: Cell::Digest(digest.clone(), None),
            names: Cell::Name { before, name, target: Target::Nowhere, badges },
            kind: kind.map_or(Cell::Pending, |kind| Cell::Text(kind.to_owned())),
            platforms,
            size,
            sharing: Cell::Meter(Meter { pending: true, ..Meter::default() }),
            frees: Cell::Pending,
            updated: entry.last_updated.map_or(Cell::Nothing, Cell::Moment),
        };
        let mut search = format!("{digest} {}", kind.unwrap_or_default());
        for tag in tags {
            search = format!("{search} {tag}");
        }
        let search = search.to_lowercase();
        cells.row(digest.to_string(), digest.short(), search)
    }

    fn lock(&self, digest: &Digest, attributes: Attributes) -> Option<Badge> {
        let by_a_tag = self.deletion.is_locked(digest).then_some("tag");
        lock_badge(&[("manifest", attributes)], self.repository.entry, by_a_tag)
    }

    fn quarantine(&self, digest: &Digest) -> Option<Badge> {
        let state = self.repository.listed.get(digest)?.quarantine.as_deref()?;
        Some(Badge::warning("quarantine").saying(format!("quarantineState: {}", visible(state))))
    }

    /// The tags of a manifest; for a manifest without tags, the thing that keeps it, or that nothing
    /// does. A name links to the thing that it names.
    pub(super) fn names(&self, digest: &Digest, record: &ManifestRecord, role: Role) -> Cell {
        let mut badges = Vec::new();
        let parents = self.indexes_of(digest);
        let subject = record.manifest.subject.as_ref();
        let (before, name, target) = match (self.tags.on(digest).split_first(), role) {
            (Some((first, rest)), _) => {
                if !rest.is_empty() {
                    badges.push(Badge::quiet(format!("and {} more", grouped(rest.len() as u64))));
                }
                if self.repository.hidden_tags.contains(digest) {
                    badges.push(Badge::quiet("and a hidden tag".to_owned()));
                }
                badges.extend(gone_badge(self.repository, self.tags.on(digest), Some(record)));
                ("", first.to_string(), self.target(digest))
            }
            (None, Role::Orphan) if parents.is_empty() => {
                badges.push(Badge::warning("orphan"));
                ("", String::new(), Target::Nowhere)
            }
            (None, _) if !parents.is_empty() => {
                if role == Role::Orphan {
                    badges.push(Badge::warning("orphan"));
                }
                ("part of ", self.parent_words(&parents), self.target(&parents[0]))
            }
            (None, Role::Referrer) if subject.is_some() => {
                if subject.is_some_and(|subject| is_gone(self.repository, subject)) {
                    badges.push(Badge::warning("which is not here").saying(IMAGE_GONE));
                }
                let about = subject.map(|digest| self.tag_or_short(digest));
                let target = subject.map_or(Target::Nowhere, |digest| self.target(digest));
                ("belongs to ", about.unwrap_or_default(), target)
            }
            (None, _) if self.repository.hidden_tags.contains(digest) => {
                ("hidden tag", String::new(), Target::Nowhere)
            }
            (None, _) => ("untagged", String::new(), Target::Nowhere),
        };
        badges.extend(self.lock(digest, record.attributes));
        badges.extend(self.quarantine(digest));
        Cell::Name { before: before.to_owned(), name, target, badges }
    }

    fn parent_words(&self, parents: &[Digest]) -> String {
        let first = self.tag_or_short(&parents[0]);
        match parents.len() {
            1 => first,
            count => format!("{first} and {} more", count - 1),
        }
    }

    /// People know a manifest by its tag.
    fn tag_or_short(&self, digest: &Digest) -> String {
        self.tags.on(digest).first().map_or_else(|| digest.short(), ToString::to_string)
    }

    /// The page of a manifest, by the tag that [`Self::tag_or_short`] names it by.
    fn target(&self, digest: &Digest) -> Target {
        match self.repository.manifests.contains_key(digest) {
            true => {
                let tag = self.tags.on(digest).first().map(|&tag| tag.clone());
                Target::Manifest(self.name.clone(), digest.clone(), tag)
            }
            false => Target::Nowhere,
        }
    }
}
