//! JSON with a line for each value, for reading. The order and the bytes of names and values stay.

/// Spaces for each level. Deeper levels than this many are not indented further.
const STEP: usize = 2;
const DEEPEST: usize = 20;

/// The text with line breaks and indentation. Text that is no JSON comes out with breaks at its brackets and commas.
#[must_use]
pub fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let (mut depth, mut is_in_string, mut is_escaped) = (0_usize, false, false);
    let mut signs = json.chars().peekable();
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', STEP * depth.min(DEEPEST)));
    };
    while let Some(sign) = signs.next() {
        if is_in_string {
            text.push(sign);
            (is_in_string, is_escaped) = (is_escaped || sign != '"', !is_escaped && sign == '\\');
            continue;
        }
        match sign {
            ' ' | '\n' | '\r' | '\t' => {}
            '{' | '[' => {
                text.push(sign);
                while signs.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                let end = if sign == '{' { '}' } else { ']' };
                if signs.next_if_eq(&end).is_some() {
                    text.push(end);
                } else {
                    depth += 1;
                    line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(sign);
            }
            ',' => {
                text.push(sign);
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => {
                is_in_string = sign == '"';
                text.push(sign);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_get_lines_of_their_own_and_keep_their_bytes() {
        let check = |json: &str, expected: &str| assert_eq!(indented(json), expected);
        check("", "");
        check("{}", "{}");
        check("{ }", "{}");
        check(r#"{"b":1,"a":[ ]}"#, "{\n  \"b\": 1,\n  \"a\": []\n}");
        check(r#"[{"a":[1,2]}]"#, "[\n  {\n    \"a\": [\n      1,\n      2\n    ]\n  }\n]");
        // Signs in texts are text, also after an escaped quote or backslash.
        check(r#"{"a":"{,\":\\","b":1e400}"#, "{\n  \"a\": \"{,\\\":\\\\\",\n  \"b\": 1e400\n}");
        // JSON that is indented by four spaces comes out with two.
        check("{\n    \"a\" : 1\n}\n", "{\n  \"a\": 1\n}");
        // A bracket too many is no harm.
        check("]]", "\n]\n]");
    }

    #[test]
    fn deep_levels_are_not_indented_without_end() {
        let deep = "[".repeat(3000) + &"]".repeat(3000);
        assert!(indented(&deep).len() < 3000 * 2 * 45);
    }
}
