//! Quotas of Harbor's projects: the bytes that each stores, and how near it is to its limit.

use crate::model::order::sort_by;
use crate::present::BytesText;
use crate::registry::ProjectQuota;

/// The row of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaRow {
    /// The name of the project.
    pub project: String,
    /// The bytes that it stores, or the reason why they are not known.
    pub used: Result<BytesText, String>,
    /// The bytes that it may store; `None` if it has no limit, or if the limit is not known.
    pub limit: Option<BytesText>,
    /// The part of its limit that is used, if it has one.
    pub fill: Option<Fill>,
    used_bytes: Option<u64>,
}

/// The used part of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fill {
    /// Thousandths of the limit; more than 1 000 if the limit was lowered since.
    pub thousandths: u64,
}

impl Fill {
    pub(super) fn of(used: u64, limit: u64) -> Self {
        // A project whose limit is 0 is full.
        let thousandths = u128::from(used) * 1000 / u128::from(limit.max(1));
        Self { thousandths: if limit == 0 { 1000 } else { thousandths.min(99_000) as u64 } }
    }

    /// `73 % of its limit`
    #[must_use]
    pub fn words(self) -> String {
        format!("{} % of its limit", self.thousandths / 10)
    }
}

impl QuotaRow {
    /// The row of `project`, from the registry's answer.
    #[must_use]
    pub fn of(project: &str, answer: Result<&ProjectQuota, &str>) -> Self {
        const NOT_TOLD: &str = "hidden from this sign-in";
        let quota = answer.ok();
        let used = quota.and_then(|quota| quota.used);
        // Harbor tells a user both figures or neither. Without the stored bytes, "no limit" would be a
        // mere claim.
        let limit = quota.and_then(|quota| quota.limit).filter(|_| used.is_some());
        Self {
            project: project.to_owned(),
            used: match (answer, used) {
                (Err(why), _) => Err(why.to_owned()),
                (Ok(_), None) => Err(NOT_TOLD.to_owned()),
                (Ok(_), Some(used)) => Ok(BytesText::of(used)),
            },
            limit: limit.map(BytesText::of),
            fill: used.zip(limit).map(|(used, limit)| Fill::of(used, limit)),
            used_bytes: used,
        }
    }
}

/// Sorts the fullest project first: by the used part of its limit. Then come projects without a limit,
/// by their bytes, then those of which nothing is known. Equal ones are sorted by name.
pub fn by_fullness(rows: &mut Vec<QuotaRow>) {
    sort_by(rows, |a, b| {
        b.fill
            .cmp(&a.fill)
            .then_with(|| b.used_bytes.cmp(&a.used_bytes))
            .then_with(|| a.project.cmp(&b.project))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(project: &str, used: Option<u64>, limit: Option<u64>) -> QuotaRow {
        let quota = ProjectQuota { project: project.to_owned(), limit, used };
        QuotaRow::of(project, Ok(&quota))
    }

    #[test]
    fn the_fullest_comes_first_and_what_is_unknown_last() {
        let mut rows = vec![
            row("untold", None, Some(9)),
            row("half", Some(500), Some(1000)),
            row("large", Some(9000), None),
            row("b-over", Some(12), Some(10)),
            row("small", Some(1), None),
            row("closed", Some(0), Some(0)),
            QuotaRow::of("failed", Err("No answer.")),
        ];
        by_fullness(&mut rows);
        let order: Vec<&str> = rows.iter().map(|row| row.project.as_str()).collect();
        assert_eq!(order, ["b-over", "closed", "half", "large", "small", "failed", "untold"]);
        assert_eq!(rows[0].fill.map(Fill::words).as_deref(), Some("120 % of its limit"));
        assert_eq!(rows[5].used, Err("No answer.".to_owned()));
        assert_eq!(
            (&rows[6].used, &rows[6].limit),
            (&Err("hidden from this sign-in".to_owned()), &None)
        );
    }
}
