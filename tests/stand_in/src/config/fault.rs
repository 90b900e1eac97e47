//! What goes wrong on purpose: which requests, and what comes back.

use serde::Deserialize;

/// Something that goes wrong with some requests.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// `GET`, `HEAD`, `DELETE`, …; every method without it.
    #[serde(default)]
    pub method: Option<String>,
    /// A part of the path and query, percent-encoding as sent; empty fits all.
    #[serde(default)]
    pub path: String,
    /// How often; always without it.
    #[serde(default)]
    pub times: Option<u32>,
    /// What is answered.
    pub answer: FaultAnswer,
}

/// What is answered when something goes wrong. The first group is answered instead of doing what was
/// asked; the second alters a true answer, and lets errors (authentication, 404, …) pass unaltered.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultAnswer {
    /// A status and a body of plain text, or of JSON if it begins with `{`.
    Status(u16, String),
    /// 200 and a page of HTML.
    Html,
    /// 200 and bytes that are nothing, said to be JSON.
    Garbage,
    /// 200 and a body of valid JSON that is this many bytes long, at most 64 MiB.
    Huge(usize),
    /// 401 with a Bearer challenge of this realm.
    RealmElsewhere(String),
    /// No answer.
    Drop,

    /// Half of the body, as if it were all.
    TruncatedJson,
    /// A body that its digest does not fit: one blank more.
    WrongDigest,
    /// A `Link` to a next page, which is always another URL.
    EndlessLink,
    /// A `Link` to the very page that was asked for.
    LoopingLink,
    /// A `Link` to this URL.
    ForeignLink(String),
    /// `null` in the place of lists.
    NullLists,
    /// Names with markup in lists, after the true ones.
    MarkupNames,
    /// Half of the body, and the connection breaks.
    CutBody,
    /// What was asked is done, and the connection breaks before the answer.
    LoseAnswer,
    /// A list as it was before the first deletion: the registry's lists follow its deletions late.
    /// What is no list, and everything before a deletion, is answered truly and not counted.
    Lag,
}
