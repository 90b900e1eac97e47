//! How the sample registry behaves: authentication, paging, limits, and what goes wrong on purpose.

use serde::Deserialize;

/// How a sample registry behaves. The default: no authentication, nothing goes wrong. Every field
/// may be left out of its JSON; unknown ones are refused.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SampleConfig {
    /// Only these repositories, where not all are wanted: a smaller registry is read sooner.
    pub repositories: Option<Vec<String>>,
    /// Who may ask.
    pub authentication: Authentication,
    /// Most entries of a page, whatever `n` asks for. Without `n` a page has 100 at most, as in ACR.
    pub page_size: usize,
    /// Response headers that are not sent (compared without case): a browser hides some, too.
    pub hidden_headers: Vec<String>,
    /// Answers some requests with 429.
    pub throttle: Option<Throttle>,
    /// Answers every DELETE with 405 UNSUPPORTED.
    pub deletes_disabled: bool,
    /// Whether a manifest takes what refers to it along when it is deleted, recursively. True, for
    /// the sample stands for ACR, which does so; distribution and zot do not.
    pub cascade_referrers: bool,
    /// What goes wrong; the first that fits a request applies.
    pub faults: Vec<Fault>,
}

/// Who may ask. In JSON: `"none"`, `{"basic": {…}}`, `{"bearer": {…}}`.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Authentication {
    /// Everybody.
    #[default]
    None,
    /// One user, by name and password with every request.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// Holders of a token, which one user gets at `/oauth2/token` (GET with Basic, or POST).
    Bearer(Bearer),
}

/// Tokens: who gets them and for how long.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bearer {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
    /// Seconds that a token lives, stated as `expires_in`. Without it nothing is stated, as in ACR,
    /// and tokens live for an hour.
    #[serde(default)]
    pub expires_in: Option<u64>,
    /// The realm of the challenge; `{base}/oauth2/token` without it.
    #[serde(default)]
    pub realm: Option<String>,
    /// The actions that are granted of those that were asked for; all without it. Fewer rights than
    /// asked are no error at the token's end.
    #[serde(default)]
    pub granted_actions: Option<Vec<String>>,
}

/// Every `every`-th request is answered with 429.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// 3: the third, the sixth, … 0: none.
    pub every: u32,
    /// Seconds in `Retry-After`.
    pub retry_after: u32,
}

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
}

impl Default for SampleConfig {
    fn default() -> Self {
        Self {
            repositories: None,
            authentication: Authentication::None,
            page_size: 1000,
            hidden_headers: Vec::new(),
            throttle: None,
            deletes_disabled: false,
            cascade_referrers: true,
            faults: Vec::new(),
        }
    }
}

impl SampleConfig {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// One sentence, with the place, for JSON that is none or that names what is unknown.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_reads_and_unknown_names_are_refused() {
        let config = SampleConfig::from_json(
            r#"{"authentication":{"bearer":{"user":"u","password":"p","expires_in":60}},
                "page_size":7,"throttle":{"every":3,"retry_after":1},"faults":[
                {"method":"GET","path":"/tags/list","times":2,"answer":{"status":[500,"oh"]}},
                {"answer":"drop"},{"answer":{"foreign_link":"https://elsewhere.test/"}}]}"#,
        )
        .map_err(|why| panic!("{why}"))
        .expect("a configuration");
        assert!(
            matches!(&config.authentication, Authentication::Bearer(bearer) if bearer.user == "u")
        );
        assert_eq!((config.page_size, config.faults.len()), (7, 3));
        assert!(config.cascade_referrers, "what is left out has its default");

        for wrong in ["", "[", r#"{"pagesize":1}"#, r#"{"faults":[{"answer":"explode"}]}"#] {
            assert!(SampleConfig::from_json(wrong).is_err(), "{wrong}");
        }
    }
}
