//! Stored bytes by kind, platform and age, with worked numbers.

use std::rc::Rc;

use plimsoll::model::{
    Descriptor, ImageConfig, Inventory, ManifestContent, ManifestRecord, Platform, RareFacts,
    ReadState, Repository, Timestamp,
};
use plimsoll::present::{Leads, MapScope, Space, map_level, space};
use plimsoll::storage::Analysis;

use crate::by_hand::{self, Blob, digest, manifest, repository, tag_name};

const OCI: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const CHART: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

fn of_types(
    name: &str,
    size: u64,
    config: (&str, Blob),
    layers: &[(&str, Blob)],
) -> ManifestRecord {
    let blob = |&(text, (name, size)): &(&str, Blob)| {
        Descriptor::new(text.into(), digest(name), Some(size))
    };
    let layers = layers.iter().map(blob).collect();
    manifest(name, size, ManifestContent::Image { config: blob(&config), layers })
}

fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text)
}

fn on(architecture: &str) -> Platform {
    Platform { os: "linux".into(), architecture: architecture.into(), variant: None }
}

/// `web/app`: the index `i` (3) of `a` (10, config 5, base 100, app-a 20) for amd64 and `b` (11, config 6, base 100,
/// app-b 30) for arm64, and a signature `s` (4, config 2, payload 9). `charts/app`: the chart `c` (7, config 8,
/// chart 40, and the base that the images have, too).
fn registry() -> Inventory {
    let mut a = of_types(
        "a",
        10,
        (OCI, ("config-a", 5)),
        &[(LAYER, ("base", 100)), (LAYER, ("app-a", 20))],
    );
    a.last_updated = moment("2026-11-29T12:00:00Z");
    let platform = Some(Rc::new(on("amd64")));
    a.config = Some(Box::new(ImageConfig { platform, ..ImageConfig::default() }));
    let mut b = of_types(
        "b",
        11,
        (OCI, ("config-b", 6)),
        &[(LAYER, ("base", 100)), (LAYER, ("app-b", 30))],
    );
    b.last_updated = moment("2026-10-01T12:00:00Z");
    let child = |name: &str, platform| {
        Descriptor::new("x".into(), digest(name), None)
            .with(RareFacts { platform: Some(platform), ..RareFacts::default() })
    };
    let manifests = vec![child("a", on("amd64")), child("b", on("arm64"))];
    let i = manifest("i", 3, ManifestContent::Index { manifests, blobs: Vec::new().into() });
    let payload = "application/vnd.dev.cosign.simplesigning.v1+json";
    let s = of_types("s", 4, (OCI, ("config-s", 2)), &[(payload, ("payload", 9))]);
    let helm = "application/vnd.cncf.helm.config.v1+json";
    let c = of_types(
        "c",
        7,
        (helm, ("config-c", 8)),
        &[(CHART, ("chart", 40)), (CHART, ("base", 100))],
    );
    let mut app = repository(vec![a, b, i, s], &[("v1", "i"), ("signed", "s")]);
    // The tag was moved to an index without a date of its own.
    app.tags.get_mut(&tag_name("v1")).expect("a tag").last_updated = moment("2026-11-20T12:00:00Z");
    let mut charts = repository(vec![c], &[("1", "c")]);
    charts.tags.get_mut(&tag_name("1")).expect("a tag").last_updated =
        moment("2020-01-01T00:00:00Z");
    by_hand::registry(vec![("charts/app", charts), ("web/app", app)])
}

fn of(inventory: &Inventory) -> Space {
    let now = moment("2026-11-30T12:00:00Z").expect("a moment");
    space(inventory, &Analysis::of(inventory), now)
}

/// The lines of a table: `Images: 82 B`.
fn lines(space: &Space, table: usize) -> Vec<String> {
    let lines = space.tables[table].lines.iter();
    lines.map(|line| format!("{}: {}", line.name, line.bytes.plain())).collect()
}

