//! Problems with the file, a sentence each.

use serde_json::Value;

/// More problems than these are counted and not named.
pub(super) const MAX_PROBLEMS: usize = 20;

/// The problems with the file so far.
#[derive(Default)]
pub(super) struct Notes(Vec<String>);

impl Notes {
    /// Notes a problem, as a whole sentence.
    pub(super) fn say(&mut self, sentence: String) {
        self.0.push(sentence);
    }

    pub(super) fn sentences(self) -> Vec<String> {
        let rest = self.0.len().saturating_sub(MAX_PROBLEMS);
        let mut sentences = self.0;
        sentences.truncate(MAX_PROBLEMS);
        if rest > 0 {
            sentences.push(format!("And {rest} more."));
        }
        sentences
    }
}

/// A value as it stands in the file, shortened.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
