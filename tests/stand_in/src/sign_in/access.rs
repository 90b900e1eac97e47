//! Access: the entries of a token's claim, and the scopes that clients ask for.
//!
//! Reference: CNCF distribution `spec/auth/scope.md`.

/// An entry of a token's claim `access`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Access {
    /// The type in a scope: `registry` or `repository`.
    pub(crate) kind: String,
    /// The repository, `*` for all, or `catalog`.
    pub(crate) name: String,
    /// Actions, or `*` for all.
    pub(crate) actions: Vec<String>,
}

impl Access {
    /// The entry of every anonymous token, for any asked scope.
    pub(crate) fn anonymous() -> Self {
        let text = str::to_owned;
        Self { kind: text("repository"), name: text("*"), actions: vec![text("pull")] }
    }

    /// Reads a scope `type:name:actions`; `None` for any other text.
    pub(crate) fn read(scope: &str) -> Option<Self> {
        let (kind, rest) = scope.split_once(':')?;
        let (name, actions) = rest.rsplit_once(':')?;
        let actions = actions.split(',').map(str::to_owned).collect();
        Some(Self { kind: kind.to_owned(), name: name.to_owned(), actions })
    }
}
