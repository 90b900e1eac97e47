//! JSON as registries take it. They skip what they do not read, so they keep manifests that a strict reader gives up
//! on: with a lone half of a surrogate pair in an annotation, or hundreds of nested arrays in a field that nobody
//! reads.
//!
//! Reference: RFC 8259, sections 8.2 and 9; Go's `encoding/json`, by which most registries read.

use serde::de::DeserializeOwned;

/// Most containers around anything that is read. Deeper ones become null.
const MAX_DEPTH: usize = 16;
/// Most digits of a number that is read: 2^64 has twenty.
const MAX_DIGITS: usize = 20;
/// Stands for a character that is none.
const NO_CHARACTER: &[u8] = br"\ufffd";

/// The value that `bytes` spell; `None` where they spell none of this form.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    // Hardly any manifest is odd.
    serde_json::from_slice(bytes).or_else(|_| serde_json::from_slice(&tame(bytes))).ok()
}

/// The same JSON without characters that are none, without containers below [`MAX_DEPTH`], and without numbers that
/// are no integers.
fn tame(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut rest = text.as_bytes();
    let mut tamed = Vec::with_capacity(rest.len());
    let mut depth = 0_usize;
    while let Some(first) = rest.first() {
        let was_read = depth <= MAX_DEPTH;
        let length = match first {
            b'"' => string(rest),
            b'-' | b'0'..=b'9' => rest.iter().take_while(|byte| is_of_number(**byte)).count(),
            _ => 1,
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        match first {
            b'[' | b'{' => {
                depth += 1;
                if depth == MAX_DEPTH + 1 {
                    tamed.extend(b"null");
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match first {
            _ if !was_read || depth > MAX_DEPTH => {}
            b'"' => push_string(&mut tamed, token),
            b'-' | b'0'..=b'9' if !is_integer(token) => tamed.extend(b"null"),
            _ => tamed.extend(token),
        }
    }
    tamed
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || b"+-.eE".contains(&byte)
}

fn is_integer(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    digits.len() <= MAX_DIGITS && digits.iter().all(u8::is_ascii_digit)
}

/// The length of the string at the beginning of `text`, with its quotes.
fn string(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() {
        match text[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// Adds `string`, in which each lone half of a surrogate pair becomes [`NO_CHARACTER`].
fn push_string(tamed: &mut Vec<u8>, mut string: &[u8]) {
    while let Some(at) = string.iter().position(|byte| *byte == b'\\') {
        tamed.extend(&string[..at]);
        string = &string[at..];
        let length = match (code_unit(string), code_unit(string.get(6..).unwrap_or_default())) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                tamed.extend(NO_CHARACTER);
                string = &string[6..];
                continue;
            }
            // Any escape, with the character that it is about.
            _ => 2.min(string.len()),
        };
        tamed.extend(&string[..length]);
        string = &string[length..];
    }
    tamed.extend(string);
}

/// The number in an escape such as `\u00e9` at the beginning of `text`; `None` where there is no escape.
fn code_unit(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(br"\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_registries_keep_is_read_and_the_rest_skipped() {
        let check = |text: &str, expected: Option<Value>| {
            assert_eq!(read::<Value>(text.as_bytes()), expected, "{text}");
        };
        check(r#"{"a":"\ud83d\ude00"}"#, Some(json!({"a": "😀"})));
        check(r#"{"a":"x\ud800y","b":1}"#, Some(json!({"a": "x\u{fffd}y", "b": 1})));
        check(
            r#"{"\udc00":1,"b":"\ud800\ud83d\ude00"}"#,
            Some(json!({"\u{fffd}": 1, "b": "\u{fffd}😀"})),
        );
        check(r#"{"a":"\\ud800"}"#, Some(json!({"a": "\\ud800"})));
        check(r#"{"a":1e999,"b":-12,"c":1.5}"#, Some(json!({"a": null, "b": -12, "c": null})));
        let deep = format!(r#"{{"a":{}"]"{},"b":2}}"#, "[".repeat(5000), "]".repeat(5000));
        let read = read::<Value>(deep.as_bytes()).expect("an object");
        assert_eq!(read["b"], 2);
        check("{", None);
        check(r#"{"a":"\ud800}"#, None);
        check(r#"{"a":1e999,}"#, None);
        check("\\", None);
        assert_eq!(super::read::<Value>(b"{\"a\":\"\xff\"}"), Some(json!({"a": "\u{fffd}"})));
    }

    #[test]
    fn everything_that_is_not_too_deep_stays() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let tamed = |text: &str| String::from_utf8(tame(text.as_bytes())).expect("text");
        assert_eq!(tamed(&nested(MAX_DEPTH)), nested(MAX_DEPTH));
        let cut = format!("{}null{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
        assert_eq!(tamed(&nested(MAX_DEPTH + 1)), cut);
        assert_eq!(
            tamed(r#"{"a": [1, "x\"]", null], "b": true}"#),
            r#"{"a": [1, "x\"]", null], "b": true}"#
        );
    }

    proptest! {
        #[test]
        fn any_bytes_at_all_end(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = read::<Value>(&bytes);
        }

        #[test]
        fn any_text_of_json_ends(text in r#"[\[\]{}",:\\ud8cf0-9eE.\-]{0,60}"#) {
            let _ = read::<Value>(text.as_bytes());
        }
    }
}
