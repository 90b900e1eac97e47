//! Image configs: an image's date, platform and build steps.
//!
//! Reference: OCI image-spec `config.md`.

use std::collections::HashSet;
use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;

use crate::model::{Platform, Timestamp, lenient_json};

/// Most characters of a build step, and most steps, that are kept: a config may hold any text.
const MAX_STEP: usize = 2_000;
const MAX_STEPS: usize = 1_000;

/// The config of an image; every part may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageConfig {
    /// The date of the build; `None` also for the constants that reproducible builds write.
    pub created: Option<Timestamp>,
    /// The platform that the image runs on.
    pub platform: Option<Rc<Platform>>,
    /// The build steps, first step first.
    pub history: Rc<[HistoryEntry]>,
}

/// The histories, build steps and platforms known so far, of which later configs get a share. Versions of an image
/// mostly have the same history, and images on one base the same first steps.
#[derive(Debug, Clone, Default)]
pub struct KnownParts {
    platforms: HashSet<Rc<Platform>>,
    histories: HashSet<Rc<[HistoryEntry]>>,
    steps: HashSet<HistoryEntry>,
}

/// One step of an image's history: `+` for a step that made a layer or `-` for one that did not, and the command.
/// Images share the steps of their bases, and a registry has millions: a flag beside the text would cost 4 bytes more.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HistoryEntry(Rc<str>);

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wire {
    created: Value,
    os: Value,
    architecture: Value,
    variant: Value,
    history: Value,
}

impl ImageConfig {
    /// Reads a config; `None` where the bytes are not a JSON object.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        // A derived reader takes an array for an object.
        bytes.trim_ascii_start().starts_with(b"{").then_some(())?;
        let wire: Wire = lenient_json::read(bytes)?;
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(Box::from);
        Some(Self {
            created: wire.created.as_str().and_then(Timestamp::parse),
            platform: text(&wire.os).zip(text(&wire.architecture)).map(|(os, architecture)| {
                Rc::new(Platform { os, architecture, variant: text(&wire.variant) })
            }),
            history: wire.history.as_array().map(Vec::as_slice).map(history).unwrap_or_default(),
        })
    }

    /// The step that made layer `layer` (0 is the lowest). `None` unless the history has exactly as
    /// many steps with a layer as there are `layers`.
    #[must_use]
    pub fn step_of_layer(&self, layer: usize, layers: usize) -> Option<&str> {
        let mut steps = self.history.iter().filter(|step| !step.empty_layer());
        (steps.clone().count() == layers)
            .then(|| steps.nth(layer))
            .flatten()
            .map(HistoryEntry::created_by)
    }

    /// Puts what is known in the place of equal parts in memory, and makes the others known.
    pub fn share(&mut self, known: &mut KnownParts) {
        if let Some(platform) = &mut self.platform {
            match known.platforms.get(platform) {
                Some(shared) => *platform = Rc::clone(shared),
                None => drop(known.platforms.insert(Rc::clone(platform))),
            }
        }
        if let Some(shared) = known.histories.get(&self.history) {
            self.history = Rc::clone(shared);
            return;
        }
        let shared = |step: &HistoryEntry| known.steps.get(step).unwrap_or(step).clone();
        self.history = self.history.iter().map(shared).collect();
        known.steps.extend(self.history.iter().cloned());
        known.histories.insert(Rc::clone(&self.history));
    }
}

impl HistoryEntry {
    /// A step with this command.
    #[must_use]
    pub fn new(created_by: &str, empty_layer: bool) -> Self {
        Self(format!("{}{created_by}", if empty_layer { '-' } else { '+' }).into())
    }

    /// The command, as the builder wrote it; may be empty.
    #[must_use]
    pub fn created_by(&self) -> &str {
        &self.0[1..]
    }

    /// Whether the step made no layer.
    #[must_use]
    pub fn empty_layer(&self) -> bool {
        self.0.starts_with('-')
    }
}