#[test]
fn each_byte_counts_in_one_line() {
    let space = of(&registry());
    // a 10 + 5 + 20, b 11 + 6 + 30, i 3, s 4 + 2 + 9, c 7 + 8 + 40, and the base once.
    assert_eq!((space.stored.plain().as_str(), space.full), ("255 B", 255));
    assert_eq!(
        lines(&space, 0),
        [
            "Images: 82 B",     // 35 of a and 47 of b
            "Charts: 55 B",     // 7 + 8 + 40
            "Signatures: 15 B", // 4 + 2 + 9
            "Indexes themselves: 3 B",
            "Shared by several kinds: 100 B", // the base
        ]
    );
    assert_eq!(
        lines(&space, 1),
        [
            "linux/arm64: 47 B", // from the index alone
            "linux/amd64: 35 B",
            "No platform: 73 B", // i 3, s 15, c 55
            "Shared by several platforms: 100 B",
        ]
    );
    assert_eq!(
        lines(&space, 2),
        [
            "In the last 7 days: 135 B", // a, and the base with it
            "7 to 30 days ago: 3 B",     // i, by its tag
            "30 to 90 days ago: 47 B",   // b
            "Over a year ago: 55 B",     // c, by its tag
            "No date known: 15 B",       // s
        ]
    );
    let shares: Vec<&str> = space.tables[0].lines.iter().map(|line| &*line.share).collect();
    // Of 255: 82 is 32.2 %, 55 is 21.6 %, 15 is 5.9 %, 3 is 1.2 %, 100 is 39.2 %.
    assert_eq!(shares, ["32 %", "22 %", "6 %", "1 %", "39 %"]);
    assert!(space.tables.iter().all(|table| table.bound.is_empty()));
}

#[test]
fn lines_are_bounds_where_manifests_may_be_unseen() {
    let mut inventory = registry();
    inventory.repositories.values_mut().for_each(|repository| repository.lists_untagged = false);
    let space = of(&inventory);
    assert_eq!(space.stored.plain(), "at least 255 B");
    // An unseen chart may use a layer of an image, which then is shared: a line may be less, or more.
    assert_eq!((space.tables[0].bound, &*lines(&space, 0)[0]), ("about", "Images: 82 B"));
    // Shared blobs stay shared.
    assert_eq!(lines(&space, 0)[4], "Shared by several kinds: at least 100 B");
    // Blobs of this week's pushes stay in their line; an unseen push of this week may use all others.
    let ages = lines(&space, 2);
    assert_eq!((space.tables[2].bound, &*ages[0]), ("", "In the last 7 days: at least 135 B"));
    assert_eq!(ages[1], "7 to 30 days ago: about 3 B");
}

#[test]
fn many_platforms_have_a_line_together() {
    let images = (0..20_u64).map(|number| {
        let name = format!("image {number}");
        let mut image = manifest(
            &name,
            100 + number,
            ManifestContent::Image {
                config: Descriptor::new(OCI.into(), digest("config"), Some(50)),
                layers: Vec::new().into(),
            },
        );
        let platform = Some(Rc::new(on(&format!("cpu{number:02}"))));
        image.config = Some(Box::new(ImageConfig { platform, ..ImageConfig::default() }));
        image
    });
    let space = of(&by_hand::registry(vec![("all", repository(images.collect(), &[]))]));
    let lines = lines(&space, 1);
    assert_eq!(lines.len(), 13);
    assert_eq!((&*lines[0], &*lines[10]), ("linux/cpu19: 119 B", "linux/cpu09: 109 B"));
    // 100 + 101 + … + 108 = 936
    assert_eq!(&lines[11..], ["9 other platforms: 936 B", "Shared by several platforms: 50 B"]);
}

/// The blocks of a level of the map: `web/ 100 B`, with a `*` where they are shared.
fn blocks(inventory: &Inventory, scope: &str) -> Vec<String> {
    let level = map_level(&MapScope::parse(scope), inventory, &Analysis::of(inventory));
    let block = |block: &plimsoll::present::MapBlock| {
        let mark = if block.shared { "*" } else { "" };
        format!("{} {}{mark}", block.name, block.bytes.plain())
    };
    level.expect("a level").blocks.iter().map(block).collect()
}

