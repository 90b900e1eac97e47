//! The table "Common bases": beginnings of layer lists that several images have in common.

use crate::model::{Amount, Digest, Inventory, KeptOnce, RepositoryName, TagName, TagsByDigest};
use crate::present::content_kind::ContentKind;
use crate::present::layer_words::{step_of, users_words};
use crate::present::pull::is_image;
use crate::present::table::table;
use crate::present::words::{platforms, short_platform};
use crate::present::{Badge, BytesText, Cell, Column, Row, Shape, Target, counted, grouped};
use crate::storage::{Analysis, Base};

/// The most bases that have a row.
const MOST: usize = 1000;

table! {
    /// The columns of the table "Common bases".
    pub BASE_COLUMNS of BaseCells {
        base: Column::new(
            "Base",
            "the image with exactly these layers, or else the step that made the last of them",
            Shape::Name,
            true,
        )
        .over("once"),
        last: Column::new("Last layer", "", Shape::Digest, false),
        layers: Column::new("Layers", "", Shape::Count, false),
        used: Column::new("Used by", "images that begin with these layers; leads to the last of them", Shape::Phrase, false),
        once: Column::new("Costs once", "the bytes of these layers", Shape::Bytes, false),
        apart: Column::new(
            "Costs apart",
            "the bytes if each of these images kept the layers for itself",
            Shape::Bytes,
            true,
        ),
    }
}

/// The common bases of a registry.
#[derive(Debug, Clone, PartialEq)]
pub struct Bases {
    /// One row for each base; of many, for those that save most bytes.
    pub rows: Vec<Row>,
    /// The sentences below the table: on the word, on bases without a row, and on images that were not seen.
    pub note: String,
}

/// The common bases of a registry, with `across` only those of images of several repositories. Images are those for one
/// platform each.
#[must_use]
pub fn common_bases(inventory: &Inventory, analysis: &Analysis, across: bool) -> Bases {
    let kept_once = analysis.kept_once();
    let across = across && kept_once != KeptOnce::Repository;
    let (bases, count) = analysis.bases(inventory, &is_image, across, MOST);
    let may_be_more = analysis.totals.held().or_less || !analysis.totals.complete;
    let mut names = Names { inventory, analysis, tags: Vec::new() };
    let row = |base: Base| row(base, &mut names, may_be_more);
    let rows: Vec<Row> = bases.into_iter().map(row).collect();
    let mut note =
        "A base is the layers that images begin with, and after which they differ.".to_owned();
    // Images share a base where the registry keeps its layers once.
    note.push_str(match kept_once {
        KeptOnce::Registry => "",
        KeptOnce::Namespace => {
            " This registry keeps a layer once in each root namespace: bases are of one of them each."
        }
        KeptOnce::Repository => {
            " This registry keeps a layer once in each repository: bases are of one of them each."
        }
    });
    if rows.len() < count {
        let (shown, all) = (grouped(rows.len() as u64), grouped(count as u64));
        note = format!("{note} These are the {shown} of {all} that save most bytes.");
    }
    if may_be_more {
        note.push_str(" Images that were not seen may begin with them, too.");
    }
    Bases { rows, note }
}

/// A base that an image has in common with others.
#[derive(Debug, Clone, PartialEq)]
pub struct CommonBase {
    /// The image that is the base, or the step that made its last layer.
    pub name: String,
    /// The page of the image or of the layer.
    pub target: Target,
    /// `4 layers`
    pub layers: String,
    /// `12 images in 3 repositories`, this image included.
    pub users: String,
    /// The last of the layers, whose page lists these images.
    pub last: Digest,
    /// The bytes of the layers, each once.
    pub once: BytesText,
}

/// The bases that an image begins with, the longest first; none for other manifests.
#[must_use]
pub fn bases_of_image(
    repository: &RepositoryName,
    digest: &Digest,
    inventory: &Inventory,
    analysis: &Analysis,
) -> Vec<CommonBase> {
    let mut names = Names { inventory, analysis, tags: Vec::new() };
    let common = |base: Base| {
        let Cell::Name { before, name, target, .. } = names.of(&base) else { return None };
        Some(CommonBase {
            name: format!("{before}{name}"),
            target,
            layers: counted(base.layers, "layer", "layers"),
            users: users_words(base.images, ContentKind::Image.noun(), base.repositories),
            last: base.last,
            once: BytesText::of_amount(base.once),
        })
    };
    let bases = analysis.bases_of(repository, digest, inventory, &is_image);
    bases.into_iter().filter_map(common).collect()
}

