//! Documents: every page that a file cites is there, with the section that it names, and README stays short.
#![cfg(not(target_arch = "wasm32"))]

use std::path::{Path, PathBuf};

/// Folders in which citations are looked for, besides the documents in the repository's root.
const FOLDERS: [&str; 7] = ["src", "tests", "scripts", "deploy", "docs", "style", ".ci"];
/// Folders and files of other people, which are not read.
const SKIPPED: [&str; 3] = ["node_modules", "test-results", "package-lock.json"];
/// README is for users, who read one page.
const MOST_LINES_OF_README: usize = 150;

#[test]
fn every_document_that_is_cited_is_there() {
    let mut seen = 0;
    for file in cited_from() {
        let text = read(&file);
        for cited in documents(&text) {
            let is_there = [root(), folder(&file)].iter().any(|base| base.join(&cited).is_file());
            assert!(is_there, "{} cites {cited}, which is not there", file.display());
            seen += 1;
        }
    }
    assert!(seen > 40, "found only {seen} citations: this test no longer reads them");
}

#[test]
fn every_section_that_is_cited_is_there() {
    let mut seen = 0;
    for file in cited_from() {
        for (document, section) in sections(&read(&file)) {
            let headings = headings(&read(&root().join(&document)));
            let is_there = headings.contains(&section);
            assert!(is_there, "{} cites {document}, {section:?}: {headings:?}", file.display());
            seen += 1;
        }
    }
    assert!(seen >= 3, "found only {seen} citations: this test no longer reads them");
}

#[test]
fn every_file_that_is_cited_is_there() {
    let mut seen = 0;
    for file in cited_from() {
        for cited in sources(&read(&file)) {
            assert!(
                root().join(&cited).exists(),
                "{} cites {cited}, which is not there",
                file.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 40, "found only {seen} citations: this test no longer reads them");
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let mut seen = 0;
    for file in documents_here() {
        for target in links(&read(&file)) {
            let path = target.split('#').next().unwrap_or_default();
            let is_there = path.is_empty() || folder(&file).join(path).exists();
            assert!(is_there, "{} links to {target}, which is not there", file.display());
            seen += 1;
        }
    }
    assert!(seen > 20, "found only {seen} links: this test no longer reads them");
}

#[test]
fn the_readme_stays_short() {
    let lines = read(&root().join("README.md")).lines().count();
    assert!(lines <= MOST_LINES_OF_README, "README.md has {lines} lines: move something to docs/");
}

#[test]
fn citations_are_found() {
    let check = |text: &str, expected: &[&str]| assert_eq!(documents(text), expected, "{text}");
    check("see docs/hosting.md.", &["docs/hosting.md"]);
    check("(`docs/a.md`, ARCHITECTURE.md)", &["docs/a.md", "ARCHITECTURE.md"]);
    check("![x](docs/overview.png)", &["docs/overview.png"]);
    // Other people's documents.
    check("Reference: Azure/acr, docs/AAD-OAuth.md; image-spec, descriptor.md", &[]);
    check("Reference: moby/buildkit, docs/attestations/attestation-storage.md", &[]);
    check("cosign, specs/SIGNATURE_SPEC.md", &[]);
    let text = "(README, \"Weight\") and docs/figures.md, \"How bytes\n/// are counted\"";
    let expected = [("README.md", "Weight"), ("docs/figures.md", "How bytes are counted")];
    assert_eq!(sections(text), expected.map(|(page, part)| (page.to_owned(), part.to_owned())));
}

/// The documents of this repository that a text names. Their names are capitals in the root and small
/// letters below `docs/`; other people's `docs/AAD-OAuth.md` is neither.
fn documents(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let mut found = Vec::new();
    for word in text.split(|c: char| !is_part(c)) {
        let word = word.trim_matches('.');
        let Some((path, "md" | "png")) = word.rsplit_once('.') else { continue };
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_in_docs = (folder == "docs" || folder == "docs/decisions")
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let is_in_root = path.len() > 3 && path.bytes().all(|b| b.is_ascii_uppercase());
        if is_in_docs || is_in_root {
            found.push(word.to_owned());
        }
    }
    found
}

/// The files and folders of this repository that a text names by their path from the root: `src/…`,
/// `tests/…`, `scripts/…`, `deploy/…`. Patterns, files that an installation makes, and Harbor's
/// `src/server/…` are left out.
fn sources(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_./*".contains(c);
    let begins = |word: &str, tops: &[&str]| tops.iter().any(|top| word.starts_with(top));
    let is_ours = |word: &&str| {
        begins(word, &["src/", "tests/", "scripts/", "deploy/"])
            && !begins(word, &["src/server/"])
            && !word.contains('*')
            && !SKIPPED.iter().any(|made| word.contains(made))
    };
    let words = text.split(|c: char| !is_part(c)).map(|word| word.trim_end_matches(['.', '-']));
    words.filter(is_ours).map(str::to_owned).collect()
}

/// Each `PAGE, "Section"` of a text, with the marks of comments between its words taken out.
fn sections(text: &str) -> Vec<(String, String)> {
    let is_mark = |word: &&str| !matches!(*word, "//" | "///" | "//!" | "#" | "*");
    let plain = text.split_whitespace().filter(is_mark).collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    for (at, _) in plain.match_indices(", \"") {
        let is_end = |c: char| c.is_whitespace() || "(`".contains(c);
        let before = plain[..at].trim_end_matches('`');
        let page = before.rsplit(is_end).next().unwrap_or_default();
        let page = if page == "README" { "README.md" } else { page };
        let section = plain[at + 3..].split('"').next().unwrap_or_default();
        if documents(page) == [page] && root().join(page).is_file() {
            found.push((page.to_owned(), section.to_owned()));
        }
    }
    found
}

fn headings(text: &str) -> Vec<String> {
    let titles = text.lines().filter(|line| line.starts_with('#'));
    titles.map(|line| line.trim_start_matches('#').trim().to_owned()).collect()
}

/// The targets of a document's links that are no addresses.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://")).map(str::to_owned).collect()
}

/// Every file that may cite a document.
fn cited_from() -> Vec<PathBuf> {
    let mut all = documents_here();
    for folder in FOLDERS {
        all.extend(files(&root().join(folder)));
    }
    all.extend(["Makefile", "Cargo.toml", "index.html"].map(|name| root().join(name)));
    all.retain(|file| {
        file != &root().join("tests/documents.rs") && std::fs::read_to_string(file).is_ok()
    });
    all
}

/// The documents in the root and below `docs/`.
fn documents_here() -> Vec<PathBuf> {
    let in_root = std::fs::read_dir(root()).expect("the root is there");
    let mut all: Vec<PathBuf> = in_root.map(|entry| entry.expect("readable").path()).collect();
    all.extend(files(&root().join("docs")));
    all.retain(|file| file.extension().is_some_and(|end| end == "md"));
    all
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        let is_skipped = SKIPPED.iter().any(|name| path.ends_with(name));
        match path.is_dir() {
            _ if is_skipped => {}
            true => all.extend(files(&path)),
            false => all.push(path),
        }
    }
    all
}

fn folder(file: &Path) -> PathBuf {
    file.parent().expect("a file is in a folder").to_owned()
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).expect("readable")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
