//! The map of the stored bytes: namespaces, repositories, images and their blobs as blocks, a level at a time. The blocks
//! of a level add up to the bytes that it stores; bytes that several of its members use are a block of their own.

use crate::model::order::sort_by;
use crate::model::{Amount, Digest, FreedRange, Inventory, RepositoryName, TagsByDigest};
use crate::present::layer_words::step_of;
use crate::present::map_layout::{Place, places};
use crate::present::space::{share, together};
use crate::present::{BytesText, Target, common_bound, counted};
use crate::storage::{Analysis, Between, ClassFigures, ImageBlob, OUTSIDE, Part};

/// The most blocks of a level, without the block of shared bytes.
const BLOCKS: usize = 60;
/// The share of a level below which a block is too small to be seen: one of so many.
const LEAST: u64 = 700;
/// The proportions of the map on a wide screen and on a narrow one.
const WIDE: (u32, u32) = (1000, 400);
const NARROW: (u32, u32) = (358, 460);

/// The part of a registry that a level of the map shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MapScope {
    /// The repositories whose names begin with this text: empty for all, or `team/web/`.
    Namespace(String),
    /// The images of a repository.
    Repository(RepositoryName),
    /// The blobs of the image that a manifest heads.
    Image(RepositoryName, Digest),
}

/// A level of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapLevel {
    /// The way from the registry to this level, which is the last: names and scopes, without the registry.
    pub way: Vec<(String, MapScope)>,
    /// The stored bytes of the level: the sum of its blocks.
    pub stored: BytesText,
    /// The bound of all blocks, to be said once; empty where they differ or are exact.
    pub bound: &'static str,
    /// The largest block first; the block for the smallest ones last.
    pub blocks: Vec<MapBlock>,
}

/// A block of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapBlock {
    /// The words in the block.
    pub name: String,
    /// The bytes, without the bound that the level says.
    pub bytes: BytesText,
    /// The known bytes: the area.
    pub known: u64,
    /// The share of the level: `12 %`.
    pub share: String,
    /// The page or level that the block leads to.
    pub leads: Leads,
    /// Whether several members of the level use these bytes, or of a blob, something outside of its image.
    pub shared: bool,
    /// The place on a wide screen.
    pub wide: Place,
    /// The place on a narrow screen.
    pub narrow: Place,
}

/// The destination of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// The level inside.
    Into(MapScope),
    /// A page.
    To(Target),
    /// The list of everything in the level.
    All,
    /// The layers that members of the level share.
    Shared,
}

impl MapScope {
    /// The scope that an address names: ``, `team/`, `team/web`, `team/web@sha256:…`. Anything else is the registry.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let image = text
            .split_once('@')
            .and_then(|(name, digest)| Some(Self::Image(name.parse().ok()?, digest.parse().ok()?)));
        let repository = || text.parse().ok().map(Self::Repository);
        let namespace =
            text.strip_suffix('/').filter(|name| name.parse::<RepositoryName>().is_ok());
        let namespace = namespace.map_or("", |_| text);
        image.or_else(repository).unwrap_or_else(|| Self::Namespace(namespace.to_owned()))
    }

    /// The scope as an address names it; empty for the registry.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Namespace(prefix) => prefix.clone(),
            Self::Repository(name) => name.to_string(),
            Self::Image(name, digest) => format!("{name}@{digest}"),
        }
    }

    /// The scope around this one; `None` for the registry.
    #[must_use]
    pub fn around(&self) -> Option<Self> {
        let above = |name: &str| {
            let prefix =
                name.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"));
            Self::Namespace(prefix)
        };
        match self {
            Self::Namespace(prefix) => prefix.strip_suffix('/').map(above),
            Self::Repository(name) => Some(above(name.as_str())),
            Self::Image(name, _) => Some(Self::Repository(name.clone())),
        }
    }
}

/// A level of the map; `None` for a part of the registry that was not read.
#[must_use]
pub fn map_level(scope: &MapScope, inventory: &Inventory, analysis: &Analysis) -> Option<MapLevel> {
    let (members, between) = match scope {
        MapScope::Namespace(prefix) => of_namespace(prefix, analysis),
        MapScope::Repository(name) => of_repository(name, inventory, analysis)?,
        MapScope::Image(name, head) => (of_image(name, head, inventory, analysis), None),
    };
    if members.is_empty() && scope.around().is_some() {
        return None;
    }
    let mut way = vec![(word(scope, inventory), scope.clone())];
    while let Some(around) = way.last().and_then(|(_, scope)| scope.around()) {
        way.push((word(&around, inventory), around));
    }
    // The registry itself has no word.
    way.pop();
    way.reverse();
    Some(level(way, members, between, inventory))
}

