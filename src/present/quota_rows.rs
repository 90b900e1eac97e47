//! What Harbor's projects store, and how near their limits they are.

use crate::model::order::sort_by;
use crate::present::BytesText;
use crate::registry::ProjectQuota;

/// A project, as its row shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaRow {
    /// Its name.
    pub project: String,
    /// What it stores, or why that is not known.
    pub used: Result<BytesText, String>,
    /// What it may store; `None` for as much as it wants, and where that is not known.
    pub limit: Option<BytesText>,
    /// How full it is, where it has a limit.
    pub fill: Option<Fill>,
    used_bytes: Option<u64>,
}

/// How much of a limit is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fill {
    /// In thousandths of the limit; more than 1 000 where it was lowered since.
    pub thousandths: u64,
}

impl Fill {
    fn of(used: u64, limit: u64) -> Self {
        // What may store nothing is full.
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
    /// What was answered of `project`.
    #[must_use]
    pub fn of(project: &str, answer: Result<&ProjectQuota, &str>) -> Self {
        const NOT_TOLD: &str = "not told to this sign-in";
        let quota = answer.ok();
        let used = quota.and_then(|quota| quota.used);
        // Who is not told the one is not told the other: no limit would be a claim.
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

/// The fullest first: by the part of its limit, then what has no limit by its bytes, then what is not
/// known; the same by name.
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
            (&Err("not told to this sign-in".to_owned()), &None)
        );
    }
}