fn history(steps: &[Value]) -> Rc<[HistoryEntry]> {
    let entry = |step: &Value| {
        let created_by = step.get("created_by").and_then(Value::as_str).unwrap_or_default();
        let created_by: String = created_by.chars().take(MAX_STEP).collect();
        let empty_layer = step.get("empty_layer").and_then(Value::as_bool).unwrap_or(false);
        HistoryEntry::new(&created_by, empty_layer)
    };
    steps.iter().take(MAX_STEPS).map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_that_does_not_fit_the_layers_names_no_step() {
        let check = |history: &str, layers: usize, expected: Option<&str>| {
            let config = format!(r#"{{"history":{history}}}"#);
            let config = ImageConfig::read(config.as_bytes()).expect("an object");
            assert_eq!(config.step_of_layer(0, layers), expected, "{history}");
        };
        let (add, env) =
            (r#"{"created_by":"ADD a"}"#, r#"{"created_by":"ENV x","empty_layer":true}"#);
        check(&format!("[{add},{env},{add},{add}]"), 3, Some("ADD a"));
        check("null", 3, None);
        check("[]", 3, None);
        // Too few, too many, and none with a layer.
        check(&format!("[{add}]"), 3, None);
        check(&format!("[{add},{add},{add},{add},{add},{add}]"), 3, None);
        check(&format!("[{env},{env},{env}]"), 3, None);
        // Entries that are no steps count as steps, and so does one whose `empty_layer` is no boolean.
        check(r#"[null,"text",{"created_by":null},{"created_by":7,"empty_layer":"yes"}]"#, 3, None);
        check(r#"[{"created_by":"RUN b","empty_layer":"yes"},null]"#, 2, Some("RUN b"));
    }

    #[test]
    fn equal_parts_are_in_memory_once() {
        let read = |step: &str| {
            let text = format!(
                r#"{{"history":[{{"created_by":"ADD rootfs"}},{{"created_by":"{step}"}}]}}"#
            );
            ImageConfig::read(text.as_bytes()).expect("an object")
        };
        let mut known = KnownParts::default();
        let (mut first, mut second) = (read("RUN a"), read("RUN b"));
        let texts = [first.clone(), second.clone()];
        first.share(&mut known);
        second.share(&mut known);
        assert_eq!([first.clone(), second.clone()], texts);
        let step = |config: &ImageConfig, at: usize| Rc::clone(&config.history[at].0);
        assert!(Rc::ptr_eq(&step(&first, 0), &step(&second, 0)));
        assert!(!Rc::ptr_eq(&step(&first, 1), &step(&second, 1)));
        let mut third = read("RUN a");
        third.share(&mut known);
        assert!(Rc::ptr_eq(&first.history, &third.history));

        let on = |architecture: &str| {
            let text = format!(r#"{{"os":"linux","architecture":"{architecture}"}}"#);
            let mut config = ImageConfig::read(text.as_bytes()).expect("an object");
            config.share(&mut known);
            config.platform.expect("a platform")
        };
        let platforms = ["arm64", "arm64", "amd64"].map(on);
        assert!(Rc::ptr_eq(&platforms[0], &platforms[1]));
        assert_eq!(platforms[2].to_string(), "linux/amd64");
    }

    #[test]
    fn a_config_reads_with_whatever_is_there() {
        let config = ImageConfig::read(
            br#"{"created":"2026-01-02T03:04:05Z","os":"linux","architecture":"arm64","variant":"v8",
                "history":[{"created_by":"ADD rootfs"},{"created_by":"ENV A=1","empty_layer":true},
                           {"created_by":"COPY app"}]}"#,
        )
        .expect("an object");
        assert_eq!(config.created, Timestamp::parse("2026-01-02T03:04:05Z"));
        assert_eq!(
            config.platform.as_deref().map(Platform::to_string).as_deref(),
            Some("linux/arm64/v8")
        );
        assert_eq!(config.step_of_layer(1, 2), Some("COPY app"));
        assert_eq!(
            config.step_of_layer(1, 3),
            None,
            "the history has lost a step: it tells nothing"
        );

        for (created, expected) in [
            ("0001-01-01T00:00:00Z", None),
            ("1970-01-01T00:00:01Z", None),
            ("1980-01-01T00:00:01Z", None),
            ("1985-10-26T08:15:00Z", None),
            ("2000-01-01T00:00:00Z", Some("2000-01-01T00:00:00Z")),
        ] {
            let config = ImageConfig::read(format!(r#"{{"created":"{created}"}}"#).as_bytes());
            let created = config.and_then(|config| config.created);
            assert_eq!(created.map(|moment| moment.to_string()).as_deref(), expected);
        }
        assert_eq!(ImageConfig::read(b"{}"), Some(ImageConfig::default()));
        assert_eq!(
            ImageConfig::read(br#"{"created":7,"os":[],"history":{}}"#),
            Some(ImageConfig::default())
        );
        assert_eq!(ImageConfig::read(b"<html>"), None);
        assert_eq!(ImageConfig::read(b"[]"), None);
    }
}
