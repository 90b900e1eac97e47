//! The table "Manifests" of a repository: every digest, tagged or not.

use std::collections::BTreeMap;

use crate::model::{Digest, ManifestRecord, Repository, RepositoryName};
use crate::present::tag_rows::scale_meters;
use crate::present::words::{kind_of, platforms, short_platform};
use crate::present::{Badge, BytesText, Cell, Column, Meter, Row, Shape, Target};
use crate::storage::{Analysis, ManifestFigures, Role};

/// Its columns.
pub const MANIFEST_COLUMNS: [Column; 8] = [
    Column::new("digest", "Digest", "", Shape::Digest, true),
    Column::new("names", "Tags", "or what keeps it", Shape::Name, false),
    Column::new("kind", "Kind", "", Shape::Words, false),
    Column::new("platforms", "Platforms", "", Shape::Chips, false),
    Column::new("size", "Size", "everything that a pull of it needs", Shape::Bytes, true),
    Column::new("sharing", "Only here · shared", "of its size, deleted alone", Shape::Meter, false),
    Column::new("frees", "Frees if deleted", "deleted alone, with its tags", Shape::Bytes, true),
    Column::new(
        "updated",
        "Last updated",
        "by the registry, or else when the image was made",
        Shape::Moment,
        false,
    ),
];

/// One row for each manifest that was read; the key is the digest.
#[must_use]
pub fn manifest_rows(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
) -> Vec<Row> {
    let mut tags: BTreeMap<&Digest, Vec<&str>> = BTreeMap::new();
    for (tag, entry) in &repository.tags {
        if let Some(digest) = entry.digest() {
            tags.entry(digest).or_default().push(tag.as_str());
        }
    }
    let mut rows: Vec<Row> = repository
        .manifests
        .iter()
        .filter_map(|(digest, record)| {
            let figures = analysis.manifest(name, digest)?;
            let tags = tags.get(digest).map(Vec::as_slice).unwrap_or_default();
            let parents = analysis.parents_of(name, digest);
            Some(row(name, repository, (digest, record), &figures, tags, &parents))
        })
        .collect();
    scale_meters(&mut rows, 5);
    rows
}

fn row(
    name: &RepositoryName,
    repository: &Repository,
    (digest, record): (&Digest, &ManifestRecord),
    figures: &ManifestFigures,
    tags: &[&str],
    parents: &[Digest],
) -> Row {
    let kind = kind_of(figures.role, record);
    let chips: Vec<String> =
        platforms(repository, record).0.iter().map(|word| short_platform(word)).collect();
    let frees = figures.exclusive.at_most.unwrap_or(figures.exclusive.at_least);
    let cells = vec![
        Cell::Digest(digest.clone(), Some(name.clone())),
        names(repository, record, figures, tags, parents),
        Cell::Text(kind.to_owned()),
        if chips.is_empty() { Cell::Nothing } else { Cell::Chips(chips) },
        Cell::Bytes(figures.content.bytes, BytesText::of_amount(figures.content)),
        Cell::Meter(Meter {
            only_here: frees,
            shared: figures.content.bytes.saturating_sub(frees),
            ..Meter::default()
        }),
        Cell::Bytes(frees, BytesText::of_freed(figures.exclusive)),
        record.date().map_or(Cell::Nothing, Cell::Moment),
    ];
    let search =
        format!("{digest} {kind} {} {}", figures.role.as_str(), tags.join(" ")).to_lowercase();
    Row { key: digest.to_string(), label: digest.short(), cells, search }
}

/// Its tags; or, for a manifest without one, what keeps it or that nothing does.
fn names(
    repository: &Repository,
    record: &ManifestRecord,
    figures: &ManifestFigures,
    tags: &[&str],
    parents: &[Digest],
) -> Cell {
    let mut badges = Vec::new();
    let (before, text) = match (tags.split_first(), figures.role) {
        (Some((first, rest)), _) => {
            if !rest.is_empty() {
                badges.push(Badge::quiet(format!("and {} more", rest.len())));
            }
            (String::new(), (*first).to_owned())
        }
        (None, Role::Child) => ("child of ".to_owned(), parent_words(repository, parents)),
        (None, Role::Referrer) => {
            let about = record.manifest.subject.as_ref().map(Digest::short);
            ("about ".to_owned(), about.unwrap_or_else(|| "another manifest".to_owned()))
        }
        (None, Role::Orphan) => {
            badges.push(Badge::warning("orphan"));
            ("nothing reaches it".to_owned(), String::new())
        }
        (None, _) => ("untagged".to_owned(), String::new()),
    };
    if record.locked {
        badges.push(Badge::warning("locked"));
    }
    Cell::Name { before, name: text, target: Target::Nowhere, badges }
}

fn parent_words(repository: &Repository, parents: &[Digest]) -> String {
    let Some(first) = parents.first() else { return "an index".to_owned() };
    let tag = repository.tags_of(first).next().map(|tag| tag.as_str().to_owned());
    let name = tag.unwrap_or_else(|| first.short());
    if parents.len() > 1 { format!("{name} and {} more", parents.len() - 1) } else { name }
}
