//! Repository and tag names, by the grammar of the specification.
//!
//! Reference: OCI distribution-spec, "Pulling manifests" (`<name>`, `<reference>`).

use std::fmt;
use std::str::FromStr;

use crate::model::Digest;

/// A repository name: slash-separated lower-case components, at most 255 characters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RepositoryName(String);

/// A tag of the grammar `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagName(Box<str>);

/// A tag or a digest, as it follows `/manifests/` in a URL.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reference {
    /// A tag, which may have moved since it was listed.
    Tag(TagName),
    /// A digest, which the answer's body must hash to.
    Digest(Digest),
}

/// Reasons why a text is not a name. The text itself is left out: it may be hostile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text is not a repository name.
    #[error("not a repository name by the OCI grammar")]
    Repository,
    /// The text is not a tag.
    #[error("not a tag by the OCI grammar")]
    Tag,
}

impl RepositoryName {
    /// The name as registries write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the last slash, without it: `web` of `web/storefront`.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(namespace, _)| namespace)
    }

    /// The part after the last slash.
    #[must_use]
    pub fn leaf(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, leaf)| leaf)
    }
}

impl TagName {
    /// The tag as registries write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digest in a cosign-style tag, `sha256-<hex>[.sig|.att|.sbom|…]`: cosign's signatures and
    /// the fallback tag of referrers.
    ///
    /// Reference: OCI distribution-spec, "Referrers Tag Schema"; cosign `SIGNATURE_SPEC.md`.
    #[must_use]
    pub fn attached_to(&self) -> Option<Digest> {
        // A tag is too short for sha512.
        let rest = self.0.strip_prefix("sha256-")?;
        let hex = rest.split_once('.').map_or(rest, |(hex, _)| hex);
        format!("sha256:{hex}").parse().ok()
    }
}

impl FromStr for RepositoryName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fits = (1..=255).contains(&text.len()) && text.split('/').all(is_component);
        if fits { Ok(Self(text.to_owned())) } else { Err(NameError::Repository) }
    }
}

impl FromStr for TagName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let bytes = text.as_bytes();
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let fits = (1..=128).contains(&bytes.len())
            && word(bytes[0])
            && bytes.iter().all(|&byte| word(byte) || byte == b'.' || byte == b'-');
        if fits { Ok(Self(text.into())) } else { Err(NameError::Tag) }
    }
}

impl FromStr for Reference {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        match text.parse() {
            Ok(digest) => Ok(Self::Digest(digest)),
            Err(_) => text.parse().map(Self::Tag),
        }
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => tag.fmt(f),
            Self::Digest(digest) => digest.fmt(f),
        }
    }
}

/// Whether the text is `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`.
fn is_component(text: &str) -> bool {
    let mut rest = text.as_bytes();
    loop {
        let word = rest.iter().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit()).count();
        if word == 0 {
            return false;
        }
        rest = &rest[word..];
        let separator = match rest {
            [] => return true,
            [b'_', b'_', ..] => 2,
            [b'.' | b'_', ..] => 1,
            [b'-', ..] => rest.iter().take_while(|&&byte| byte == b'-').count(),
            _ => return false,
        };
        rest = &rest[separator..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repository_names_follow_the_grammar() {
        let check =
            |text: &str, fits| assert_eq!(text.parse::<RepositoryName>().is_ok(), fits, "{text}");
        for name in ["a", "library/nginx", "a.b_c__d-e---f/0", "0/1/2/3"] {
            check(name, true);
        }
        for name in ["", "/", "a/", "/a", "a//b", "A", "a.", ".a", "a..b", "a___b", "a_-b", "-a"] {
            check(name, false);
        }
        for name in ["a-", "a b", "a%2fb", "../a", "<b>", "é", "a:b", "a@b"] {
            check(name, false);
        }
        check(&"a".repeat(255), true);
        check(&"a".repeat(256), false);
    }

    #[test]
    fn tags_follow_the_grammar() {
        let check = |text: &str, fits| assert_eq!(text.parse::<TagName>().is_ok(), fits, "{text}");
        for tag in ["latest", "V1.2-rc_3", "_", "0", "a..b--c"] {
            check(tag, true);
        }
        for tag in ["", ".a", "-a", "a b", "a/b", "<img>", "é", "a:b", "a@b", "a\n"] {
            check(tag, false);
        }
        check(&"a".repeat(128), true);
        check(&"a".repeat(129), false);
    }

    #[test]
    fn names_split_and_attach() {
        let name: RepositoryName = "team/web/storefront".parse().expect("a name");
        assert_eq!((name.namespace(), name.leaf()), (Some("team/web"), "storefront"));

        let digest = Digest::of(b"");
        let check = |suffix: &str, expected: Option<&Digest>| {
            let tag: TagName = format!("sha256-{}{suffix}", digest.hex()).parse().expect("a tag");
            assert_eq!(tag.attached_to().as_ref(), expected, "{tag}");
        };
        check("", Some(&digest));
        check(".sig", Some(&digest));
        check(".att", Some(&digest));
        check("0", None);
        assert_eq!("sha256-abc.sig".parse::<TagName>().map(|tag| tag.attached_to()), Ok(None));
    }
}
