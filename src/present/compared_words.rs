//! The sentences of the page "Compare": what changed since a report, and what the report cannot tell.

use crate::model::Timestamp;
use crate::present::{
    BytesText, Change, Difference, SavedReport, Side, TagMove, ago, counted, grouped,
    kept_once_place,
};

/// The length of `2026-11-20`.
const DATE: usize = 10;

/// The sentences about a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The answer: how much more or less is stored.
    pub says: String,
    /// The repositories and tags that changed, counted.
    pub more: String,
    /// The reason why changes are bounds; empty where they are exact.
    pub hedge: &'static str,
    /// Oddities and omissions of the report, a sentence each.
    pub notes: Vec<String>,
}

/// The sentences about a report and its difference from `now`.
#[must_use]
pub fn compared_words(saved: &SavedReport, difference: &Difference, now: Timestamp) -> Compared {
    let has_gaps = |side| matches!(side, Side::Known(amount) if amount.has_gaps);
    let sides = difference.stored;
    Compared {
        says: answer(saved, difference, now),
        more: format!("{}. {}.", repositories(difference), tags(saved, difference)),
        hedge: match (has_gaps(sides.then), has_gaps(sides.now)) {
            (false, false) => "",
            (true, false) => {
                "The sizes in the report are lower bounds: the registry may have stored more then."
            }
            (false, true) => "The sizes of now are lower bounds: the registry may store more.",
            (true, true) => {
                "The sizes of then and of now are lower bounds: changes compare what was known then with \
                 what is known now."
            }
        },
        notes: notes(saved),
    }
}

/// `1.2 GiB more`, with its bound.
#[must_use]
pub fn change_words(change: &Change) -> String {
    let (bytes, word) = (BytesText::of(change.bytes), change.word());
    let words = format!("{} {word}", bytes.plain());
    if change.bound.is_empty() { words } else { format!("{} {words}", change.bound) }
}

impl Change {
    /// `more` or `less`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        if self.is_less { "less" } else { "more" }
    }
}

fn answer(saved: &SavedReport, difference: &Difference, now: Timestamp) -> String {
    let when = saved.taken_at.map_or_else(
        || "when the report was saved".to_owned(),
        |taken_at| {
            let date: String = taken_at.to_string().chars().take(DATE).collect();
            match ago(taken_at, now) {
                age if age == date => format!("on {date}"),
                age => format!("on {date} ({age})"),
            }
        },
    );
    match difference.stored.change() {
        None if saved.stored.is_some() => format!(
            "What was stored {when} cannot be compared: the report counts equal bytes once {}, and this page does not. \
             Single repositories can be compared.",
            kept_once_place(saved.kept_once)
        ),
        None => "The report does not say how many bytes were stored.".to_owned(),
        Some(Change { bytes: 0, bound: "", .. }) => {
            format!("The registry stores as many bytes as {when}.")
        }
        Some(Change { bytes: 0, bound: "about", .. }) => {
            format!("The registry stores as many bytes as {when}, as far as they are known.")
        }
        Some(change) => format!("The registry stores {} than {when}.", change_words(&change)),
    }
}

fn repositories(difference: &Difference) -> String {
    let count = |is_meant: fn(Side, Side) -> bool| {
        let all = difference.repositories.iter();
        all.filter(|one| is_meant(one.stored.then, one.stored.now)).count()
    };
    let new = count(|then, _| then == Side::Absent);
    let gone = count(|_, now| now == Side::Absent);
    let open = count(|then, now| then == Side::Unknown || now == Side::Unknown);
    let mut parts = Vec::new();
    for (count, word) in [(new, "new"), (gone, "gone"), (open, "not known then or now")] {
        if count > 0 {
            parts.push(format!("{} {word}", grouped(count as u64)));
        }
    }
    if parts.is_empty() {
        "Repositories: the same".to_owned()
    } else {
        listed("Repositories", &parts)
    }
}

fn tags(saved: &SavedReport, difference: &Difference) -> String {
    if !saved.tells_tags {
        return "Tags: not in the report".to_owned();
    }
    let mut parts = Vec::new();
    for (how, is_more) in TagMove::ALL.into_iter().zip(difference.more_tags) {
        let count = difference.tags.iter().filter(|change| change.how == how).count();
        if count > 0 {
            let bound = if is_more { "at least " } else { "" };
            parts.push(format!("{bound}{} {}", grouped(count as u64), how.word()));
        }
    }
    match parts.is_empty() {
        true if difference.more_tags.contains(&true) => "Tags: no change found".to_owned(),
        true => "Tags: the same".to_owned(),
        false => listed("Tags", &parts),
    }
}

fn listed(what: &str, parts: &[String]) -> String {
    format!("{what}: {}", parts.join(", "))
}

fn notes(saved: &SavedReport) -> Vec<String> {
    let mut notes = Vec::new();
    if saved.left_out > 0 {
        notes.push(format!(
            "{} of the report left out: without a proper name, named like an earlier one, or of a repository that \
             the report does not list.",
            counted(saved.left_out, "entry", "entries")
        ));
    }
    if !saved.fits {
        notes.push("The total of the report does not fit its repositories.".to_owned());
    }
    if !saved.tells_tags {
        notes.push("The report lists no manifests, so tags cannot be compared.".to_owned());
    }
    notes
}
