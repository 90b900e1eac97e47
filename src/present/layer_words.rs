//! Words about layers: size, build step, users, and what keeps them.

use crate::model::{Amount, Digest, KeptOnce, ManifestRecord};
use crate::present::{Badge, BytesText, Cell, Target, counted, grouped, visible};
use crate::storage::{Keepers, Totals};

/// The badge of a layer with `urls`, or of a foreign type, that no manifest stores here.
const ELSEWHERE: &str = "kept elsewhere, as its manifest says";
/// Its meaning: nobody knows without asking for the blob.
const IF_HERE: &str =
    "Figures are without this layer. If the registry holds it all the same, a deletion frees more.";

/// The step that made layer `index` of a manifest (0 is the lowest), as its image's config names it.
pub(super) fn step_at(record: &ManifestRecord, index: usize) -> Option<String> {
    let layers = record.manifest.layers().len();
    let step = record.config.as_ref()?.step_of_layer(index, layers)?;
    Some(visible(&tidy_step(step))).filter(|step| !step.is_empty())
}

/// The step that made a layer of a manifest.
pub(super) fn step_of(record: &ManifestRecord, layer: &Digest) -> Option<String> {
    let place = record.manifest.layers().iter().position(|own| own.digest == *layer)?;
    step_at(record, place)
}

/// The step that made a layer of a manifest, or else the layer's type, or its digest where the manifest has no such layer.
pub(super) fn step_or_type(record: Option<&ManifestRecord>, layer: &Digest) -> String {
    let named = record.and_then(|record| {
        let descriptor = record.manifest.layers().iter().find(|own| own.digest == *layer)?;
        let by_type = || visible(descriptor.media_type.as_str());
        Some(step_of(record, layer).unwrap_or_else(by_type))
    });
    named.unwrap_or_else(|| layer.short())
}

/// Whether the config of a manifest names the steps of its layers.
pub(super) fn tells_steps(record: Option<&ManifestRecord>) -> bool {
    record.is_some_and(|record| {
        let layers = record.manifest.layers().len();
        record.config.as_ref().is_some_and(|config| config.step_of_layer(0, layers).is_some())
    })
}

/// The cell that names a layer by its step.
pub(super) fn step_cell(step: String, is_stored: bool) -> Cell {
    let badges = if is_stored { Vec::new() } else { vec![elsewhere()] };
    Cell::Name { before: String::new(), name: step, target: Target::Nowhere, badges }
}

/// The badge of a layer that is not stored here.
pub(super) fn elsewhere() -> Badge {
    Badge::quiet(ELSEWHERE).saying(IF_HERE)
}

/// The size of a layer: not counted where it is kept elsewhere, unknown where it is stated nowhere.
pub(super) fn layer_size(amount: Amount, is_stored: bool) -> BytesText {
    match (amount.has_gaps, is_stored) {
        (true, _) => BytesText::unknown(),
        (false, false) => BytesText::not_counted(),
        (false, true) => BytesText::of_amount(amount),
    }
}

/// `3 copies, one in each repository: 9.4 MiB together`; `None` for a single copy.
pub(super) fn copies_words(copies: usize, one: Amount, kept_once: KeptOnce) -> Option<String> {
    let part = match kept_once {
        KeptOnce::Namespace => "root namespace",
        KeptOnce::Registry | KeptOnce::Repository => "repository",
    };
    let all = BytesText::of_amount(one.times(copies as u64)).plain();
    let copies = (copies > 1).then(|| counted(copies, "copy", "copies"))?;
    Some(format!("{copies}, one in each {part} that uses it: {all} together"))
}

/// The nouns for users that are not all of one kind.
pub(super) const MIXED: (&str, &str) = ("manifest", "manifests");

/// `122 images in 12 repositories`
pub(super) fn users_words(users: usize, nouns: (&str, &str), repositories: usize) -> String {
    let repositories = counted(repositories, "repository", "repositories");
    format!("{} in {repositories}", counted(users, nouns.0, nouns.1))
}

