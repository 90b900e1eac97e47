//! The dialog that shows the last deletion again: the same parts as those in which it ended.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::present::{run_title, step_words};

use crate::ui::job::Job;
use crate::ui::last_run::EndedRun;
use crate::ui::memo::Memo;
use crate::ui::pages::dialogs::job_dialog::{Begin, JobDialog};
use crate::ui::pages::dialogs::plan_list::PlanList;
use crate::ui::pages::dialogs::plan_view::EndFacts;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

#[component]
pub(crate) fn Report(
    session: Session,
    run: Arc<EndedRun>,
    /// Called when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let EndedRun { plan, ends, sum, keeps } = &*run;
    let job = Job::ended(ends.clone());
    let (nouns, _) = step_words(plan);
    let place = match plan.repositories().as_slice() {
        [name] => Some((*name).clone()),
        _ => None,
    };
    let begin = Begin {
        title: Signal::stored(run_title(plan, &sum.words)),
        class: "",
        note: "",
        is_any: Signal::stored(false),
        may: Signal::stored(false),
        run: Callback::new(|()| ()),
    };
    let ending = Signal::stored(Some(sum.words.ending.clone()));
    let (count, freed, keeps) = (sum.words.count.clone(), sum.freed, RwSignal::new(*keeps));
    let shown = plan.clone();
    let plan = Memo::new(move |_| Some(run.plan.clone()));
    view! {
        <JobDialog job session place=("from", place) begin label="Deletion" nouns=Signal::stored(nouns) ending on_close>
            <EndFacts plan=shown count freed keeps/>
            <PlanList plan ledger=job.ledger is_planned=Memo::new(|_| false)/>
        </JobDialog>
    }
}
