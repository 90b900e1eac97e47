//! Faults on purpose: the requests that they fit, and their answers.

use serde::Deserialize;

/// A fault of some requests.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// `GET`, `HEAD`, `DELETE`, …; every method without it.
    #[serde(default)]
    pub method: Option<String>,
    /// A part of the path and query, percent-encoding as sent; empty fits all.
    #[serde(default)]
    pub path: String,
    /// The number of requests that it spoils; all without it.
    #[serde(default)]
    pub times: Option<u32>,
    /// The answer to the requests that it spoils.
    pub answer: FaultAnswer,
}

/// The answer of a fault. The first group replaces the request's own answer, and the request is not
/// carried out. The second group alters the request's own answer, except errors (401, 404, …).
#[derive(Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultAnswer {
    /// A status and a body of plain text, or of JSON if it begins with `{`.
    Status(u16, String),
    /// 200 and a page of HTML.
    Html,
    /// 200 and meaningless bytes, with the type of JSON.
    Garbage,
    /// 200 and valid JSON of this many bytes, at most 64 MiB.
    Huge(usize),
    /// 401 with a Bearer challenge of this realm.
    RealmElsewhere(String),
    /// No answer: the connection ends.
    Drop,

    /// Half of the body, as if it were the whole.
    TruncatedJson,
    /// The body with one blank more, which its digest does not fit.
    WrongDigest,
    /// A `Link` to a next page, which is always another URL.
    EndlessLink,
    /// A `Link` to the same page.
    LoopingLink,
    /// A `Link` to this URL.
    ForeignLink(String),
    /// `null` in the place of lists.
    NullLists,
    /// Names with markup in lists, after the true ones.
    MarkupNames,
    /// Half of the body, and the connection breaks.
    CutBody,
    /// No answer: the request is carried out, and the connection breaks before the answer.
    LoseAnswer,
    /// A list as it was before the first deletion: lists follow deletions late. Other requests, and
    /// all requests before a deletion, are answered truly and not counted.
    Lag,
}
