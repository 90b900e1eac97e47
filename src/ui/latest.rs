//! The latest of several tries. An answer to an earlier try must change nothing: ask [`Try::is_latest`] first.

use leptos::prelude::*;

/// A count of tries. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Latest(StoredValue<u32>);

/// One of the tries.
#[derive(Clone, Copy)]
pub(crate) struct Try {
    all: Latest,
    number: u32,
}

impl Latest {
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(0))
    }

    /// Begins another try. The earlier ones are out of date from now on.
    pub(crate) fn begin(self) -> Try {
        self.0.update_value(|number| *number += 1);
        self.current()
    }

    /// The try that began last.
    pub(crate) fn current(self) -> Try {
        Try { all: self, number: self.0.get_value() }
    }
}

impl Try {
    /// Whether no other try came after this one. Also false if the page that tried is gone.
    pub(crate) fn is_latest(self) -> bool {
        self.all.0.try_get_value() == Some(self.number)
    }
}
