//! The lines of a plan, grouped by repository, with the result of each group.

use crate::cleanup::{Plan, Step};
use crate::model::order::sort_by;
use crate::present::{ItemEnd, PlanLine, counted, grouped, plan_lines};

/// The part of a plan in one repository.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanGroup {
    /// The name of the repository, which heads the group.
    pub repository: String,
    /// The counts of what is deleted: `4 tags, 9 manifests`.
    pub goes: String,
    /// The places of its steps in the plan.
    pub steps: std::ops::Range<usize>,
    /// The lines of these steps, those that free most first, and of equal ones those with a tag.
    pub lines: Vec<PlanLine>,
}

/// The lines of a plan, one group for each repository, in the order of its steps.
#[must_use]
pub fn plan_groups(plan: &Plan) -> Vec<PlanGroup> {
    let mut lines = plan_lines(plan).into_iter().peekable();
    let mut first = 0;
    let group = |steps: &[Step]| {
        let places = first..first + steps.len();
        first = places.end;
        let mut own = Vec::new();
        while let Some(line) = lines.next_if(|line| line.step < places.end) {
            own.push(line);
        }
        let frees = |line: &PlanLine| line.frees.map_or(0, |frees| frees.known);
        sort_by(&mut own, |a, b| {
            frees(b).cmp(&frees(a)).then(a.tags.is_empty().cmp(&b.tags.is_empty()))
        });
        PlanGroup {
            repository: steps[0].repository.to_string(),
            goes: goes(steps),
            steps: places,
            lines: own,
        }
    };
    plan.steps.chunk_by(|a, b| a.repository == b.repository).map(group).collect()
}

impl PlanGroup {
    /// Whether every step was done, and how many were: `9 of 9`. `None` while a step is still to come.
    #[must_use]
    pub fn went(&self, ends: &[Option<ItemEnd>]) -> Option<(bool, String)> {
        let own = ends.get(self.steps.clone())?;
        let gone = own.iter().flatten().filter(|end| end.is_done()).count();
        let is_over = own.iter().all(Option::is_some);
        is_over.then(|| {
            (
                gone == own.len(),
                format!("{} of {}", grouped(gone as u64), grouped(own.len() as u64)),
            )
        })
    }
}

fn goes(steps: &[Step]) -> String {
    let tags: usize = steps.iter().map(|step| step.tags().len()).sum();
    let manifests: usize = steps.iter().map(|step| step.manifests().len()).sum();
    let tags_in_words = counted(tags, "tag", "tags");
    match (tags, manifests) {
        (0, 0) => "empty".to_owned(),
        (_, 0) => tags_in_words,
        (0, _) => counted(manifests, "manifest", "manifests"),
        _ => format!("{tags_in_words}, {}", counted(manifests, "manifest", "manifests")),
    }
}
