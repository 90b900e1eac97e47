//! The list of what goes: every manifest by its digest and tags, by repository where there are several;
//! while it runs, how each ended.

use leptos::prelude::*;
use plimsoll::cleanup::{Plan, StepEnd};
use plimsoll::present::{PlanGroup, PlanLine, end_words, plan_groups, step_words};

use crate::ui::components::{Bytes, DigestText, dynamic, text};
use crate::ui::pages::dialogs::job_dialog::AS_ABOVE;

/// Of several repositories the lines are shown at once where there are no more than so many.
const FEW: usize = 24;

/// How each step ended; `None` before its turn.
type Ends = RwSignal<Vec<Option<StepEnd>>>;

/// The list.
#[component]
pub(crate) fn PlanList(
    /// The plan.
    plan: Memo<Option<Plan>>,
    /// How each step ended.
    ends: Ends,
    /// Whether it has not begun: then sizes stand where ends will.
    is_planned: Memo<bool>,
) -> impl IntoView {
    let groups =
        Memo::new(move |_| plan.with(|plan| plan.as_ref().map(plan_groups).unwrap_or_default()));
    let verb = move || plan.with_untracked(|plan| plan.as_ref().map(|plan| step_words(plan).1));
    dynamic(move || {
        let groups = groups.get();
        let drawn = Drawn { ends, is_planned, verb: verb().unwrap_or_default() };
        let is_few = groups.iter().map(|group| group.lines.len()).sum::<usize>() <= FEW;
        let is_any = !groups.is_empty();
        let content = if groups.len() > 1 {
            groups.into_iter().map(|group| drawn.group(group, is_few)).collect_view().into_any()
        } else {
            let lines = groups.into_iter().flat_map(|group| group.lines).collect();
            drawn.list("What goes".to_owned(), lines).into_any()
        };
        is_any.then(|| view! { <div class="goes" role="group" aria-label="Plan" tabindex="0">{content}</div> })
    })
}

/// What every line is drawn with.
#[derive(Clone, Copy)]
struct Drawn {
    ends: Ends,
    is_planned: Memo<bool>,
    /// What is done with what goes: `deleted`.
    verb: &'static str,
}

impl Drawn {
    /// One of several repositories. It opens by itself where something in it has to be read.
    fn group(self, group: PlanGroup, is_few: bool) -> impl IntoView {
        let Self { ends, verb, .. } = self;
        let (steps, lines) = (group.steps.clone(), group.lines.clone());
        let is_open = Memo::new(move |_| {
            let tells = |end: &StepEnd| !end.is_plain() && !end.is_cancelled();
            is_few
                || ends.with(|ends| {
                    ends.get(steps.clone()).is_some_and(|own| own.iter().flatten().any(tells))
                })
        });
        let label = format!("What goes of {}", group.repository);
        let (repository, goes) = (group.repository.clone(), group.goes.clone());
        let went = Memo::new(move |_| ends.with(|ends| group.went(ends)));
        let end = move || {
            went.get().map(|(is_all, count)| {
                let class = if is_all { "result done" } else { "result" };
                view! { <span class=class>{count} " " {verb}</span> }
            })
        };
        view! {
            <details open=move || is_open.get()>
                <summary><b>{repository}</b><span class="muted">{goes}</span>{dynamic(end)}</summary>
                {self.list(label, lines)}
            </details>
        }
    }

    /// Lines, below what their columns are where that is not plain.
    fn list(self, label: String, lines: Vec<PlanLine>) -> impl IntoView {
        let is_planned = self.is_planned;
        let last = move || if is_planned.get() { "Size" } else { "" }.to_owned();
        let head = lines.iter().any(|line| line.content.is_some()).then(|| {
            view! { <div class="head"><span>"Digest"</span><span>"Tags"</span><span>{text(last)}</span></div> }
        });
        let before: Vec<_> =
            std::iter::once(None).chain(lines.iter().map(|line| Some(line.step))).collect();
        let lines = lines.into_iter().zip(before).map(|(line, before)| self.line(line, before));
        view! { {head}<ul aria-label=label>{lines.collect_view()}</ul> }
    }

    /// A line; the line before it is of step `before`.
    fn line(self, line: PlanLine, before: Option<usize>) -> impl IntoView {
        let Self { ends, is_planned, verb } = self;
        let step = line.step;
        // A reason that many share is told by the first of them; of one request there is one.
        let why = move || {
            ends.with(|ends| {
                let end = |step: usize| ends.get(step)?.as_ref();
                let own = end_words(end(step).filter(|end| !end.is_cancelled())?)?;
                let above = before.and_then(|step| end_words(end(step)?));
                let is_same = above.as_ref() == Some(&own);
                (before != Some(step)).then(|| if is_same { AS_ABOVE.to_owned() } else { own })
            })
        };
        let end = Memo::new(move |_| ends.with(|ends| ends.get(step).cloned().flatten()));
        let names = if line.tags.is_empty() {
            view! { <span class="muted">{format!("untagged {}", line.kind)}</span> }.into_any()
        } else {
            view! { <b>{line.tags.join(", ")}</b> }.into_any()
        };
        let remarks =
            line.remarks.into_iter().map(|text| view! { <span class="why">{text}</span> });
        let content = line.content;
        view! {
            <li>
                {line.digest.map(|digest| view! { <DigestText digest/> })}
                <span class="names">{names}</span>
                {dynamic(move || match (end.get(), is_planned.get()) {
                    (Some(end), _) => ended(&end, verb),
                    (None, true) => content.clone().map(|text| view! { <Bytes text/> }).into_any(),
                    (None, false) => ().into_any(),
                })}
                {remarks.collect_view()}
                {dynamic(move || why().map(|why| view! { <span class="why">{why}</span> }))}
            </li>
        }
    }
}

fn ended(end: &StepEnd, verb: &'static str) -> AnyView {
    let (class, word) = match end {
        StepEnd::Done => ("result done", verb),
        StepEnd::Differs(_) => ("result failed", verb),
        StepEnd::AlreadyGone => ("result done", "was already gone"),
        StepEnd::Refused(_) => ("result failed", "left alone"),
        StepEnd::Failed(_) => ("result failed", "failed"),
        StepEnd::NotReached(_) => ("result", "not reached"),
    };
    view! { <span class=class>{word}</span> }.into_any()
}
