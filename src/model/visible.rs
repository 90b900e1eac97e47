//! Characters of a server's text that nobody sees, but that turn a line around or hide in it.

/// The text with each of these characters as an escape, `\u202e`: marks and overrides of the direction of writing,
/// characters without a width, separators of lines, and control characters other than a line's end or a tab.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if is_unseen(char) {
            let digits = format!("{:04x}", u32::from(char));
            shown.push_str("\\u");
            shown.push_str(&digits);
        } else {
            shown.push(char);
        }
    }
    shown
}

fn is_unseen(char: char) -> bool {
    match char {
        '\n' | '\t' | '\r' => false,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unseen_characters_are_shown_and_scripts_of_any_direction_stay() {
        let check = |text: &str, expected: &str| assert_eq!(visible(text), expected);
        check("RUN \u{202e}evil\u{202c}", "RUN \\u202eevil\\u202c");
        check("am\u{200b}d64\u{feff}", "am\\u200bd64\\ufeff");
        check("\u{2066}a\u{2069}\u{7}\u{e0041}", "\\u2066a\\u2069\\u0007\\ue0041");
        check("שלום مرحبا\n\tRUN a && b", "שלום مرحبا\n\tRUN a && b");
    }
}
