//! The diagnosis: the findings in words, for the person who has to mend the registry.

use crate::registry::doctor::{Findings, Seen};

/// The result of examining a registry from a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The diagnosis in one sentence.
    pub sentence: String,
    /// The checks, in the order in which a browser makes them.
    pub checks: Vec<Check>,
    /// Whether headers are missing, so that a configuration to paste helps.
    pub headers_help: bool,
    /// The result of all checks.
    pub health: Health,
}

/// Whether a page can work here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Everything that a page needs was seen.
    Whole,
    /// Nothing is known to be missing, but not everything could be seen.
    SoFar,
    /// A page cannot work here, or not in full.
    Lacking,
}

/// A check of one thing that a page has to be able to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The thing that a page has to be able to do: a verb.
    pub what: &'static str,
    /// The result of the check.
    pub verdict: Verdict,
    /// The header or the setting that it takes.
    pub why: &'static str,
}

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A page can do this.
    Good,
    /// A page cannot do this: a header or a setting is missing.
    Missing,
    /// The check could not be made.
    Unknown,
}

/// Says what `findings` mean for a page of `origin`.
#[must_use]
pub fn diagnose(findings: &Findings, origin: &str) -> Diagnosis {
    let mut checks = checks(findings);
    // Without an answer nothing else can be tested, which is said once.
    if !findings.reached {
        checks.retain(|check| check.verdict != Verdict::Unknown);
    }
    let missing = |check: &&Check| check.verdict == Verdict::Missing;
    let mut health = Health::Lacking;
    let (sentence, headers_help) = if !findings.reached && findings.is_mixed {
        (
            "Nothing answers: the network or the server is down, or the browser blocks http requests of an \
             https page (mixed content). Most browsers allow them to this machine only, and Safari not at \
             all. Give the registry a certificate, or reach it through this page's own server. Nothing else \
             could be tested."
                .to_owned(),
            false,
        )
    } else if !findings.reached {
        (
            "Nothing answers: the name is wrong, the network or the server is down, the browser does not \
             trust the certificate, or an extension blocked the request. Nothing else could be tested."
                .to_owned(),
            false,
        )
    } else if findings.redirected {
        (
            "The registry redirects to another address, which Plimsoll does not follow. Connect to the new \
             address instead."
                .to_owned(),
            false,
        )
    } else if findings.entry.is_none() {
        (
            format!(
                "The registry answers, but the browser hides the answers from this page: they lack the \
                 header Access-Control-Allow-Origin: {origin}."
            ),
            true,
        )
    } else if let Some(status) = findings.entry.filter(|status| !matches!(status, 200 | 401)) {
        (
            format!(
                "A server answers, and this page may read it, but it says {status}, and a registry says \
                 200 or 401. Check the address, or ask the server's operator."
            ),
            false,
        )
    } else if preflight_fails(findings) {
        (
            "The registry refuses the browser's preliminary request (OPTIONS), so this page can read \
             answers but not ask for them. CNCF distribution refuses it wherever a sign-in is configured. \
             A server in front of the registry has to answer OPTIONS with 204."
                .to_owned(),
            true,
        )
    } else if let Some(check) = checks.iter().find(missing) {
        let others = checks.iter().filter(missing).count() - 1;
        let more = match others {
            0 => String::new(),
            1 => ", and one more thing".to_owned(),
            count => format!(", and {count} more things"),
        };
        (format!("The registry does not let this page {}{more}.", check.what), true)
    } else {
        let unseen = unseen(findings, &checks);
        health = if unseen.is_empty() { Health::Whole } else { Health::SoFar };
        (nothing_missing(&unseen), false)
    };
    Diagnosis { sentence, checks, headers_help, health }
}

/// The things that a page needs here and that were not seen. Where the registry lets everybody in, signing
/// in is not needed.
fn unseen(findings: &Findings, checks: &[Check]) -> Vec<&'static str> {
    let is_open = findings.entry == Some(200);
    let is_needed = |check: &&Check| !(is_open && check.what == SIGN_IN);
    let needed = checks.iter().filter(is_needed);
    needed.filter(|check| check.verdict != Verdict::Good).map(|check| check.what).collect()
}

/// The sentence where nothing is known to be missing.
fn nothing_missing(unseen: &[&str]) -> String {
    let list = match unseen {
        [] => return "Nothing is missing: this page may read and change the registry.".to_owned(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    };
    format!(
        "Nothing that was tested is missing. The tests could not show whether this page may {list}."
    )
}

/// Whether every request that the browser announces by OPTIONS fails.
fn preflight_fails(findings: &Findings) -> bool {
    let announced = [findings.accept, findings.authorization, findings.delete, findings.put];
    announced.iter().all(|seen| *seen == Seen::No)
}

/// The check that matters only where people have to sign in.
const SIGN_IN: &str = "see how to sign in";

fn checks(findings: &Findings) -> Vec<Check> {
    let check = |what, seen, why| Check {
        what,
        verdict: match seen {
            Seen::Yes => Verdict::Good,
            Seen::No => Verdict::Missing,
            Seen::NotTried => Verdict::Unknown,
        },
        why,
    };
    let readable = match (findings.reached, findings.entry) {
        (false, _) => Seen::NotTried,
        (true, None) if findings.redirected => Seen::Yes,
        (true, entry) => {
            if entry.is_some() {
                Seen::Yes
            } else {
                Seen::No
            }
        }
    };
    let mut checks = vec![check(
        "reach it",
        if findings.reached { Seen::Yes } else { Seen::No },
        "name, network, certificate",
    )];
    if findings.is_mixed {
        let blocked = if findings.reached { Seen::Yes } else { Seen::NotTried };
        checks.push(check(
            "ask over http, itself being https",
            blocked,
            "mixed content: a browser's own rule",
        ));
    }
    checks.extend([
        check("read its answers", readable, "Access-Control-Allow-Origin, on errors, too"),
        check(
            "ask for manifests by their types",
            findings.accept,
            "Access-Control-Allow-Headers: Accept",
        ),
        check(
            "send a sign-in",
            findings.authorization,
            "Access-Control-Allow-Headers: Authorization",
        ),
        check("delete", findings.delete, "Access-Control-Allow-Methods: DELETE"),
        check(
            "push, as untagging by placeholder does",
            findings.put,
            "Access-Control-Allow-Methods: PUT, and -Headers: Content-Type",
        ),
        check(SIGN_IN, findings.challenge, "Access-Control-Expose-Headers: WWW-Authenticate"),
        check("follow long lists", findings.link, "Access-Control-Expose-Headers: Link"),
        check(
            "see digests",
            findings.digest,
            "Access-Control-Expose-Headers: Docker-Content-Digest",
        ),
    ]);
    checks
}
