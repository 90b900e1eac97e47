//! Confirmations in words: the text that has to be typed, and the repositories that it stands for.

use crate::cleanup::{Aim, Confirmation, Plan};
use crate::model::RepositoryName;
use crate::present::words::list;

/// The field in which a person confirms a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmWords {
    /// The text that has to be typed: a repository's name, or a number.
    pub text: String,
    /// Whether it is a number.
    pub is_number: bool,
    /// The repositories that the number counts: `Deletes with everything in them: web/api, web/shop`.
    pub names: Option<String>,
}

/// The field for a plan; `None` where nothing has to be typed.
#[must_use]
pub fn confirm_words(plan: &Plan) -> Option<ConfirmWords> {
    let confirmation = plan.confirmation();
    if plan.steps.is_empty() || confirmation == Confirmation::Nothing {
        return None;
    }
    let is_number = matches!(confirmation, Confirmation::Count(_));
    let names = (is_number && plan.aim == Aim::DeleteRepositories).then(|| {
        let names: Vec<&str> =
            plan.repositories().into_iter().map(RepositoryName::as_str).collect();
        format!("Deletes with everything in them: {}", list(&names))
    });
    Some(ConfirmWords { text: confirmation.to_string(), is_number, names })
}
