//! The table "Tags" of a repository.

use crate::model::{
    ManifestEntry, Repository, RepositoryName, Tag, TagName, TagTarget, TagsByDigest,
};
use crate::present::lock_words::lock_badge;
use crate::present::words::{platforms, short_platform};
use crate::present::{Badge, BytesText, Cell, Column, Meter, Row, Shape, Target};
use crate::storage::Analysis;

/// Its columns.
pub const TAG_COLUMNS: [Column; 7] = [
    Column::new("tag", "Tag", "", Shape::Name, true),
    Column::new("digest", "Digest", "of the manifest it points to", Shape::Digest, false),
    Column::new("platforms", "Platforms", "", Shape::Chips, false),
    Column::new(
        "size",
        "Size",
        "everything that a pull of all its platforms needs",
        Shape::Bytes,
        true,
    ),
    Column::new("sharing", "Only here · shared", "of its size", Shape::Meter, false),
    Column::new(
        "frees",
        "Frees if deleted",
        "with the platform manifests that nothing else lists, and with every tag on the digest",
        Shape::Bytes,
        true,
    ),
    Column::new(
        "updated",
        "Last updated",
        "by the registry, or else when the image was made",
        Shape::Moment,
        false,
    ),
];

/// One row for each tag, in the order of their names; the key is the tag.
#[must_use]
pub fn tag_rows(name: &RepositoryName, repository: &Repository, analysis: &Analysis) -> Vec<Row> {
    let by_digest = TagsByDigest::of(repository);
    let mut rows: Vec<Row> = repository
        .tags
        .iter()
        .map(|(tag, entry)| {
            let same = entry.digest().map(|digest| by_digest.on(digest)).unwrap_or_default();
            row(name, repository, analysis, (tag, entry), same)
        })
        .collect();
    scale_meters(&mut rows, 4);
    rows
}

/// Gives every meter in column `column` the same scale: the largest size in the table.
pub(super) fn scale_meters(rows: &mut [Row], column: usize) {
    let size = |row: &Row| match row.cells.get(column) {
        Some(Cell::Meter(meter)) => meter.only_here.saturating_add(meter.shared),
        _ => 0,
    };
    let largest = rows.iter().map(size).max().unwrap_or(0);
    for row in rows {
        if let Some(Cell::Meter(meter)) = row.cells.get_mut(column) {
            meter.full = largest;
        }
    }
}

fn row(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
    (tag, entry): (&TagName, &Tag),
    same_digest: &[&TagName],
) -> Row {
    let record = entry.digest().and_then(|digest| repository.manifests.get(digest));
    let figures = entry.digest().and_then(|digest| analysis.manifest(name, digest));
    let target = match (entry.digest(), record) {
        (Some(digest), Some(_)) => Target::Manifest(name.clone(), digest.clone()),
        _ => Target::Nowhere,
    };
    let mut cells = vec![
        Cell::Name {
            before: String::new(),
            name: tag.to_string(),
            target,
            badges: badges(tag, entry, repository, same_digest),
        },
        entry.digest().map_or(Cell::Pending, |digest| {
            Cell::Digest(digest.clone(), record.map(|_| name.clone()))
        }),
    ];
    if let (Some(record), Some(figures)) = (record, figures) {
        let (present, listed) = platforms(repository, record);
        let mut chips: Vec<String> = present.iter().map(|word| short_platform(word)).collect();
        if present.len() < listed {
            chips.push(format!("{} of {listed} present", present.len()));
        }
        let frees = figures.with_children.at_most.unwrap_or(figures.with_children.at_least);
        let mut frees_text = BytesText::of_freed(figures.with_children);
        if figures.with_children != figures.exclusive {
            let alone = BytesText::of_freed(figures.exclusive).plain();
            frees_text.exact =
                format!("{} with its platform manifests; {alone} without them", frees_text.exact);
        }
        cells.extend([
            if chips.is_empty() { Cell::Nothing } else { Cell::Chips(chips) },
            Cell::Bytes(figures.content.bytes, BytesText::of_amount(figures.content)),
            Cell::Meter(Meter {
                only_here: frees,
                shared: figures.content.bytes.saturating_sub(frees),
                ..Meter::default()
            }),
            Cell::Bytes(frees, frees_text),
            entry.last_updated.or(record.date()).map_or(Cell::Nothing, Cell::Moment),
        ]);
    } else if entry.target == TagTarget::Absent {
        cells[1] = Cell::Nothing;
        cells.extend([const { Cell::Nothing }; 5]);
    } else {
        let listed = entry.digest().and_then(|digest| repository.listed.get(digest));
        cells.extend(listed_cells(listed));
        cells.push(Cell::Meter(Meter { pending: true, ..Meter::default() }));
        cells.extend([Cell::Pending, entry.last_updated.map_or(Cell::Pending, Cell::Moment)]);
    }
    let digest = entry.digest().map(ToString::to_string).unwrap_or_default();
    let search = format!("{} {digest}", tag.as_str().to_lowercase());
    Row { key: tag.to_string(), label: tag.to_string(), cells, search }
}

