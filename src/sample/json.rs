//! JSON written by hand: texts and moments, the two values that need care.

use crate::model::Timestamp;

/// A JSON string, with its quotes.
pub fn text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\u{0}'..='\u{1f}' => quoted.push_str(&format!("\\u{:04x}", u32::from(letter))),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A moment in RFC 3339 with seven fractional digits, as ACR writes it; no quotes.
pub fn moment(moment: Timestamp) -> String {
    let mut text = moment.to_string();
    text.pop();
    text.push_str(&format!(".{:03}0000Z", moment.millis().rem_euclid(1000)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_moments_are_json() {
        for odd in ["", "a\"b\\c", "line\nfeed\u{1}", "é"] {
            let read: String = serde_json::from_str(&text(odd)).expect("a JSON string");
            assert_eq!(read, odd);
        }
        assert_eq!(
            moment(Timestamp::from_millis(1_795_176_000_042)),
            "2026-11-20T12:00:00.0420000Z"
        );
    }
}
