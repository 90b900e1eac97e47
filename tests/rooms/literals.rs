//! String literals of a file, told from comments, attributes and panics.

/// Whether a text has two words one after the other.
pub(crate) fn has_words(text: &str) -> bool {
    let is_word = |part: &&str| {
        let bare = part.trim_matches(|c: char| ".,:;!?()".contains(c));
        bare.len() > 1 && bare.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '-')
    };
    text.split_whitespace().filter(is_word).count() > 1
}

/// The string literals of a file's code, as they are written: those in attributes and in panics left out.
pub(crate) fn literals(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    let after = |text: &str, at: Option<usize>| text.len().min(at.unwrap_or(text.len()));
    let mut depth = 0_usize;
    let mut is_panic = false;
    while let Some(next) = rest.chars().next() {
        let raw =
            rest.strip_prefix('r').map(|raw| (raw.len() - raw.trim_start_matches('#').len(), raw));
        let raw = raw.filter(|(hashes, raw)| raw[*hashes..].starts_with('"'));
        if rest.starts_with("//") {
            rest = &rest[after(rest, rest.find('\n'))..];
        } else if rest.starts_with("/*") {
            rest = &rest[after(rest, rest.find("*/").map(|at| at + 2))..];
        } else if rest.starts_with("#[") || rest.starts_with("#![") || depth > 0 && next == '[' {
            depth += 1;
            rest = &rest[rest.find('[').map_or(1, |at| at + 1)..];
        } else if depth > 0 && next == ']' {
            depth -= 1;
            rest = &rest[1..];
        } else if let Some((hashes, raw)) = raw {
            let (body, end) = (&raw[hashes + 1..], format!("\"{}", "#".repeat(hashes)));
            let length = after(body, body.find(&end));
            if depth == 0 && !is_panic {
                found.push(body[..length].to_owned());
            }
            rest = &body[after(body, Some(length + end.len()))..];
        } else if next == '"' {
            let body = &rest[1..];
            let is_end = |at: usize| {
                let before = &body[..at];
                (before.len() - before.trim_end_matches('\\').len()).is_multiple_of(2)
            };
            let length =
                after(body, body.match_indices('"').map(|(at, _)| at).find(|at| is_end(*at)));
            if depth == 0 && !is_panic {
                found.push(body[..length].to_owned());
            }
            rest = &body[after(body, Some(length + 1))..];
        } else if next == '\'' {
            // A character, or a lifetime.
            let chars: Vec<char> = rest.chars().take(4).collect();
            let length = match chars.as_slice() {
                [_, '\\', ..] => {
                    rest[2..].find('\'').map_or(2, |at| if at == 0 { 4 } else { at + 3 })
                }
                [_, one, '\'', ..] => 2 + one.len_utf8(),
                _ => 1,
            };
            rest = &rest[length..];
        } else {
            let panics = [".expect(", "panic!(", "unreachable!("];
            let panic = panics.iter().find(|panic| rest.starts_with(**panic));
            is_panic = panic.is_some() || is_panic && next.is_whitespace();
            rest = &rest[panic.map_or(next.len_utf8(), |panic| panic.len())..];
        }
    }
    found
}

#[test]
fn literals_are_told_from_comments_attributes_and_panics() {
    let code = r##"
        //! Two words "in quotes".
        #[error("two words")] struct A<'a>(&'a str, [char; 2] = ['"', '\\'']);
        let a = f("one"); /* "two words" */ x.expect("two words"); panic!("two words");
        let b = "two \"words\""; let c = r#"two "words""#;
    "##;
    assert_eq!(literals(code), ["one", r#"two \"words\""#, r#"two "words""#]);
    assert!(has_words("two words") && has_words("{a} is there") && has_words("It is {}."));
    assert!(!has_words("word") && !has_words("{} word") && !has_words("application/json; q=1"));
}
