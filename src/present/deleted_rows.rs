//! The table "Deleted": the content of a registry's bin.

use std::collections::BTreeMap;

use crate::model::{Digest, RepositoryName};
use crate::present::listed_words::listed_kind;
use crate::present::table::table;
use crate::present::{Badge, BytesText, Cell, Column, Row, Shape, Target};
use crate::registry::bin::{DeletedContent, DeletedManifest};

table! {
    /// The columns of the table "Deleted".
    pub DELETED_COLUMNS of DeletedCells {
        repository: Column::new("Repository", "", Shape::Name, true),
        digest: Column::new("Digest", "", Shape::Digest, false),
        tags: Column::new(
            "Tags",
            "tags that were deleted with the manifest, or from it",
            Shape::Chips,
            true,
        ),
        kind: Column::new("Kind", "", Shape::Words, false),
        size: Column::new(
            "Listed size",
            "of the whole image, as the registry states it; shared layers count in full",
            Shape::Bytes,
            false,
        ),
        deleted: Column::new("Deleted", "", Shape::Moment, true),
    }
}

/// One row for each manifest that was deleted, or that a deleted tag pointed to. The key is the
/// repository and the digest, separated by a blank.
#[must_use]
pub fn deleted_rows(all: &[(RepositoryName, DeletedContent)]) -> Vec<Row> {
    all.iter().flat_map(|(name, content)| rows_of(name, content)).collect()
}

fn rows_of(name: &RepositoryName, content: &DeletedContent) -> Vec<Row> {
    let mut digests: BTreeMap<&Digest, Option<&DeletedManifest>> = BTreeMap::new();
    for tag in &content.tags {
        digests.insert(&tag.digest, None);
    }
    for manifest in &content.manifests {
        digests.insert(&manifest.digest, Some(manifest));
    }
    // Manifests with tags come first: most of the others were deleted along with them.
    let has_tags = |(digest, _): &(&Digest, _)| !content.tags_of(digest).is_empty();
    let (tagged, untagged): (Vec<_>, Vec<_>) = digests.into_iter().partition(has_tags);
    let row = |(digest, manifest)| row(name, content, digest, manifest);
    tagged.into_iter().chain(untagged).map(row).collect()
}

fn row(
    name: &RepositoryName,
    content: &DeletedContent,
    digest: &Digest,
    manifest: Option<&DeletedManifest>,
) -> Row {
    let tags: Vec<String> = content.tags_of(digest).iter().map(ToString::to_string).collect();
    let own = content.tags.iter().filter(|tag| tag.digest == *digest).filter_map(|tag| tag.deleted);
    let deleted = manifest.and_then(|manifest| manifest.deleted).or_else(|| own.max());
    let kind = match manifest {
        None => Some("only the tag"),
        Some(DeletedManifest { entry, .. }) => {
            listed_kind(entry.media_type.as_ref(), entry.config_type.as_ref())
        }
    };
    let size = manifest.and_then(|manifest| manifest.entry.size);
    let before = name.namespace().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    let search = format!("{name} {digest} {}", tags.join(" ")).to_lowercase();
    let label = match tags.first() {
        Some(tag) => format!("{name}:{tag}"),
        None => format!("{name}@{}", digest.short()),
    };
    let cells = DeletedCells {
        repository: Cell::Name {
            before,
            name: name.leaf().to_owned(),
            target: Target::Repository(name.clone()),
            // A narrow screen has no room for the digest; without this badge an untagged manifest had
            // no name there.
            badges: if tags.is_empty() { vec![Badge::quiet(digest.short())] } else { Vec::new() },
        },
        digest: Cell::Digest(digest.clone(), None),
        tags: if tags.is_empty() { Cell::Nothing } else { Cell::Chips(tags) },
        kind: kind.map_or(Cell::Nothing, |kind| Cell::Text(kind.to_owned())),
        size: size.map_or(Cell::Nothing, |size| Cell::Bytes(size, BytesText::of(size))),
        deleted: deleted.map_or(Cell::Nothing, Cell::Moment),
    };
    cells.row(format!("{name} {digest}"), label, search)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ManifestEntry, MediaType, Timestamp};
    use crate::registry::bin::DeletedTag;

    fn cell<'a>(row: &'a Row, key: &str) -> &'a Cell {
        Column::named(DELETED_COLUMNS, key).and_then(|column| column.cell(row)).expect("a cell")
    }

    #[test]
    fn a_manifest_has_one_row_with_its_tags_and_so_has_a_tag_alone() {
        let digest = |text: &str| Digest::of(text.as_bytes());
        let when = Timestamp::parse("2024-05-06T07:08:09Z");
        let tag = |name: &str, on: &str| DeletedTag {
            name: name.parse().expect("a tag"),
            digest: digest(on),
            deleted: when,
        };
        let entry = ManifestEntry {
            size: Some(2048),
            media_type: Some(MediaType::OciIndex),
            ..ManifestEntry::default()
        };
        let content = DeletedContent {
            manifests: vec![DeletedManifest { digest: digest("i"), deleted: None, entry }],
            tags: vec![tag("v1", "i"), tag("v2", "i"), tag("v1", "i"), tag("v3", "live")],
        };
        let name: RepositoryName = "web/app".parse().expect("a name");
        let rows = deleted_rows(&[(name, content)]);
        let of = |text: &str| {
            rows.iter().find(|row| row.key == format!("web/app {}", digest(text))).expect("a row")
        };
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (of("i").label.as_str(), of("live").label.as_str()),
            ("web/app:v1", "web/app:v3")
        );
        let chips = |tags: &[&str]| Cell::Chips(tags.iter().map(ToString::to_string).collect());
        assert_eq!(*cell(of("i"), "tags"), chips(&["v1", "v2"]));
        assert_eq!(*cell(of("i"), "kind"), Cell::Text("index".to_owned()));
        assert_eq!(*cell(of("i"), "size"), Cell::Bytes(2048, BytesText::of(2048)));
        assert_eq!(*cell(of("live"), "kind"), Cell::Text("only the tag".to_owned()));
        assert_eq!(*cell(of("live"), "size"), Cell::Nothing);
        // The bin states no date for the manifest. Its tags were deleted with it, so their date is
        // taken.
        assert!(
            rows.iter().all(|row| Some(cell(row, "deleted").clone()) == when.map(Cell::Moment))
        );
    }

    #[test]
    fn what_had_a_name_stands_first_and_what_had_none_has_its_digest() {
        let all: Vec<Digest> = (0..9u8).map(|at| Digest::of(&[at])).collect();
        let deleted = |digest: &Digest| {
            let (digest, entry) = (digest.clone(), ManifestEntry::default());
            DeletedManifest { digest, deleted: None, entry }
        };
        let named = all.iter().max().expect("nine").clone();
        let name = "v1".parse().expect("a tag");
        let content = DeletedContent {
            manifests: all.iter().map(deleted).collect(),
            tags: vec![DeletedTag { name, digest: named.clone(), deleted: None }],
        };
        let rows = deleted_rows(&[("app".parse().expect("a name"), content)]);
        assert_eq!(rows[0].label, "app:v1");
        for row in &rows[1..] {
            let Cell::Name { badges, .. } = cell(row, "repository") else { panic!("{row:?}") };
            assert_eq!(row.label, format!("app@{}", badges[0].text));
        }
    }
}
