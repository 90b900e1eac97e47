//! A line of a job's list: an item by its name. After its turn, the line also has the item's end and the reason.

use leptos::prelude::*;
use plimsoll::present::{BytesText, Mark};

use crate::ui::components::{Bytes, dynamic};
use crate::ui::job::Ledger;
use crate::ui::memo::Memo;

/// The text in place of a reason that the line above tells.
const AS_ABOVE: &str = "For the same reason.";

pub(crate) struct JobLine {
    /// The item's place in the ledger. Several lines may belong to one item.
    pub(crate) place: usize,
    /// The place of the item in the line above. A reason that the line above tells is not repeated.
    pub(crate) above: Option<usize>,
    /// The item's digest and names.
    pub(crate) name: AnyView,
    /// The item's size, which stands where its end will, and whether the job has not begun.
    pub(crate) size: Option<(BytesText, Memo<bool>)>,
    /// Sentences about the item.
    pub(crate) remarks: Vec<String>,
}

impl JobLine {
    /// A line with a name alone.
    pub(crate) fn named(place: usize, name: AnyView) -> Self {
        Self { place, above: None, name, size: None, remarks: Vec::new() }
    }

    /// Draws the line, which follows its item's entry in `ledger`.
    pub(crate) fn view(self, ledger: Ledger) -> AnyView {
        let Self { place, above, name, size, remarks } = self;
        let why = move || {
            ledger.with(|ends| {
                let why = |place: usize| ends.get(place)?.as_ref()?.why.as_ref();
                let own = why(place).filter(|_| above != Some(place))?;
                let is_same = above.and_then(why) == Some(own);
                Some(if is_same { AS_ABOVE.to_owned() } else { own.clone() })
            })
        };
        let end = Memo::new(move |_| ledger.end(place));
        let result = move || {
            if let Some(end) = end.get() {
                let class = match end.mark {
                    Mark::Done => "result done",
                    Mark::Differs | Mark::Failed => "result failed",
                    Mark::NotReached => "result",
                };
                return Some(view! { <span class=class>{end.word}</span> }.into_any());
            }
            let (size, is_planned) = size.clone()?;
            is_planned.get().then(|| view! { <Bytes text=size/> }.into_any())
        };
        let remark = |text| view! { <span class="why">{text}</span> };
        view! {
            {name}
            {dynamic(result)}
            {remarks.into_iter().map(remark).collect_view()}
            {dynamic(move || why().map(remark))}
        }
        .into_any()
    }
}
