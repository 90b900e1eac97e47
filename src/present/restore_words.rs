//! Restorations in words.

use crate::cleanup::Unrestored;
use crate::registry::with_what_was_said;

/// The reason why a manifest was not restored whole.
#[must_use]
pub fn unrestored_words(why: &Unrestored) -> String {
    match why {
        Unrestored::Failed(error) => error.sentence(),
        Unrestored::NotYet(error) => with_what_was_said(
            "The registry refused: a tag that it had points elsewhere by now, or what it is about is \
             not back.",
            error,
        ),
        Unrestored::ChildrenUnread(error) => format!(
            "It is back, but could not be read, so its children may be missing. {}",
            error.sentence()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{Error, ErrorKind};

    #[test]
    fn what_the_registry_said_follows_the_reason() {
        let error = Error { status: Some(409), ..Error::new(ErrorKind::Conflict, "") };
        let words = unrestored_words(&Unrestored::NotYet(error));
        assert!(
            words.starts_with("The registry refused: a tag") && words.contains("409"),
            "{words}"
        );
    }
}
