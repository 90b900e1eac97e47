//! Digests: names of content, computed from its bytes.
//!
//! Reference: OCI image-spec, `descriptor.md#digests`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use sha2::{Digest as _, Sha256, Sha512};

use crate::model::digest_pool::{Name, pooled};

/// A `sha256:` or `sha512:` digest. Other algorithms are refused: content that cannot be verified must
/// not be deleted or counted.
///
/// Equal digests are one name in memory ([`crate::model::digest_pool`]): a digest is as large as a reference, and
/// two are compared without looking at their bytes.
#[derive(Clone)]
pub struct Digest(&'static Name);

/// Reasons why a text is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// No `algorithm:encoded` form, or an encoded part of the wrong length or alphabet.
    #[error("not a digest of the form algorithm:hex")]
    Malformed,
    /// An algorithm other than sha256 and sha512.
    #[error("digest algorithm is not supported (sha256 and sha512 are)")]
    Unsupported,
}

impl Digest {
    /// The sha256 digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::sha256(Sha256::digest(bytes).into())
    }

    /// The sha256 digest with these bytes.
    #[must_use]
    pub fn sha256(raw: [u8; 32]) -> Self {
        Self(pooled(Name::Sha256(raw)))
    }

    /// The sha512 digest with these bytes.
    #[must_use]
    pub fn sha512(raw: [u8; 64]) -> Self {
        Self(pooled(Name::Sha512(Box::new(raw))))
    }

    /// The digest of `bytes` by the algorithm of `self`, to be compared with `self`.
    #[must_use]
    pub fn same_algorithm_of(&self, bytes: &[u8]) -> Self {
        match self.0 {
            Name::Sha256(_) => Self::of(bytes),
            Name::Sha512(_) => Self::sha512(Sha512::digest(bytes).into()),
        }
    }

    /// Whether `bytes` hash to this digest.
    #[must_use]
    pub fn verifies(&self, bytes: &[u8]) -> bool {
        self.same_algorithm_of(bytes) == *self
    }

    /// The algorithm's name: `sha256` or `sha512`.
    #[must_use]
    pub fn algorithm(&self) -> &'static str {
        match self.0 {
            Name::Sha256(_) => "sha256",
            Name::Sha512(_) => "sha512",
        }
    }

    /// The hex digits without the algorithm.
    #[must_use]
    pub fn hex(&self) -> String {
        let mut text = String::with_capacity(self.raw().len() * 2);
        for byte in self.raw() {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
            }
        }
        text
    }

    /// The first 12 hex digits, for people to read and compare.
    #[must_use]
    pub fn short(&self) -> String {
        let mut hex = self.hex();
        hex.truncate(12);
        hex
    }

    /// The address of the name: the same for equal digests, and another for each other one.
    pub(crate) fn address(&self) -> usize {
        std::ptr::from_ref(self.0).addr()
    }

    fn raw(&self) -> &'static [u8] {
        match self.0 {
            Name::Sha256(raw) => raw,
            Name::Sha512(raw) => raw.as_slice(),
        }
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Digest {}

impl Hash for Digest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.address());
    }
}

impl Ord for Digest {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.0.cmp(other.0) }
    }
}

impl PartialOrd for Digest {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let (algorithm, hex) = text.split_once(':').ok_or(DigestError::Malformed)?;
        match algorithm {
            "sha256" => Ok(Self::sha256(decode(hex)?)),
            "sha512" => Ok(Self::sha512(decode(hex)?)),
            _ => Err(DigestError::Unsupported),
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm(), self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm(), self.short())
    }
}

fn decode<const N: usize>(hex: &str) -> Result<[u8; N], DigestError> {
    let digits = hex.as_bytes();
    if digits.len() != 2 * N {
        return Err(DigestError::Malformed);
    }
    let mut raw = [0; N];
    for (byte, pair) in raw.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Ok(raw)
}

fn nibble(digit: u8) -> Result<u8, DigestError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(DigestError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_read_and_print_alike_or_are_refused() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::of(b"").to_string(), empty);
        assert_eq!(empty.parse(), Ok(Digest::of(b"")));
        assert_eq!(Digest::of(b"").short(), "e3b0c44298fc");

        let long = format!("sha512:{}", "0a".repeat(64));
        assert_eq!(long.parse::<Digest>().map(|digest| digest.to_string()), Ok(long));

        let check = |text: &str, why| assert_eq!(text.parse::<Digest>(), Err(why), "{text}");
        check("", DigestError::Malformed);
        check("sha256", DigestError::Malformed);
        check("sha256:", DigestError::Malformed);
        check(&empty.to_uppercase(), DigestError::Unsupported);
        check(&empty.replace('e', "E"), DigestError::Malformed);
        check(&empty[..empty.len() - 1], DigestError::Malformed);
        check(&format!("{empty}0"), DigestError::Malformed);
        check(&format!("md5:{}", "0".repeat(32)), DigestError::Unsupported);
        check(&format!("sha256:{}é", "0".repeat(62)), DigestError::Malformed);
    }

    #[test]
    fn verification_uses_the_algorithm_of_the_digest() {
        for digest in [Digest::of(b"x"), Digest::sha512([0; 64]).same_algorithm_of(b"x")] {
            assert!(digest.verifies(b"x"), "{digest}");
            assert!(!digest.verifies(b"y"), "{digest}");
        }
    }
}