#[test]
fn each_level_of_the_map_adds_up_with_shared_bytes_once() {
    let inventory = registry();
    let shared = "Shared by several of these 100 B*"; // the base
    // a 35, b 47, i 3, s 15 = 100; c 55.
    assert_eq!(blocks(&inventory, ""), ["web/ 100 B", shared, "charts/ 55 B"]);
    // Alone, the namespace stores the base, too.
    assert_eq!(blocks(&inventory, "web/"), ["app 200 B"]);
    // The index v1 with both images, and the signature, which is tagged by an ordinary name.
    assert_eq!(blocks(&inventory, "web/app"), ["v1 185 B", "signed 15 B"]);
    let image = format!("charts/app@{}", digest("c"));
    let (base, config) = (digest("base").short(), digest("config-c").short());
    assert_eq!(
        blocks(&inventory, &image),
        [
            format!("layer {base} 100 B*"), // images of web/app use it
            format!("layer {} 40 B", digest("chart").short()),
            format!("config {config} 8 B"),
            format!("manifest {} 7 B", digest("c").short()),
        ]
    );
    let level = map_level(&MapScope::parse(&image), &inventory, &Analysis::of(&inventory));
    let level = level.expect("a level");
    let way: Vec<&str> = level.way.iter().map(|(word, _)| &**word).collect();
    assert_eq!(way, ["charts", "app", "1"]);
    assert_eq!(level.stored.plain(), "155 B");
}

#[test]
fn parts_that_were_not_read_have_no_level() {
    let inventory = registry();
    let analysis = Analysis::of(&inventory);
    for unknown in ["team/", "web/none", &format!("web/app@{}", digest("none"))] {
        assert_eq!(map_level(&MapScope::parse(unknown), &inventory, &analysis), None, "{unknown}");
    }
    let nothing = Inventory::default();
    let level = map_level(&MapScope::parse(""), &nothing, &Analysis::of(&nothing));
    assert!(level.is_some_and(|level| level.blocks.is_empty()));
}

#[test]
fn parts_that_were_not_read_are_named_and_parts_with_gaps_are_marked() {
    let mut inventory = registry();
    let app = inventory.repositories.get_mut(&by_hand::repository_name("web/app"));
    app.expect("it is there").state = ReadState::Incomplete;
    for name in ["data/one", "data/two", "zero"] {
        inventory.repositories.insert(by_hand::repository_name(name), Repository::default());
    }
    let level_of = |inventory: &Inventory, scope: &str| {
        map_level(&MapScope::parse(scope), inventory, &Analysis::of(inventory)).expect("a level")
    };
    let level = level_of(&inventory, "");
    let into = |scope: &str| Leads::Into(MapScope::parse(scope));
    let unread = [("data/".to_owned(), into("data/")), ("zero".to_owned(), into("zero"))];
    assert_eq!(level.unread, unread);
    let partial: Vec<(&str, bool)> =
        level.blocks.iter().map(|block| (&*block.name, block.partial)).collect();
    assert_eq!(
        partial,
        [("web/", true), ("Shared by several of these", false), ("charts/", false)]
    );
    assert_eq!(level_of(&inventory, "data/").unread.len(), 2);
    let level = level_of(&inventory, "zero");
    assert_eq!(level.unread, [("some manifests".to_owned(), Leads::All)]);
    assert!(level.blocks.is_empty());
    assert!(level_of(&inventory, "charts/app").unread.is_empty());
    // The bytes of the level are a lower bound then.
    assert_eq!(level_of(&inventory, "").stored.bound().0, "at least");
}

#[test]
fn small_members_stand_together_in_the_last_block() {
    let images = (0..200_u64).map(|number| {
        let layers = Vec::new().into();
        let config = Descriptor::new(OCI.into(), digest("config"), Some(4_000));
        manifest(
            &format!("image {number}"),
            1_000 + number,
            ManifestContent::Image { config, layers },
        )
    });
    let inventory = by_hand::registry(vec![("all", repository(images.collect(), &[]))]);
    let level = map_level(&MapScope::parse("all"), &inventory, &Analysis::of(&inventory));
    let level = level.expect("a level");
    // The shared config and 59 images, and the others together.
    assert_eq!(level.blocks.len(), 61);
    assert_eq!(level.blocks[0].leads, Leads::Shared);
    assert_eq!(level.blocks[60].name, "and 141 smaller");
    assert_eq!(level.blocks[60].leads, Leads::All);
    let sum: u64 = level.blocks.iter().map(|block| block.known).sum();
    assert_eq!(sum, 4_000 + 200 * 1_000 + 199 * 200 / 2);
}
