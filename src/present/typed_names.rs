//! Names of repositories as people type or paste them.

use std::collections::BTreeSet;

use crate::model::RepositoryName;
use crate::present::{counted, grouped};

/// The most names that are taken at once.
const MOST: usize = 10_000;
/// The most wrong names that an error lists.
const TOLD: usize = 3;

/// The names in `text`, separated by blanks, line breaks, commas or semicolons. The registry's own
/// `host` may stand before each, as in image names.
///
/// # Errors
///
/// A sentence that lists the first words that are no names.
pub fn typed_names(text: &str, host: &str) -> Result<BTreeSet<RepositoryName>, String> {
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'');
    let (mut names, mut wrong) = (BTreeSet::new(), Vec::new());
    for word in text.split(apart).filter(|word| !word.is_empty()) {
        let name = word.strip_prefix(host).and_then(|rest| rest.strip_prefix('/')).unwrap_or(word);
        match name.parse() {
            Ok(name) => drop(names.insert(name)),
            Err(_) => wrong.push(word),
        }
    }
    if let Some(more) = names.len().checked_sub(MOST + 1) {
        return Err(format!(
            "These are {} too many: {} can be read at once.",
            counted(more + 1, "name", "names"),
            grouped(MOST as u64)
        ));
    }
    if wrong.is_empty() {
        return Ok(names);
    }
    let shown: Vec<String> =
        wrong.iter().take(TOLD).map(|word| word.chars().take(60).collect()).collect();
    let more = match wrong.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!(" and {} more", grouped(more as u64)),
    };
    let are = if wrong.len() == 1 {
        "is no name of a repository"
    } else {
        "are no names of repositories"
    };
    Err(format!(
        "{}{more} {are}: lower-case letters, digits, and . _ - / between them; no tag.",
        shown.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        typed_names(text, "team.azurecr.io")
            .map(|names| names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn lists_are_read_as_they_are_pasted() {
        let names = |names: &[&str]| Ok(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(read("team/app"), names(&["team/app"]));
        assert_eq!(read(" b\n a,c;\t\"d\" b\r\n"), names(&["a", "b", "c", "d"]));
        assert_eq!(read("team.azurecr.io/team/app"), names(&["team/app"]));
        assert_eq!(read("\n"), names(&[]));
    }

    #[test]
    fn what_is_no_name_is_named() {
        let grammar = "lower-case letters, digits, and . _ - / between them; no tag.";
        assert_eq!(read("a B"), Err(format!("B is no name of a repository: {grammar}")));
        let many = Err(format!("a:1, b:1, c:1 and 1 more are no names of repositories: {grammar}"));
        assert_eq!(read("a:1 b:1 c:1 d:1"), many);
        let all: Vec<_> = (0..10_001).map(|number| format!("r{number}")).collect();
        let why = "These are 1 name too many: 10\u{202f}000 can be read at once.";
        assert_eq!(read(&all.join(" ")), Err(why.to_owned()));
    }
}