/// A member of a level, before it is a block.
struct Member {
    figures: ClassFigures,
    shared: bool,
    content: Content,
}

impl Member {
    fn known(&self) -> u64 {
        self.figures.bytes.known
    }
}

/// The name of a member, which only members with a block of their own need.
enum Content {
    Named(String, Leads),
    Image(RepositoryName, Digest),
    Blob(RepositoryName, Box<ImageBlob>),
}

/// The namespaces and repositories in a namespace.
fn of_namespace(prefix: &str, analysis: &Analysis) -> (Vec<Member>, Option<ClassFigures>) {
    let mut names: Vec<(String, bool)> = Vec::new();
    let mut classes = Vec::new();
    let mut last: Option<(&RepositoryName, u32)> = None;
    for (name, _) in analysis.manifests() {
        let class = match last {
            Some((before, class)) if before == name => class,
            _ => match name.as_str().strip_prefix(prefix) {
                None => OUTSIDE,
                Some(rest) => {
                    let inside = rest.split_once('/').map(|(first, _)| format!("{prefix}{first}/"));
                    let is_namespace = inside.is_some();
                    let own = inside.unwrap_or_else(|| name.to_string());
                    if names.last().is_none_or(|(before, _)| *before != own) {
                        names.push((own, is_namespace));
                    }
                    names.len() as u32 - 1
                }
            },
        };
        last = Some((name, class));
        classes.push(class);
    }
    let mut figures = analysis.stored_by(&classes, names.len() as u32, Between::Apart);
    let between = figures.pop();
    let member = |((name, is_namespace), figures): ((String, bool), ClassFigures)| {
        let words = name[prefix.len()..].to_owned();
        let scope = match is_namespace {
            true => MapScope::Namespace(name),
            false => MapScope::parse(&name),
        };
        Member { figures, shared: false, content: Content::Named(words, Leads::Into(scope)) }
    };
    (names.into_iter().zip(figures).map(member).collect(), between)
}

/// The images of a repository.
fn of_repository(
    name: &RepositoryName,
    inventory: &Inventory,
    analysis: &Analysis,
) -> Option<(Vec<Member>, Option<ClassFigures>)> {
    inventory.repositories.get(name)?;
    let (images, between) = analysis.stored_by_image(name)?;
    let member = |(head, figures)| Member {
        figures,
        shared: false,
        content: Content::Image(name.clone(), head),
    };
    Some((images.into_iter().map(member).collect(), Some(between)))
}

/// The blobs of an image.
fn of_image(
    name: &RepositoryName,
    head: &Digest,
    inventory: &Inventory,
    analysis: &Analysis,
) -> Vec<Member> {
    if !inventory.repositories.contains_key(name) {
        return Vec::new();
    }
    let member = |blob: ImageBlob| {
        let Amount { bytes, has_gaps } = blob.figures.amount;
        let bytes = FreedRange { known: bytes, or_less: false, or_more: has_gaps };
        Member {
            figures: ClassFigures { bytes, blobs: 1 },
            shared: !blob.only_here,
            content: Content::Blob(name.clone(), Box::new(blob)),
        }
    };
    analysis.blobs_of_image(name, head).into_iter().map(member).collect()
}

