//! The stored bytes by kind, by platform and by age of the manifests that use them. The lines of each table add up to
//! all stored bytes.

use crate::model::order::sort_by;
use crate::model::{FreedRange, Inventory, Timestamp};
use crate::present::space_classes::{AGES, Classes, KINDS, NO_PLATFORM};
use crate::present::{BytesText, common_bound, counted};
use crate::storage::{Analysis, Between, ClassFigures};

/// The most platforms that have a line.
const PLATFORMS: usize = 12;

/// The stored bytes in three tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    /// All stored bytes: the sum of each table.
    pub stored: BytesText,
    /// The known bytes of `stored`, the scale of the bars.
    pub full: u64,
    /// By kind, by platform, by age.
    pub tables: [SpaceTable; 3],
}

/// The stored bytes, split once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceTable {
    /// The table's heading: `By kind`.
    pub caption: &'static str,
    /// The heading of the names: `Kind`.
    pub names: &'static str,
    /// The sentence that says where a blob counts.
    pub means: &'static str,
    /// The bound of all lines, to be said once; empty where they differ or are exact.
    pub bound: &'static str,
    /// The lines with content.
    pub lines: Vec<SpaceLine>,
}

/// One part of the stored bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceLine {
    /// The class of the manifests that use these blobs.
    pub name: String,
    /// The figure, without the bound that the table says.
    pub bytes: BytesText,
    /// The known bytes.
    pub known: u64,
    /// Their share of all known bytes: `12 %`.
    pub share: String,
    /// Several classes use these blobs.
    pub between: bool,
}

/// Splits the stored bytes of the registry. `now` is the moment that ages end at.
#[must_use]
pub fn space(inventory: &Inventory, analysis: &Analysis, now: Timestamp) -> Space {
    let classes = Classes::of(inventory, analysis, now);
    let split = |of: &[u32], count: usize, between| analysis.stored_by(of, count as u32, between);
    let full = analysis.totals.stored.bytes;
    let named = |names: &[&str], figures: Vec<ClassFigures>| {
        let names = names.iter().map(|&name| name.to_owned());
        names.zip(figures).filter(|(_, figures)| figures.blobs > 0).collect::<Vec<_>>()
    };

    let mut kinds = split(&classes.kinds, KINDS.len(), Between::Apart);
    let of_kinds = kinds.pop();
    let mut kinds = named(&KINDS, kinds);
    by_bytes(&mut kinds);

    let count = classes.platform_names.len() + 1;
    let mut platforms = split(&classes.platforms, count, Between::Apart);
    let of_platforms = platforms.pop();
    let platforms = of_platform(&classes.platform_names, platforms);

    let ages = named(&AGES, split(&classes.ages, AGES.len(), Between::Lowest));

    let stored = analysis.totals.stored;
    Space {
        stored: BytesText::of_amount(stored),
        full,
        tables: [
            SpaceTable {
                means: "A blob counts for the kind of the manifests that use it. An index uses its own list only; the \
                        images in it are images.",
                ..table(
                    full,
                    "By kind",
                    "Kind",
                    kinds,
                    of_kinds.map(|all| ("Shared by several kinds", all)),
                )
            },
            SpaceTable {
                means: "A blob counts for the platform of the images that use it.",
                ..table(
                    full,
                    "By platform",
                    "Platform",
                    platforms,
                    of_platforms.map(|all| ("Shared by several platforms", all)),
                )
            },
            SpaceTable {
                means: "A blob counts for the last push of a manifest or tag that uses it. Where the registry tells no \
                        pushes, the date of the image's build counts.",
                ..table(full, "By age", "Last push", ages, None)
            },
        ],
    }
}

/// The platforms by their bytes, the rest of them in one line, then everything without a platform. `figures` begins
/// with that.
fn of_platform(names: &[String], mut figures: Vec<ClassFigures>) -> Vec<(String, ClassFigures)> {
    let none = figures.remove(NO_PLATFORM as usize);
    let known = names.iter().cloned().zip(figures).filter(|(_, figures)| figures.blobs > 0);
    let mut lines: Vec<_> = known.collect();
    by_bytes(&mut lines);
    if lines.len() > PLATFORMS {
        let rest = lines.split_off(PLATFORMS - 1);
        let name = counted(rest.len(), "other platform", "other platforms");
        lines.push((name, together(rest.into_iter().map(|(_, figures)| figures))));
    }
    if none.blobs > 0 {
        lines.push(("No platform".to_owned(), none));
    }
    lines
}

/// The figures of several classes as one.
pub(super) fn together(all: impl Iterator<Item = ClassFigures>) -> ClassFigures {
    let mut sum = ClassFigures { bytes: FreedRange::exact(0), blobs: 0 };
    for figures in all {
        sum.bytes.known = sum.bytes.known.saturating_add(figures.bytes.known);
        sum.bytes.or_less |= figures.bytes.or_less;
        sum.bytes.or_more |= figures.bytes.or_more;
        sum.blobs += figures.blobs;
    }
    sum
}

fn by_bytes(lines: &mut Vec<(String, ClassFigures)>) {
    sort_by(lines, |a, b| b.1.bytes.known.cmp(&a.1.bytes.known));
}

fn table(
    full: u64,
    caption: &'static str,
    names: &'static str,
    lines: Vec<(String, ClassFigures)>,
    between: Option<(&'static str, ClassFigures)>,
) -> SpaceTable {
    let text = |figures: &ClassFigures| BytesText::of_freed(figures.bytes);
    let bound = common_bound(lines.iter().map(|(_, figures)| text(figures).bound()));
    let between = between.filter(|(_, figures)| figures.blobs > 0);
    let between = between.map(|(name, figures)| (name.to_owned(), figures, true));
    let line = |(name, figures, between): (String, ClassFigures, bool)| SpaceLine {
        name,
        bytes: text(&figures).without(bound),
        known: figures.bytes.known,
        share: share(figures.bytes.known, full),
        between,
    };
    let lines = lines.into_iter().map(|(name, figures)| (name, figures, false));
    let lines = lines.chain(between).map(line).collect();
    SpaceTable { caption, names, means: "", bound, lines }
}

/// A share in whole percent. One below 1 % says so unless it is nothing, and one above 99 % unless it is all.
pub(super) fn share(part: u64, full: u64) -> String {
    let (part, full) = (u128::from(part), u128::from(full.max(1)));
    match part * 100 / full {
        0 if part > 0 => "< 1 %".to_owned(),
        99 if part * 100 > full * 99 => "> 99 %".to_owned(),
        _ => format!("{} %", (part * 100 + full / 2) / full),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_and_never_called_nothing() {
        let check = |part, full, expected: &str| assert_eq!(share(part, full), expected);
        check(0, 0, "0 %");
        check(0, 9, "0 %");
        check(1, 1000, "< 1 %");
        check(1, 100, "1 %");
        check(2, 3, "67 %");
        check(99, 100, "99 %");
        check(995, 1000, "> 99 %");
        check(989, 1000, "99 %");
        check(u64::MAX, u64::MAX, "100 %");
    }
}
