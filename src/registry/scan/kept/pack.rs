//! Packs: some bodies in one value, so that a store reads and writes hundreds of them at once.
//!
//! A pack is lines `<digest> <length> <media type>`, an empty line, and the bodies one after the other. For example
//! `sha256:44136f… 2 application/vnd.oci.image.config.v1+json`, an empty line, `{}`.

use crate::model::Digest;

/// A pack being filled.
#[derive(Debug, Clone, Default)]
pub(super) struct Pack {
    lines: String,
    bodies: Vec<u8>,
}

/// A body's place in a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The first byte, counted from the beginning of the pack.
    pub(super) start: usize,
    /// Bytes.
    pub(super) length: usize,
    pub(super) media_type: Box<str>,
}

impl Pack {
    /// Adds a body of this media type.
    pub(super) fn push(&mut self, digest: &Digest, media_type: &str, body: &[u8]) {
        // A media type with a line break would begin another line.
        let media_type = media_type.split(char::is_control).next().unwrap_or_default();
        self.lines.push_str(&digest.to_string());
        self.lines.push(' ');
        self.lines.push_str(&body.len().to_string());
        self.lines.push(' ');
        self.lines.push_str(media_type);
        self.lines.push('\n');
        self.bodies.extend_from_slice(body);
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        self.lines.len() + self.bodies.len()
    }

    /// The whole pack, as a store keeps it.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.lines.into_bytes();
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.bodies);
        bytes
    }
}

/// The bodies in a pack. A pack that was cut or altered gives what is left of it; the bodies are not verified here.
pub(super) fn places(pack: &[u8]) -> Vec<(Digest, Place)> {
    let Some(end) = pack.windows(2).position(|pair| pair == b"\n\n") else { return Vec::new() };
    let Ok(lines) = std::str::from_utf8(&pack[..end]) else { return Vec::new() };
    let mut start = end + 2;
    let mut places = Vec::new();
    for line in lines.lines() {
        let mut parts = line.splitn(3, ' ');
        let digest = parts.next().and_then(|text| text.parse().ok());
        let length = parts.next().and_then(|text| text.parse::<usize>().ok());
        let (Some(digest), Some(length), Some(media_type)) = (digest, length, parts.next()) else {
            break;
        };
        let Some(next) = start.checked_add(length).filter(|next| *next <= pack.len()) else {
            break;
        };
        places.push((digest, Place { start, length, media_type: media_type.into() }));
        start = next;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Vec<u8> {
        let mut pack = Pack::default();
        pack.push(&Digest::of(b"{}"), "a/b+json", b"{}");
        pack.push(&Digest::of(b""), "", b"");
        pack.push(&Digest::of(b"\n\nx"), "c/d\r\nsha256:evil 1 x", b"\n\nx");
        pack.into_bytes()
    }

    #[test]
    fn a_pack_gives_back_what_was_put_in() {
        let bytes = filled();
        let found = places(&bytes);
        let body = |place: &Place| &bytes[place.start..place.start + place.length];
        let texts: Vec<(&[u8], &str)> =
            found.iter().map(|(_, place)| (body(place), &*place.media_type)).collect();
        let expected: [(&[u8], &str); 3] = [(b"{}", "a/b+json"), (b"", ""), (b"\n\nx", "c/d")];
        assert_eq!(texts, expected);
        assert!(found.iter().all(|(digest, place)| digest.verifies(body(place))));
    }

    #[test]
    fn a_cut_or_altered_pack_gives_a_part_and_never_more_than_it_has() {
        let whole = filled();
        for end in 0..whole.len() {
            let found = places(&whole[..end]);
            assert!(found.len() <= 3, "{end}");
            assert!(found.iter().all(|(_, place)| place.start + place.length <= end), "{end}");
        }
        for at in 0..whole.len() {
            let mut altered = whole.clone();
            altered[at] = altered[at].wrapping_add(7);
            let found = places(&altered);
            assert!(found.iter().all(|(_, p)| p.start + p.length <= altered.len()), "{at}");
        }
        assert!(places(b"").is_empty());
        assert!(places(b"sha256:00 18446744073709551615 x\n\nabc").is_empty());
    }
}
