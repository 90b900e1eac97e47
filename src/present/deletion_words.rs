//! The ending of a deletion, in words.

use crate::cleanup::Outcome;
use crate::present::ledger::Tally;
use crate::present::{Ending, Went, counted, grouped, note_words, stop_words};

/// The ending of a deletion, with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletionWords {
    /// The title and the sentences of the ending.
    pub ending: Ending,
    /// The counts of done steps and of all: `4 of 6`.
    pub count: String,
    /// The steps by their ends: `12 deleted, 1 failed, 3 not reached`.
    pub brief: String,
    /// Whether every step was done.
    pub is_all: bool,
}

/// The ending of a deletion whose steps are called `nouns`, one and many; `verb` says what was done with each.
#[must_use]
pub fn deletion_words(outcome: &Outcome, (nouns, verb): ((&str, &str), &str)) -> DeletionWords {
    let (done, all, stopped) = (outcome.gone(), outcome.results.len(), outcome.cancelled());
    let tally = Tally { all, done, failed: all - done - stopped };
    let not_reached = match stopped {
        0 => String::new(),
        1 => "You stopped it; 1 was not reached.".to_owned(),
        count => format!("You stopped it; {} were not reached.", grouped(count as u64)),
    };
    let mut ending = if outcome.is_complete() {
        tally.well(nouns, verb)
    } else if outcome.is_as_planned() {
        tally.partly(Went::Stopped, nouns, verb, &not_reached)
    } else if done == all {
        // The differences of a step stand at the step, the notes of the run below.
        let place = if outcome.notes.is_empty() { ": see above." } else { "." };
        let steps = counted(all, nouns.0, nouns.1);
        let text = format!("{steps} {verb}, but the registry differs from the plan{place}");
        Ending::of(Went::Badly, "Not as planned", text)
    } else if stopped == 0 {
        let others = "The reasons for the others are listed above.";
        tally.partly(Went::Badly, nouns, verb, others)
    } else {
        let others = format!("The reasons for failures are listed above. {not_reached}");
        tally.partly(Went::Badly, nouns, verb, &others)
    };
    // The stop of a person is told above.
    let stop = outcome.stopped.iter().filter(|_| stopped == 0);
    for remark in outcome.notes.iter().map(note_words).chain(stop.map(stop_words)) {
        ending.text.push(' ');
        ending.text.push_str(&remark);
    }
    let (gone, of) = (grouped(done as u64), grouped(all as u64));
    let mut brief = format!("{gone} {verb}");
    for (count, end) in [(tally.failed, "failed"), (stopped, "not reached")] {
        if count > 0 {
            brief = format!("{brief}, {} {end}", grouped(count as u64));
        }
    }
    DeletionWords { brief, ending, count: format!("{gone} of {of}"), is_all: done == all }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleanup::{Deviation, Failure, Item, StepEnd, StepId, StepResult, Stop};
    use crate::model::Digest;
    use crate::registry::{Error, ErrorKind};

    fn words(ends: Vec<StepEnd>, stopped: Option<Stop>) -> (Went, String) {
        let repository = "web/app".parse::<crate::model::RepositoryName>().expect("a name");
        let result = |end| StepResult {
            step: StepId::default(),
            repository: repository.clone(),
            item: Item::Repository,
            end,
        };
        let outcome = Outcome {
            results: ends.into_iter().map(result).collect(),
            stopped,
            notes: Vec::new(),
            deletes: None,
        };
        let words = deletion_words(&outcome, (("tag", "tags"), "untagged"));
        (words.ending.went, format!("{}: {}", words.ending.title, words.ending.text))
    }

    #[test]
    fn a_stop_is_no_fault_unless_something_else_is() {
        let stop = || StepEnd::NotReached(Stop::Cancelled);
        let failure = || {
            let excerpt = "It is off.".to_owned();
            Failure::Refused(Error { excerpt, ..Error::new(ErrorKind::Malformed, "") })
        };
        let check = |ends, stopped, went, text: &str| {
            assert_eq!(words(ends, stopped), (went, text.to_owned()));
        };
        check(vec![StepEnd::Done], None, Went::Well, "Done: 1 tag untagged.");
        check(
            vec![StepEnd::Done, stop(), stop()],
            Some(Stop::Cancelled),
            Went::Stopped,
            "Stopped: 1 of 3 tags untagged. You stopped it; 2 were not reached.",
        );
        check(
            vec![StepEnd::Failed(failure()), stop()],
            Some(Stop::Cancelled),
            Went::Badly,
            "Not all: 0 of 2 tags untagged. The reasons for failures are listed above. You stopped it; 1 was not \
             reached.",
        );
        check(
            vec![StepEnd::NotReached(Stop::Failed(failure()))],
            Some(Stop::Failed(failure())),
            Went::Badly,
            "Not all: 0 of 1 tag untagged. The reasons for the others are listed above. It is off.",
        );
        check(
            vec![StepEnd::Differs(Deviation::AlsoGone(Digest::of(b"child")))],
            None,
            Went::Badly,
            "Not as planned: 1 tag untagged, but the registry differs from the plan: see above.",
        );
    }
}