/// The images to be deleted before a layer's bytes come back, and the tags and locks that keep these images. `nouns`
/// name one user and many.
pub(super) fn keepers_words(keepers: &Keepers, nouns: (&str, &str), totals: &Totals) -> String {
    let Keepers { repositories, by_locks, by_tags, orphans, unclear } = *keepers;
    let images = keepers.manifests();
    let mut words = if images == 1 {
        let kept = match (by_locks, by_tags, orphans) {
            (1, ..) => "A lock keeps it.",
            (_, 1, _) => "A tag keeps it.",
            (.., 1) => "It is an orphan: nothing keeps it.",
            _ => "Whether something keeps it is not known yet.",
        };
        format!("Its bytes come back when the one {} that uses it is deleted. {kept}", nouns.0)
    } else {
        let place = match repositories {
            1 => "one repository".to_owned(),
            _ => counted(repositories, "repository", "repositories"),
        };
        let parts = [
            kept_words("tags keep", by_tags, images),
            kept_words("locks keep", by_locks, images),
            match orphans {
                0 => String::new(),
                all if all == images => "all of them are orphans".to_owned(),
                1 => "1 is an orphan".to_owned(),
                some => format!("{} are orphans", grouped(some as u64)),
            },
            match unclear {
                0 => String::new(),
                all if all == images => "what keeps them is not known yet".to_owned(),
                some => format!("what keeps {} is not known yet", grouped(some as u64)),
            },
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let images = counted(images, nouns.0, nouns.1);
        let kept = parts.join(", ");
        let (first, rest) = kept.split_at(kept.len().min(1));
        let first = first.to_uppercase();
        format!(
            "Its bytes come back when all {images} that use it, in {place}, are deleted. {first}{rest}."
        )
    };
    match totals.kept_once {
        KeptOnce::Registry => {}
        KeptOnce::Namespace => words.push_str(
            " The copy of a root namespace comes back when the manifests that use it there are deleted.",
        ),
        KeptOnce::Repository => words.push_str(
            " The copy of a repository comes back when the manifests that use it there are deleted.",
        ),
    }
    if !totals.complete {
        words.push_str(" Manifests that were not read may use it, too.");
    } else if totals.held().or_less {
        words.push_str(" Manifests that the registry does not show may use it, too.");
    }
    words
}

/// `tags keep 10 of them`; empty for none.
fn kept_words(who_keeps: &str, count: usize, all: usize) -> String {
    match count {
        0 => String::new(),
        _ if count == all => format!("{who_keeps} all of them"),
        _ => format!("{who_keeps} {} of them", grouped(count as u64)),
    }
}

/// A build step without the shell that every builder writes before it.
fn tidy_step(step: &str) -> String {
    let step = step.trim();
    let step = step.strip_prefix("/bin/sh -c #(nop)").unwrap_or(step);
    let step = step.strip_prefix("/bin/sh -c").unwrap_or(step);
    step.strip_suffix("# buildkit").unwrap_or(step).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Inventory, ReadState};
    use crate::storage::Analysis;

    #[test]
    fn steps_are_shown_without_the_builders_shell() {
        let check = |step: &str, expected: &str| assert_eq!(tidy_step(step), expected);
        check("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD [\"sh\"]");
        check("/bin/sh -c apt-get update", "apt-get update");
        check("COPY app /app # buildkit", "COPY app /app");
        check("", "");
    }

    #[test]
    fn a_layer_says_what_has_to_be_deleted_and_what_keeps_that() {
        let check = |keepers: Keepers, complete: bool, expected: &str| {
            let state = if complete { ReadState::Complete } else { ReadState::Incomplete };
            let totals = Analysis::of(&Inventory { state, ..Inventory::default() }).totals;
            assert_eq!(keepers_words(&keepers, ("image", "images"), &totals), expected);
        };
        let of = |repositories, [by_tags, by_locks, orphans, unclear]: [usize; 4]| Keepers {
            repositories,
            by_locks,
            by_tags,
            orphans,
            unclear,
        };
        check(
            of(1, [1, 0, 0, 0]),
            true,
            "Its bytes come back when the one image that uses it is deleted. A tag keeps it.",
        );
        check(
            of(1, [0, 0, 1, 0]),
            true,
            "Its bytes come back when the one image that uses it is deleted. It is an orphan: nothing keeps it.",
        );
        check(
            of(3, [10, 1, 1, 0]),
            true,
            "Its bytes come back when all 12 images that use it, in 3 repositories, are deleted. Tags keep 10 of them, \
             locks keep 1 of them, 1 is an orphan.",
        );
        check(
            of(1, [0, 2, 0, 0]),
            true,
            "Its bytes come back when all 2 images that use it, in one repository, are deleted. Locks keep all of them.",
        );
        check(
            of(2, [1, 0, 0, 2]),
            false,
            "Its bytes come back when all 3 images that use it, in 2 repositories, are deleted. Tags keep 1 of them, \
             what keeps 2 is not known yet. Manifests that were not read may use it, too.",
        );
    }
}
