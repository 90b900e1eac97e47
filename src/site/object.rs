//! An object of the file, read field by field. Fields that were not asked for are named: a misspelled switch must
//! not pass for one that was never set.

use serde_json::{Map, Value};

use crate::registry::{Endpoint, RegistryKind};
use crate::site::notes::{Notes, shown};

/// A form of texts: in words, and its reader.
pub(super) struct Form {
    words: &'static str,
    read: fn(&str) -> Option<String>,
}

/// A name for people.
pub(super) const NAME: Form = Form {
    words: "a text of 1 to 80 characters",
    read: |text| {
        let (name, length) = (text.trim(), text.trim().chars().count());
        let is_name = (1..=80).contains(&length) && !name.chars().any(char::is_control);
        is_name.then(|| name.to_owned())
    },
};

/// A name in addresses.
pub(super) const ALIAS: Form = Form {
    words: "a name of a-z, 0-9 and -, up to 63 characters",
    read: |text| {
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let is_alias = (1..=63).contains(&text.len()) && text.bytes().all(is_plain);
        is_alias.then(|| text.to_owned())
    },
};

/// A host, perhaps with a port.
pub(super) const HOST: Form = Form {
    words: "a host name such as registry.example.com, without https:// and without a path",
    read: |text| {
        let is_plain = |c: u8| c.is_ascii_alphanumeric() || b".-:[]".contains(&c);
        let url = format!("https://{text}");
        let is_host =
            text.bytes().all(is_plain) && Endpoint::new(&url, "", RegistryKind::default()).is_ok();
        is_host.then(|| text.to_ascii_lowercase())
    },
};

/// An object at its place in the file.
pub(super) struct Object<'a> {
    /// The place; empty for the file as a whole.
    place: String,
    fields: &'a Map<String, Value>,
    /// The fields that were asked for.
    known: Vec<&'static str>,
    notes: &'a mut Notes,
}

impl<'a> Object<'a> {
    pub(super) fn new(place: String, fields: &'a Map<String, Value>, notes: &'a mut Notes) -> Self {
        Self { place, fields, known: Vec::new(), notes }
    }

    /// Whether `field` is there, right or wrong.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// Says something about `field`.
    pub(super) fn say(&mut self, field: &str, what: &str) {
        let dot = if self.place.is_empty() { "" } else { "." };
        self.notes.say(format!("{}{dot}{field} {what}", self.place));
    }

    fn value(&mut self, field: &'static str) -> Option<&'a Value> {
        self.known.push(field);
        self.fields.get(field)
    }

    /// `read`, or a note that `field` is not of the `expected` form.
    fn or_wrong<T>(&mut self, field: &str, expected: &str, read: Option<T>) -> Option<T> {
        if read.is_none() {
            let found = self.fields.get(field).map(shown).unwrap_or_default();
            self.say(field, &format!("has to be {expected}; it is {found}."));
        }
        read
    }

    /// A text, which may be missing.
    pub(super) fn text(&mut self, field: &'static str, form: &Form) -> Option<String> {
        let text = self.value(field)?;
        let read = text.as_str().and_then(form.read);
        self.or_wrong(field, form.words, read)
    }

    /// A text without which the object cannot be used.
    pub(super) fn needed(&mut self, field: &'static str, form: &Form) -> Option<String> {
        if !self.has(field) {
            self.say(field, &format!("is missing: it has to be {}.", form.words));
        }
        self.text(field, form)
    }

    /// A switch. One that is not understood has its careful meaning, which is the other one than `usual`.
    pub(super) fn switch(&mut self, field: &'static str, usual: bool) -> bool {
        let Some(value) = self.value(field) else { return usual };
        self.or_wrong(field, "true or false, without quotes", value.as_bool()).unwrap_or(!usual)
    }

    /// A whole number from 1 to `most`; one beyond is cut to that.
    pub(super) fn number(&mut self, field: &'static str, most: usize) -> Option<usize> {
        let value = self.value(field)?;
        let number = value.as_u64().map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        let number = self.or_wrong(field, &format!("a whole number from 1 to {most}"), number);
        number.map(|number| number.clamp(1, most))
    }

    /// The word of a kind of registry.
    pub(super) fn kind(&mut self, field: &'static str) -> Option<RegistryKind> {
        let kind = self.value(field)?.as_str().and_then(RegistryKind::of_word);
        let words = RegistryKind::ALL.map(RegistryKind::word).join(", ");
        self.or_wrong(field, &format!("one of {words}"), kind)
    }

    /// The objects of a list that `read` can use, given those before it.
    pub(super) fn list<T>(
        &mut self,
        field: &'static str,
        read: fn(&mut Object<'_>, &[T]) -> Option<T>,
    ) -> Vec<T> {
        let mut all = Vec::new();
        let Some(value) = self.value(field) else { return all };
        let entries = self.or_wrong(field, "a list: [ … ]", value.as_array());
        for (at, entry) in entries.into_iter().flatten().enumerate() {
            let place = format!("{field}[{at}]");
            let Value::Object(fields) = entry else {
                let found = shown(entry);
                self.notes.say(format!("{place} has to be an object: {{ … }}; it is {found}."));
                continue;
            };
            let mut entry = Object::new(place, fields, self.notes);
            let read = read(&mut entry, &all);
            all.extend(read);
            entry.end();
        }
        all
    }

    /// Names the fields that nobody asked for.
    pub(super) fn end(self) {
        let plain = |field: &str| {
            field.replace(|c: char| !c.is_ascii_alphanumeric(), "").to_ascii_lowercase()
        };
        for field in self.fields.keys().filter(|field| !self.known.contains(&field.as_str())) {
            let meant = self.known.iter().find(|known| plain(known) == plain(field));
            let hint = match meant {
                Some(meant) => format!("write \"{meant}\""),
                None => format!("known are {}", self.known.join(", ")),
            };
            let place =
                if self.place.is_empty() { String::new() } else { format!("{}: ", self.place) };
            let field = shown(&Value::String(field.clone()));
            self.notes.say(format!("{place}{field} is no field: {hint}."));
        }
    }
}
