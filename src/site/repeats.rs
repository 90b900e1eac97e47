//! Fields that stand in the file more than once. JSON readers silently keep the last of them, so a
//! `"read_only": true` at the top could be undone by a line further down.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// The places of repeated fields (`read_only`, `registries[0].alias`), in the order of the file; none where
/// `text` is not JSON.
pub(super) fn repeated(text: &[u8]) -> Vec<String> {
    let found = RefCell::default();
    let mut file = serde_json::Deserializer::from_slice(text);
    let walk = Walk { place: String::new(), found: &found };
    match walk.deserialize(&mut file) {
        Ok(()) => found.into_inner(),
        Err(_) => Vec::new(),
    }
}

/// A walk through the value at `place`, which records the fields that are repeated in it.
struct Walk<'a> {
    place: String,
    found: &'a RefCell<Vec<String>>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(field) = map.next_key::<String>()? {
            let dot = if self.place.is_empty() { "" } else { "." };
            let place = format!("{}{dot}{field}", self.place);
            if !seen.insert(field) {
                self.found.borrow_mut().push(place.clone());
            }
            map.next_value_seed(Walk { place, found: self.found })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut at = 0;
        let walk = |at| Walk { place: format!("{}[{at}]", self.place), found: self.found };
        while list.next_element_seed(walk(at))?.is_some() {
            at += 1;
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_twice_is_named_by_its_place() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(repeated(text.as_bytes()), expected, "{text}");
        };
        check(r#"{"a":1,"b":[true,null,1.5,-2,"x",{}],"c":{"a":1}}"#, &[]);
        check(r#"{"read_only":true,"title":"x","read_only":false}"#, &["read_only"]);
        check(
            r#"{"registries":[{},{"alias":"a","host":"h","alias":"b"}]}"#,
            &["registries[1].alias"],
        );
        check(r#"{"a":1,"a":2,"a":3}"#, &["a", "a"]);
        check(r#"{"a":1,"a"#, &[]);
    }
}
