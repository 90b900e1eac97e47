//! The map of the stored bytes: namespaces, repositories, images and their blobs as blocks, a level at a time. The blocks
//! of a level add up to the bytes that it stores; bytes that several of its members use are a block of their own.

use crate::model::order::sort_by;
use crate::model::{Amount, Inventory};
use crate::present::map_layout::{Place, places};
use crate::present::map_members::{Member, Members, of_image, of_namespace, of_repository};
use crate::present::map_names::{Content, Names};
use crate::present::map_scope::{Leads, MapScope};
use crate::present::space::{share, together};
use crate::present::{BytesText, common_bound, counted, grouped};
use crate::storage::Analysis;

/// The most blocks of a level, without the block of shared bytes.
const BLOCKS: usize = 60;
/// The share of a level below which a block is too small to be seen: one of so many.
const LEAST: u64 = 700;
/// The proportions of the map on a wide screen and on a narrow one.
const WIDE: (u32, u32) = (1000, 400);
const NARROW: (u32, u32) = (358, 460);

/// A level of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapLevel {
    /// The way from the registry to this level, which is the last: names and scopes, without the registry.
    pub way: Vec<(String, MapScope)>,
    /// The stored bytes of the level: the sum of its blocks.
    pub stored: BytesText,
    /// The bound of all blocks, to be said once; empty where they differ or are exact.
    pub bound: &'static str,
    /// Names of parts of which nothing was read, and what they lead to. They have no block.
    pub unread: Vec<(String, Leads)>,
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
    /// Whether something in it was not read, so that it may be larger.
    pub partial: bool,
    /// The place on a wide screen.
    pub wide: Place,
    /// The place on a narrow screen.
    pub narrow: Place,
}

/// A level of the map; `None` for a part of the registry that was not read.
#[must_use]
pub fn map_level(scope: &MapScope, inventory: &Inventory, analysis: &Analysis) -> Option<MapLevel> {
    let members = match scope {
        MapScope::Namespace(prefix) => of_namespace(prefix, inventory, analysis),
        MapScope::Repository(name) => of_repository(name, inventory, analysis)?,
        MapScope::Image(name, head) => of_image(name, head, inventory, analysis),
    };
    let is_empty = members.all.is_empty() && members.unread.is_empty();
    if is_empty && scope.around().is_some() {
        return None;
    }
    Some(level(scope.way(inventory), members, inventory))
}

/// The level with these members, and the bytes between them.
fn level(way: Vec<(String, MapScope)>, members: Members, inventory: &Inventory) -> MapLevel {
    let Members { all: mut members, between, mut unread } = members;
    let all = members.iter().map(|member| member.figures).chain(between);
    let stored = together(all);
    let full = stored.bytes.known;
    let count = members.len();
    if let Some(figures) = between.filter(|figures| figures.blobs > 0) {
        let content = Content::Named("Shared by several of these".to_owned(), Leads::Shared);
        members.push(Member { figures, shared: true, partial: false, content });
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
        let partial = small.iter().any(|member| member.partial);
        let figures = together(small.into_iter().map(|member| member.figures));
        let content = Content::Named(name, Leads::All);
        members.push(Member { figures, shared: false, partial, content });
    }

    let texts = members.iter().map(|member| BytesText::of_freed(member.figures.bytes));
    let texts: Vec<BytesText> = texts.collect();
    let bound = common_bound(texts.iter().map(BytesText::bound));
    let areas: Vec<u64> = members.iter().map(Member::known).collect();
    let (wide, narrow) = (places(&areas, WIDE.0, WIDE.1), places(&areas, NARROW.0, NARROW.1));
    let mut names = Names::default();
    let mut blocks = Vec::with_capacity(members.len());
    for (number, (member, text)) in members.into_iter().zip(texts).enumerate() {
        let Member { figures, shared, partial, content } = member;
        let (name, leads) = names.of(content, inventory);
        blocks.push(MapBlock {
            name,
            bytes: text.without(bound),
            known: figures.bytes.known,
            share: share(figures.bytes.known, full),
            leads,
            shared,
            partial,
            wide: wide[number],
            narrow: narrow[number],
        });
    }
    // Whether bytes are shared depends on manifests that nobody sees; the sum does not become less by them.
    let stored = BytesText::of_amount(Amount { bytes: full, has_gaps: stored.bytes.or_more });
    if unread.len() > BLOCKS {
        let more = unread.split_off(BLOCKS - 1).len();
        unread.push((format!("and {} more", grouped(more as u64)), Leads::All));
    }
    MapLevel { way, stored, bound, unread, blocks }
}
