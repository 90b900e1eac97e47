//! Words for the locked part of a selection, which stays in any case.

use crate::present::grouped;

/// `1 of 3 is locked and stays`; `None` if none is locked.
#[must_use]
pub fn locked_words(locked: usize, chosen: usize) -> Option<String> {
    match (locked, chosen) {
        (0, _) => None,
        (1, 1) => Some("locked, so it stays".to_owned()),
        (locked, chosen) if locked == chosen => Some("all locked, so they stay".to_owned()),
        (1, chosen) => Some(format!("1 of {} is locked and stays", grouped(chosen as u64))),
        (locked, chosen) => Some(format!(
            "{} of {} are locked and stay",
            grouped(locked as u64),
            grouped(chosen as u64)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_counted() {
        let check = |locked, chosen, expected| {
            assert_eq!(locked_words(locked, chosen).as_deref(), expected);
        };
        check(0, 3, None);
        check(1, 3, Some("1 of 3 is locked and stays"));
        check(2, 3, Some("2 of 3 are locked and stay"));
        check(2, 1000, Some("2 of 1\u{202f}000 are locked and stay"));
        check(3, 3, Some("all locked, so they stay"));
        check(1, 1, Some("locked, so it stays"));
    }
}
