//! Gaps in lines: one reason is given once, for all things that could not be read because of it.

use crate::model::Missing;
use crate::present::visible;

/// A reason, and everything that could not be read because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapLine {
    /// The kinds of things: `tags`, `manifests`.
    pub what: Vec<&'static str>,
    /// The places in their order, as `repository` or `repository reference`; empty for the registry as a whole.
    pub places: Vec<String>,
    /// The reason. For several repositories it says "these" instead of a name.
    pub why: String,
}

/// The lines, in the order in which their first parts stand in `gaps`.
#[must_use]
pub fn gap_lines(gaps: &[Missing]) -> Vec<GapLine> {
    let mut lines: Vec<(GapLine, String)> = Vec::new();
    for (place, own) in by_place(gaps) {
        let why = general(own[0]);
        let what: Vec<_> = own.iter().map(|gap| gap.what.as_str()).collect();
        let same = lines.iter_mut().find(|(line, known)| *known == why && line.what == what);
        match same {
            Some((line, why)) => {
                line.places.extend(place);
                line.why.clone_from(why);
            }
            None => {
                let why_here = own[0].why.clone();
                let places = place.into_iter().collect();
                lines.push((GapLine { what, places, why: why_here }, why));
            }
        }
    }
    let shown = |(line, _): (GapLine, String)| {
        let mut places: Vec<String> = line.places.iter().map(|place| visible(place)).collect();
        // Answers come in any order; two scans with the same gaps say the same.
        places.sort_unstable();
        GapLine { places, why: visible(&line.why), ..line }
    };
    lines.into_iter().map(shown).collect()
}

/// Gaps that follow each other with one place and one reason.
fn by_place(gaps: &[Missing]) -> Vec<(Option<String>, Vec<&Missing>)> {
    let mut all: Vec<(Option<String>, Vec<&Missing>)> = Vec::new();
    for gap in gaps {
        let place = place_of(gap);
        match all.last_mut().filter(|(last, own)| *last == place && own[0].why == gap.why) {
            Some((_, own)) => own.push(gap),
            None => all.push((place, vec![gap])),
        }
    }
    all
}

fn place_of(gap: &Missing) -> Option<String> {
    // An empty name shows as quotes, so that a list of names has no hole.
    let shown = |text: &String| if text.is_empty() { "\"\"".to_owned() } else { text.clone() };
    let reference = gap.reference.as_ref().map(shown);
    let parts = [gap.repository.as_ref().map(ToString::to_string), reference];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The reason without the repository's name, which our own sentences put after " in ".
fn general(gap: &Missing) -> String {
    match &gap.repository {
        Some(name) => gap.why.replace(&format!(" in {name}: "), " in these: "),
        None => gap.why.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MissingWhat;

    fn gap(repository: &str, reference: Option<&str>, what: MissingWhat, why: &str) -> Missing {
        let repository = repository.parse().ok();
        Missing { repository, reference: reference.map(str::to_owned), what, why: why.to_owned() }
    }

    #[test]
    fn one_reason_is_told_once() {
        let refused = |name: &str| format!("It may not read in {name}: the right pull is missing.");
        let gaps = [
            gap("a", None, MissingWhat::Tags, &refused("a")),
            gap("a", None, MissingWhat::Manifests, &refused("a")),
            gap("b", Some("v1"), MissingWhat::Manifest, "It is broken."),
            gap("c/d", None, MissingWhat::Tags, &refused("c/d")),
            gap("c/d", None, MissingWhat::Manifests, &refused("c/d")),
            gap("e", None, MissingWhat::Tags, &refused("e")),
            gap("", Some("a//b"), MissingWhat::Catalog, "It is invalid."),
            gap("", Some(""), MissingWhat::Catalog, "It is invalid."),
            gap("", None, MissingWhat::Catalog, "It ended."),
        ];
        let line = |what: &[&'static str], places: &[&str], why: &str| GapLine {
            what: what.to_vec(),
            places: places.iter().map(|place| (*place).to_owned()).collect(),
            why: why.to_owned(),
        };
        let both = [MissingWhat::Tags.as_str(), MissingWhat::Manifests.as_str()];
        assert_eq!(
            gap_lines(&gaps),
            [
                line(&both, &["a", "c/d"], &refused("these")),
                line(&[MissingWhat::Manifest.as_str()], &["b v1"], "It is broken."),
                line(&both[..1], &["e"], &refused("e")),
                line(&[MissingWhat::Catalog.as_str()], &["\"\"", "a//b"], "It is invalid."),
                line(&[MissingWhat::Catalog.as_str()], &[], "It ended."),
            ]
        );
    }
}
