//! The list of a plan: each manifest by its digest and tags, grouped by repository if there are several. While the
//! plan runs, the lines also have the ends of their steps.

use std::sync::Arc;

use leptos::{html, prelude::*};
use plimsoll::cleanup::Plan;
use plimsoll::present::{
    BytesText, ItemEnd, PlanGroup, PlanLine, plan_groups, plan_shared, step_words,
};

use crate::ui::components::{Bytes, DigestText, dynamic, long_list, text};
use crate::ui::job::Ledger;
use crate::ui::memo::Memo;
use crate::ui::pages::dialogs::job_line::JobLine;
use crate::ui::signal::{RwSignal, Signal};

/// The most lines of several repositories that are shown at once. Beyond it the groups are closed.
const FEW: usize = 24;

#[component]
pub(crate) fn PlanList(
    plan: Memo<Option<Plan>>,
    /// The end of each step.
    ledger: Ledger,
    /// Whether the job has not begun: then sizes stand where ends will.
    is_planned: Memo<bool>,
) -> impl IntoView {
    let groups =
        Memo::new(move |_| plan.with(|plan| plan.as_ref().map(plan_groups).unwrap_or_default()));
    let shared = move || {
        let shared = plan.with(|plan| plan.as_ref().and_then(plan_shared));
        shared.filter(|_| is_planned.get()).map(|text| {
            view! { <p class="small muted">"They also share " <Bytes text/> ", which is freed with the last of them."</p> }
        })
    };
    let verb = move || plan.with_untracked(|plan| plan.as_ref().map(|plan| step_words(plan).1));
    dynamic(move || {
        let groups = groups.get();
        let drawn = Drawn { ledger, is_planned, verb: verb().unwrap_or_default() };
        let is_few = groups.iter().map(|group| group.lines.len()).sum::<usize>() <= FEW;
        let is_any = !groups.is_empty();
        let content = if groups.len() > 1 {
            groups.into_iter().map(|group| drawn.group(group, is_few)).collect_view().into_any()
        } else {
            let lines = groups.into_iter().flat_map(|group| group.lines).collect();
            drawn.list("Planned items".to_owned(), Arc::new(lines))
        };
        is_any.then(|| {
            view! {
                <div class="items" role="group" aria-label="Plan" tabindex="0">{content}</div>
                {dynamic(shared)}
            }
        })
    })
}

/// Data that all lines share.
#[derive(Clone, Copy)]
struct Drawn {
    ledger: Ledger,
    is_planned: Memo<bool>,
    /// The verb of the steps: `deleted`.
    verb: &'static str,
}

impl Drawn {
    /// The group of a repository. It opens by itself if a line in it tells a reason. Its lines are drawn once it is
    /// open.
    fn group(self, group: PlanGroup, is_few: bool) -> impl IntoView {
        let Self { ledger, verb, .. } = self;
        let steps = group.steps.clone();
        let opens = Memo::new(move |_| {
            let tells_why =
                |own: &[Option<ItemEnd>]| own.iter().flatten().any(|end| end.why.is_some());
            is_few || ledger.with(|ends| ends.get(steps.clone()).is_some_and(tells_why))
        });
        let details = NodeRef::<html::Details>::new();
        let is_open = RwSignal::new(is_few);
        let toggled = move |_| is_open.set(details.get_untracked().is_some_and(|all| all.open()));
        let label = format!("Planned items of {}", group.repository);
        let (repository, goes) = (group.repository.clone(), group.goes.clone());
        let lines = Arc::new(group.lines.clone());
        let went = Memo::new(move |_| ledger.with(|ends| group.went(ends)));
        let end = move || {
            went.get().map(|(is_all, count)| {
                let class = if is_all { "result done" } else { "result" };
                view! { <span class=class>{count} " " {verb}</span> }
            })
        };
        let list = move || is_open.get().then(|| self.list(label.clone(), Arc::clone(&lines)));
        view! {
            <details node_ref=details open=move || opens.get() on:toggle=toggled>
                <summary><b>{repository}</b><span class="muted">{goes}</span>{dynamic(end)}</summary>
                {dynamic(list)}
            </details>
        }
    }

    /// The lines, with a head if their columns need one.
    fn list(self, label: String, lines: Arc<Vec<PlanLine>>) -> AnyView {
        let is_planned = self.is_planned;
        let last = move || if is_planned.get() { "Frees" } else { "" }.to_owned();
        let head = lines.iter().any(|line| line.frees.is_some()).then(|| {
            view! { <div class="head"><span>"Digest"</span><span>"Tags"</span><span>{text(last)}</span></div> }
        });
        let count = Signal::stored(lines.len());
        let list = long_list(label, "", count, move |place| {
            let above = place.checked_sub(1).and_then(|above| lines.get(above));
            lines
                .get(place)
                .map(|line| self.line(line.clone(), above.map(|line| line.step)))
                .into_any()
        });
        view! { {head}{list} }.into_any()
    }

    /// A line; the line above it is of step `above`.
    fn line(self, line: PlanLine, above: Option<usize>) -> AnyView {
        let names = if line.tags.is_empty() {
            view! { <span class="muted">{format!("untagged {}", line.kind)}</span> }.into_any()
        } else {
            view! { <b>{line.tags.join(", ")}</b> }.into_any()
        };
        let name = view! {
            {line.digest.map(|digest| view! { <DigestText digest/> })}
            <span class="names">{names}</span>
        };
        let size = line.frees.map(|frees| (BytesText::of_freed(frees), self.is_planned));
        let remarks = line.remarks;
        JobLine { place: line.step, above, name: name.into_any(), size, remarks }.view(self.ledger)
    }
}
