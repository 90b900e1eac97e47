//! Problems with the file, a sentence each, and the fields that name them.

use serde_json::{Map, Value};

/// More problems than these are counted and not named.
pub(super) const MAX_PROBLEMS: usize = 20;

/// The longest title and name, in characters.
const LONGEST_NAME: usize = 80;

/// The problems with the file so far.
#[derive(Default)]
pub(super) struct Notes(Vec<String>);

impl Notes {
    /// The value at `place` is not of the `expected` form.
    pub(super) fn wrong(&mut self, place: &str, expected: &str, found: &Value) {
        self.0.push(format!("{place} has to be {expected}; it is {}.", shown(found)));
    }

    /// Another problem.
    pub(super) fn say(&mut self, sentence: String) {
        self.0.push(sentence);
    }

    /// Names fields of `object` at `place` that are not known: a misspelled switch must not pass for one that was
    /// never set.
    pub(super) fn unknown(&mut self, place: &str, object: &Map<String, Value>, known: &[&str]) {
        for field in object.keys().filter(|field| !known.contains(&field.as_str())) {
            let meant = known.iter().find(|known| plain(known) == plain(field));
            let hint = match meant {
                Some(meant) => format!("write \"{meant}\""),
                None => format!("known are {}", known.join(", ")),
            };
            let field = shown(&Value::String(field.clone()));
            self.0.push(format!("{}{field} is no field: {hint}.", inside(place)));
        }
    }

    /// A name for people; it may be missing.
    pub(super) fn name(
        &mut self,
        place: &str,
        object: &Map<String, Value>,
        field: &str,
    ) -> Option<String> {
        let value = object.get(field)?;
        let name = value.as_str().map(str::trim).filter(|name| {
            !name.is_empty()
                && name.chars().count() <= LONGEST_NAME
                && !name.chars().any(char::is_control)
        });
        if name.is_none() {
            let place = format!("{}{field}", dotted(place));
            self.wrong(&place, "a text of 1 to 80 characters", value);
        }
        name.map(str::to_owned)
    }

    pub(super) fn switch(&mut self, object: &Map<String, Value>, field: &str, usual: bool) -> bool {
        match object.get(field) {
            None => usual,
            Some(Value::Bool(value)) => *value,
            Some(value) => {
                self.wrong(field, "true or false, without quotes", value);
                !usual
            }
        }
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

fn plain(field: &str) -> String {
    field.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn dotted(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("{place}.") }
}

fn inside(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("{place}: ") }
}
