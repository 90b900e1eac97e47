//! The figure "Frees if deleted" of one manifest, for tables and for its page.

use crate::cleanup::{Freed, Refusal};
use crate::present::BytesText;
use crate::present::refusal_words::refusal_words;

/// The bytes that the deletion of a manifest frees by the default choice. The exact count also names what the other
/// choice frees, and the reason why the manifest stays for now.
#[must_use]
pub fn frees_text(freed: &Freed) -> BytesText {
    let mut text = BytesText::of_freed(freed.usual);
    if let Some((other, figure)) = other_choice(freed) {
        text.exact = format!("{}; {other} {}", text.exact, figure.exact);
    }
    match &freed.kept {
        None => text,
        Some(Refusal::Locked | Refusal::TagLocked(_) | Refusal::RepositoryLocked) => {
            text.kept_by_a_lock()
        }
        Some(why) => {
            text.exact = format!("{}. {}", text.exact, refusal_words(why));
            BytesText { quiet: true, ..text }
        }
    }
}

/// The choice that is not the default, and the bytes that it frees; `None` where both free the same.
#[must_use]
pub fn other_choice(freed: &Freed) -> Option<(&'static str, BytesText)> {
    let words = match freed.takes_along {
        true => "without its platform images and signatures",
        false => "with its platform images and signatures",
    };
    (freed.other != freed.usual).then(|| (words, BytesText::of_freed(freed.other)))
}
