//! The tables of the page "Compare": repositories then and now, and the tags that are new, gone or moved.

use crate::model::{Digest, Inventory};
use crate::present::image_cells::repository_cell;
use crate::present::table::table;
use crate::present::{
    Badge, BytesText, Cell, Column, Difference, RepositoryChange, Row, Shape, Side, TagMove,
    Target, grouped,
};

table! {
    /// The columns of the table of repositories.
    pub COMPARED_COLUMNS of ComparedCells {
        name: Column::new("Repository", "", Shape::Name, true),
        then: Column::new("Then", "bytes that it stored, as the report says", Shape::Bytes, false),
        now: Column::new("Now", "bytes that it stores", Shape::Bytes, false),
        change: Column::new("Change", "of its stored bytes", Shape::Bytes, true).over("tags"),
        tags: Column::new("Tags", "new, gone, or on another manifest", Shape::Phrase, false),
    }
}

table! {
    /// The columns of the table of tags.
    pub MOVED_TAG_COLUMNS of TagCells {
        tag: Column::new("Tag", "", Shape::Name, true).over("repository"),
        repository: Column::new("Repository", "", Shape::Name, false),
        how: Column::new("Change", "", Shape::Words, true),
        then: Column::new("Then", "the manifest that it pointed to", Shape::Digest, false),
        now: Column::new("Now", "the manifest that it points to", Shape::Digest, false),
    }
}

/// One row for each repository of either side, by name.
#[must_use]
pub fn compared_rows(difference: &Difference, inventory: &Inventory) -> Vec<Row> {
    let row = |change: &RepositoryChange| {
        let (name, stored) = (&change.name, change.stored);
        let is_here = inventory.repositories.contains_key(name);
        let badge = match (stored.then, stored.now) {
            (Side::Absent, _) => Some(Badge::quiet("new")),
            (_, Side::Absent) => Some(Badge::quiet("gone")),
            (_, Side::Unknown) if is_here => Some(Badge::warning("not read")),
            (_, Side::Unknown) => Some(Badge::warning("not listed now")),
            (Side::Unknown, _) => Some(Badge::warning("not in the report")),
            _ => None,
        };
        let mut named = repository_cell(name);
        if let Cell::Name { target, badges, .. } = &mut named {
            badges.extend(badge);
            if !is_here {
                *target = Target::Nowhere;
            }
        }
        let cells = ComparedCells {
            name: named,
            then: side(stored.then),
            now: side(stored.now),
            change: stored.change().map_or(Cell::Unknown, Cell::Change),
            tags: tags_cell(change),
        };
        cells.row(name.to_string(), name.to_string(), name.to_string())
    };
    difference.repositories.iter().map(row).collect()
}

/// One row for each tag that is new, gone or moved, by repository.
#[must_use]
pub fn moved_tag_rows(difference: &Difference, inventory: &Inventory) -> Vec<Row> {
    let mut rows = Vec::with_capacity(difference.tags.len());
    for change in &difference.tags {
        let repository = inventory.repositories.get(&change.repository);
        let is_there =
            |digest: &Digest| repository.is_some_and(|all| all.manifests.contains_key(digest));
        let manifest = |digest: &Option<Digest>| match digest {
            Some(digest) => {
                let place = is_there(digest).then(|| change.repository.clone());
                Cell::Digest(digest.clone(), place)
            }
            None => Cell::Nothing,
        };
        let target = change.now.clone().filter(|digest| is_there(digest));
        let target = target.map_or(Target::Nowhere, |digest| {
            Target::Manifest(change.repository.clone(), digest, Some(change.tag.clone()))
        });
        let mut named = repository_cell(&change.repository);
        if let (Cell::Name { target, .. }, None) = (&mut named, repository) {
            *target = Target::Nowhere;
        }
        let cells = TagCells {
            tag: Cell::Name {
                before: String::new(),
                name: change.tag.to_string(),
                target,
                badges: Vec::new(),
            },
            repository: named,
            how: Cell::Text(change.how.word().to_owned()),
            then: manifest(&change.then),
            now: manifest(&change.now),
        };
        let key = format!("{}:{}", change.repository, change.tag);
        let search = format!("{key} {}", change.how.word()).to_lowercase();
        rows.push(cells.row(key.clone(), key, search));
    }
    rows
}

impl TagMove {
    /// All kinds, in the order of their counts.
    pub const ALL: [Self; 3] = [Self::New, Self::Gone, Self::Moved];

    /// The word on the page and in exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Moved => "moved",
        }
    }
}

fn side(side: Side) -> Cell {
    match side {
        Side::Known(amount) => Cell::Bytes(amount.bytes, BytesText::of_amount(amount)),
        Side::Absent => Cell::Nothing,
        Side::Unknown => Cell::Unknown,
    }
}

/// `12 new, at least 3 gone`; sorted by the sum.
fn tags_cell(change: &RepositoryChange) -> Cell {
    let mut parts = Vec::new();
    for (how, (count, is_more)) in TagMove::ALL.iter().zip(change.tags.iter().zip(change.more_tags))
    {
        if *count > 0 {
            let bound = if is_more { "at least " } else { "" };
            parts.push(format!("{bound}{} {}", grouped(*count as u64), how.word()));
        }
    }
    let sum = change.tags.iter().sum::<usize>() as u64;
    match parts.is_empty() {
        true if change.more_tags[0] => Cell::Unknown,
        true => Cell::Nothing,
        false => Cell::Ranked(sum, parts.join(", "), Target::Nowhere),
    }
}