/// The level with these members, and the bytes between them.
fn level(
    way: Vec<(String, MapScope)>,
    mut members: Vec<Member>,
    between: Option<ClassFigures>,
    inventory: &Inventory,
) -> MapLevel {
    let all = members.iter().map(|member| member.figures).chain(between);
    let stored = together(all);
    let full = stored.bytes.known;
    let count = members.len();
    if let Some(figures) = between.filter(|figures| figures.blobs > 0) {
        let content = Content::Named("Shared by several of these".to_owned(), Leads::Shared);
        members.push(Member { figures, shared: true, content });
    }
    sort_by(&mut members, |a, b| b.known().cmp(&a.known()));
    let is_large =
        |member: &Member| u128::from(member.known()) * u128::from(LEAST) >= u128::from(full);
    let large = members.iter().take_while(|member| is_large(member)).count().min(BLOCKS);
    // One block would not be smaller than the block that stands for it.
    let mut small = if members.len() > large + 1 { members.split_off(large) } else { Vec::new() };
    // Shared bytes are always told.
    let is_between = |member: &Member| matches!(&member.content, Content::Named(_, Leads::Shared));
    if let Some(place) = small.iter().position(is_between) {
        members.push(small.remove(place));
    }
    if !small.is_empty() {
        let name = match small.len() {
            some if some == count => counted(some, "small one", "small ones"),
            some => format!("and {}", counted(some, "smaller", "smaller")),
        };
        let figures = together(small.into_iter().map(|member| member.figures));
        members.push(Member { figures, shared: false, content: Content::Named(name, Leads::All) });
    }

    let texts = members.iter().map(|member| BytesText::of_freed(member.figures.bytes));
    let texts: Vec<BytesText> = texts.collect();
    let bound = common_bound(texts.iter().map(BytesText::bound));
    let areas: Vec<u64> = members.iter().map(Member::known).collect();
    let (wide, narrow) = (places(&areas, WIDE.0, WIDE.1), places(&areas, NARROW.0, NARROW.1));
    let mut names = Names::default();
    let mut blocks = Vec::with_capacity(members.len());
    for (number, (member, text)) in members.into_iter().zip(texts).enumerate() {
        let Member { figures, shared, content } = member;
        let (name, leads) = names.of(content, inventory);
        blocks.push(MapBlock {
            name,
            bytes: text.without(bound),
            known: figures.bytes.known,
            share: share(figures.bytes.known, full),
            leads,
            shared,
            wide: wide[number],
            narrow: narrow[number],
        });
    }
    // Whether bytes are shared depends on manifests that nobody sees; the sum does not become less by them.
    let stored = BytesText::of_amount(Amount { bytes: full, has_gaps: stored.bytes.or_more });
    MapLevel { way, stored, bound, blocks }
}

/// Names of images and blobs. The tags of the repository are sorted once.
#[derive(Default)]
struct Names<'a> {
    tags: Option<TagsByDigest<'a>>,
}

impl<'a> Names<'a> {
    fn of(&mut self, content: Content, inventory: &'a Inventory) -> (String, Leads) {
        match content {
            Content::Named(name, leads) => (name, leads),
            Content::Image(name, head) => {
                let repository = inventory.repositories.get(&name);
                if self.tags.is_none() {
                    self.tags = repository.map(TagsByDigest::of);
                }
                let tags = self.tags.as_ref().map(|tags| tags.on(&head)).unwrap_or_default();
                let words = match tags {
                    [] => format!("untagged {}", head.short()),
                    [tag] => tag.to_string(),
                    [tag, rest @ ..] => format!("{tag} and {} more", rest.len()),
                };
                (words, Leads::Into(MapScope::Image(name, head)))
            }
            Content::Blob(name, blob) => {
                let digest = blob.figures.digest;
                let record = inventory.repositories.get(&name);
                let record = record.and_then(|repository| repository.manifests.get(&blob.user));
                let short = digest.short();
                let words = match blob.part {
                    Part::Manifest => format!("manifest {short}"),
                    Part::Config => format!("config {short}"),
                    Part::Layer => record
                        .and_then(|record| step_of(record, &digest))
                        .unwrap_or_else(|| format!("layer {short}")),
                };
                let target = match blob.part {
                    Part::Manifest => Target::Manifest(name, digest, None),
                    _ => Target::Layer(digest),
                };
                (words, Leads::To(target))
            }
        }
    }
}

/// The last word of a scope: `web`, `storefront`, `v1`.
fn word(scope: &MapScope, inventory: &Inventory) -> String {
    let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    match scope {
        MapScope::Namespace(prefix) => last(prefix.trim_end_matches('/')),
        MapScope::Repository(name) => last(name.as_str()),
        MapScope::Image(name, head) => {
            let repository = inventory.repositories.get(name);
            let tag = repository.and_then(|repository| repository.tags_of(head).next());
            tag.map_or_else(|| head.short(), ToString::to_string)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_and_its_address_lead_to_each_other() {
        let digest = Digest::of(b"x");
        let check = |text: &str, around: Option<&str>| {
            let scope = MapScope::parse(text);
            assert_eq!(scope.text(), text);
            assert_eq!(scope.around().map(|around| around.text()).as_deref(), around, "{text}");
        };
        check("", None);
        check("team/", Some(""));
        check("team/web/", Some("team/"));
        check("team/web", Some("team/"));
        check("web", Some(""));
        check(&format!("team/web@{digest}"), Some("team/web"));
        // Anything else is the registry.
        for odd in ["/", "Team", "a@b", "@", "//", "a//b"] {
            assert_eq!(MapScope::parse(odd).text(), "", "{odd}");
        }
    }
}