fn row(base: Base, names: &mut Names<'_>, may_be_more: bool) -> Row {
    let apart = base.apart().with_gap(may_be_more);
    let name = names.of(&base);
    let Base { layers, last, once, images, repositories, image: (repository, digest), .. } = base;
    let key = format!("{repository}@{digest}/{layers}");
    let base = name;
    let label = match &base {
        Cell::Name { before, name, .. } => format!("{before}{name}"),
        _ => String::new(),
    };
    let search = format!("{} {last}", label.to_lowercase());
    let bytes = |amount: Amount| Cell::Bytes(amount.bytes, BytesText::of_amount(amount));
    let cells = BaseCells {
        base,
        layers: Cell::Count(layers as u64),
        used: Cell::Ranked(
            images as u64,
            users_words(images, ContentKind::Image.noun(), repositories),
            Target::Layer(last.clone()),
        ),
        once: bytes(once),
        apart: bytes(apart),
        last: Cell::Digest(last, None),
    };
    cells.row(key, label, search)
}

/// Names of bases. The tags of each repository are sorted once.
struct Names<'a> {
    inventory: &'a Inventory,
    analysis: &'a Analysis,
    tags: Vec<(&'a RepositoryName, TagsByDigest<'a>)>,
}

impl Names<'_> {
    fn of(&mut self, base: &Base) -> Cell {
        let Base { last, repositories, image: (repository, digest), is_exact, .. } = base;
        match is_exact {
            true => self.image(repository, digest),
            false => self.step(repository, digest, last, *repositories == 1),
        }
    }

    /// The image that is exactly a base: by a tag of its own, by that of an index with its platform, or by its digest.
    fn image(&mut self, name: &RepositoryName, digest: &Digest) -> Cell {
        let before = name.namespace().map(|name| format!("{name}/")).unwrap_or_default();
        let target = |tag| Target::Manifest(name.clone(), digest.clone(), tag);
        let indexes = self.analysis.parents_of(name, digest);
        for own in [digest].into_iter().chain(&indexes) {
            let Some((tags, first)) = self.tagged(name, own) else { continue };
            let is_own = own == digest;
            let badges = if is_own { Vec::new() } else { self.platforms(name, digest) };
            return named(before, tags, target(is_own.then_some(first)), badges);
        }
        named(before, format!("{}@{}", name.leaf(), digest.short()), target(None), Vec::new())
    }

    /// The step that made the last layer of a base, with the repository if all images are of one.
    fn step(&self, name: &RepositoryName, digest: &Digest, last: &Digest, is_alone: bool) -> Cell {
        let record = self.inventory.repositories.get(name);
        let record = record.and_then(|held| held.manifests.get(digest));
        let step = record.and_then(|record| step_of(record, last));
        let step = step.unwrap_or_else(|| format!("layer {}", last.short()));
        let badges = if is_alone { vec![Badge::quiet(name.as_str())] } else { Vec::new() };
        named(String::new(), step, Target::Layer(last.clone()), badges)
    }

    /// `debian:12 and 2 more`, and the first of these tags; `None` for a manifest without a tag.
    fn tagged(&mut self, name: &RepositoryName, digest: &Digest) -> Option<(String, TagName)> {
        let known = self.tags.iter().position(|(known, _)| *known == name);
        let place = match known {
            Some(place) => place,
            None => {
                let (name, held) = self.inventory.repositories.get_key_value(name)?;
                self.tags.push((name, TagsByDigest::of(held)));
                self.tags.len() - 1
            }
        };
        let (first, rest) = self.tags[place].1.on(digest).split_first()?;
        let leaf = name.leaf();
        let words = match rest.len() {
            0 => format!("{leaf}:{first}"),
            count => format!("{leaf}:{first} and {} more", grouped(count as u64)),
        };
        Some((words, (*first).clone()))
    }

    fn platforms(&self, name: &RepositoryName, digest: &Digest) -> Vec<Badge> {
        let Some(held) = self.inventory.repositories.get(name) else { return Vec::new() };
        let of = held.manifests.get(digest).map(|record| platforms(held, record).0);
        let words = of.unwrap_or_default();
        words.iter().map(|word| Badge::quiet(short_platform(word))).collect()
    }
}

fn named(before: String, name: String, target: Target, badges: Vec<Badge>) -> Cell {
    Cell::Name { before, name, target, badges }
}
