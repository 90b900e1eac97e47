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
    pub platform: Option<Platform>,
    /// The build steps, first step first.
    pub history: Rc<[HistoryEntry]>,
}

/// The histories and build steps known so far, of which later configs get a share. Versions of an image mostly have
/// the same history, and images on one base the same first steps.
#[derive(Debug, Clone, Default)]
pub struct KnownSteps {
    histories: HashSet<Rc<[HistoryEntry]>>,
    steps: HashSet<Rc<str>>,
}

/// One step of an image's history.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HistoryEntry {
    /// The command, as the builder wrote it; may be empty. Images share the steps of their bases.
    pub created_by: Rc<str>,
    /// The step made no layer.
    pub empty_layer: bool,
}

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
                Platform { os, architecture, variant: text(&wire.variant) }
            }),
            history: wire.history.as_array().map(Vec::as_slice).map(history).unwrap_or_default(),
        })
    }

    /// The step that made layer `layer` (0 is the lowest). `None` unless the history has exactly as
    /// many steps with a layer as there are `layers`.
    #[must_use]
    pub fn step_of_layer(&self, layer: usize, layers: usize) -> Option<&str> {
        let mut steps = self.history.iter().filter(|step| !step.empty_layer);
        (steps.clone().count() == layers)
            .then(|| steps.nth(layer))
            .flatten()
            .map(|s| &*s.created_by)
    }

    /// Takes the place of equal steps in memory by those known, and makes the others known.
    pub fn share_steps(&mut self, known: &mut KnownSteps) {
        if let Some(shared) = known.histories.get(&self.history) {
            self.history = Rc::clone(shared);
            return;
        }
        let shared = |step: &HistoryEntry| {
            let text = known.steps.get(&step.created_by).unwrap_or(&step.created_by);
            HistoryEntry { created_by: Rc::clone(text), ..*step }
        };
        self.history = self.history.iter().map(shared).collect();
        known.steps.extend(self.history.iter().map(|step| Rc::clone(&step.created_by)));
        known.histories.insert(Rc::clone(&self.history));
    }
}

fn history(steps: &[Value]) -> Rc<[HistoryEntry]> {
    let entry = |step: &Value| HistoryEntry {
        created_by: step
            .get("created_by")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .chars()
            .take(MAX_STEP)
            .collect::<String>()
            .into(),
        empty_layer: step.get("empty_layer").and_then(Value::as_bool).unwrap_or(false),
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
    fn equal_steps_are_in_memory_once() {
        let read = |step: &str| {
            let text = format!(
                r#"{{"history":[{{"created_by":"ADD rootfs"}},{{"created_by":"{step}"}}]}}"#
            );
            ImageConfig::read(text.as_bytes()).expect("an object")
        };
        let mut known = KnownSteps::default();
        let (mut first, mut second) = (read("RUN a"), read("RUN b"));
        let texts = [first.clone(), second.clone()];
        first.share_steps(&mut known);
        second.share_steps(&mut known);
        assert_eq!([first.clone(), second.clone()], texts);
        let step = |config: &ImageConfig, at: usize| Rc::clone(&config.history[at].created_by);
        assert!(Rc::ptr_eq(&step(&first, 0), &step(&second, 0)));
        assert!(!Rc::ptr_eq(&step(&first, 1), &step(&second, 1)));
        let mut third = read("RUN a");
        third.share_steps(&mut known);
        assert!(Rc::ptr_eq(&first.history, &third.history));
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
            config.platform.as_ref().map(Platform::to_string).as_deref(),
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