/// Platforms and size of a manifest that is listed and not read yet.
pub(super) fn listed_cells(listed: Option<&ManifestEntry>) -> [Cell; 2] {
    let platform = listed.and_then(|entry| entry.platform.as_ref());
    let platform = platform.filter(|platform| !platform.is_unknown());
    let size = listed.and_then(|entry| entry.size);
    [
        platform.map_or(Cell::Pending, |platform| {
            Cell::Chips(vec![short_platform(&platform.to_string())])
        }),
        size.map_or(Cell::Pending, |size| Cell::Bytes(size, BytesText::of_listed(size))),
    ]
}

fn badges(
    tag: &TagName,
    entry: &Tag,
    repository: &Repository,
    same_digest: &[&TagName],
) -> Vec<Badge> {
    let mut badges = Vec::new();
    let digest = entry.digest();
    let manifest = digest.and_then(|digest| {
        let listed = repository.listed.get(digest).map(|entry| entry.attributes);
        repository.manifests.get(digest).map(|record| record.attributes).or(listed)
    });
    let locks = [("tag", entry.attributes), ("manifest", manifest.unwrap_or_default())];
    badges.extend(lock_badge(&locks, repository.entry));
    if entry.target == TagTarget::Absent {
        badges.push(Badge::warning("points to nothing"));
    }
    // Counted, not looked for: thousands of tags may be on one digest.
    if let Some(first) = same_digest.iter().find(|other| **other != tag) {
        badges.push(match same_digest.len().saturating_sub(2) {
            0 => Badge::quiet(format!("= {first}")),
            more => Badge::quiet(format!("= {first} and {more} more")),
        });
    }
    if let Some(about) = tag.attached_to() {
        badges.push(Badge::quiet(format!("about {}", about.short())));
    }
    let pulled = digest.and_then(|digest| repository.listed.get(digest)?.last_pulled);
    badges.extend(pulled.map(|moment| {
        let day: String = moment.to_string().chars().take(10).collect();
        let hint = format!("The registry says that its manifest was last pulled at {moment}.");
        Badge { hint, ..Badge::quiet(format!("pulled {day}")) }
    }));
    badges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attributes, Digest, Inventory, ManifestEntry, Timestamp};

    #[test]
    fn the_last_pull_stands_beside_the_tag_where_a_registry_tells_it() {
        let shown = |last_pulled: Option<Timestamp>| {
            let digest = Digest::of(b"web");
            let mut repository = Repository::default();
            let target = TagTarget::Digest(digest.clone());
            let tag = Tag { target, last_updated: None, attributes: Attributes::OPEN };
            repository.tags.insert("v1".parse().expect("a tag"), tag);
            repository.list(digest, ManifestEntry { last_pulled, ..ManifestEntry::default() });
            let name: RepositoryName = "a".parse().expect("a name");
            let mut inventory = Inventory::default();
            inventory.repositories.insert(name.clone(), repository);
            let analysis = Analysis::of(&inventory);
            let rows = tag_rows(&name, &inventory.repositories[&name], &analysis);
            match &rows[0].cells[0] {
                Cell::Name { badges, .. } => {
                    badges.iter().map(|badge| badge.text.clone()).collect()
                }
                other => vec![format!("{other:?}")],
            }
        };
        // 2026-02-03T04:05:06Z
        assert_eq!(shown(Some(Timestamp::from_millis(1_770_091_506_000))), ["pulled 2026-02-03"]);
        assert_eq!(shown(None), Vec::<String>::new());
    }
}
