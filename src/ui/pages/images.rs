//! Images: one table of all images of a registry, with chips that filter it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::Inventory;
use plimsoll::present::{
    AGES, IMAGE_COLUMNS, ImageFilter, SIZES, grouped, image_choices, image_columns, image_of_key,
    image_rows, tells_pulls,
};

use crate::ui::browser;
use crate::ui::components::{Arranged, DataTable, Empty, SwitchButton, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::choice::Choice;
use crate::ui::pages::query::{query_switch, query_value, table_query};
use crate::ui::pages::registry::export::Export;
use crate::ui::pages::repository::selection_bar::SelectionBar;
use crate::ui::paths;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

/// A condition with a value in the address.
#[derive(Clone, Copy)]
struct Chip {
    now: Memo<Option<String>>,
    set: SignalSetter<Option<String>>,
}

impl Chip {
    fn of(key: &'static str) -> Self {
        let (now, set) = query_value(key);
        Self { now, set }
    }
}

#[component]
pub(crate) fn ImagesPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let registry = session.registry();
    browser::set_title(&format!("Images · {} · Plimsoll", registry.title));
    let orphans = query_switch(paths::ORPHANS, "1");
    let untagged = query_switch("untagged", "1");
    let [older, larger] = ["older", "larger"].map(Chip::of);
    let [kind, platform, namespace] = ["kind", "platform", paths::NAMESPACE].map(Chip::of);
    let filter = Memo::new(move |_| {
        let filter = ImageFilter {
            orphans: orphans.on.get(),
            untagged: untagged.on.get(),
            kind: kind.now.get(),
            platform: platform.now.get(),
            namespace: namespace.now.get(),
            ..ImageFilter::default()
        };
        let (days, mib) = (older.now.get(), larger.now.get());
        filter.with_numbers(days.as_deref(), mib.as_deref(), browser::now())
    });
    let rows = Memo::new(move |_| {
        let does = session.identity.capabilities();
        let rows = session.picture.read(|inventory, analysis| {
            filter.with(|filter| image_rows(inventory, analysis, &does, filter))
        });
        Arc::new(rows.unwrap_or_default())
    });
    let choices = Memo::new(move |_| session.picture.read(image_choices).unwrap_or_default());
    let running = Signal::derive(move || session.scan.is_running());
    let selection = RwSignal::new(BTreeSet::new());
    let delete = Signal::derive(move || {
        let mut chosen: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        selection.with(|keys: &BTreeSet<String>| {
            for (name, digest) in keys.iter().filter_map(|key| image_of_key(key)) {
                chosen.entry(name).or_default().insert(digest);
            }
        });
        Choice::Manifests(chosen)
    });
    let unfold = query_switch("unfold", "all");
    let arranged =
        Arranged::new(IMAGE_COLUMNS, rows, "-frees", table_query(), [None, Some(unfold)]);
    let clear = move || {
        for chip in [older, larger, kind, platform, namespace] {
            if chip.now.with_untracked(Option::is_some) {
                chip.set.set(None);
            }
        }
        for switch in [orphans, untagged] {
            if switch.on.get_untracked() {
                switch.set.run(false);
            }
        }
    };
    let is_any = Memo::new(move |_| filter.with(ImageFilter::is_any));
    let cleared = move || {
        is_any.get().then(|| {
            view! { <button type="button" class="link" on:click=move |_| clear()>"Clear filters"</button> }
        })
    };
    let empty = move || match (is_any.get(), running.get()) {
        (true, _) => view! { <Empty title="No image matches">{cleared}</Empty> }.into_any(),
        (false, true) => view! { <Empty title="Reading the first images…">""</Empty> }.into_any(),
        (false, false) => {
            view! { <Empty title="No images">"No manifest was read in this registry."</Empty> }
                .into_any()
        }
    };
    let fixed = |all: &'static [(&'static str, &'static str)]| {
        Signal::derive(move || {
            let pair = |(value, words): &(&str, &str)| ((*value).to_owned(), (*words).to_owned());
            all.iter().map(pair).collect::<Vec<_>>()
        })
    };
    let found = |of: fn(&plimsoll::present::ImageChoices) -> &Vec<String>| {
        Signal::derive(move || {
            choices.with(|all| of(all).iter().map(|one| (one.clone(), one.clone())).collect())
        })
    };
    let slug = registry.slug.clone();
    // A column of pulls that was shown once stays: a new scan must not take it away.
    let tells_pulls = Memo::new(move |before: Option<&bool>| {
        let is_told = |all: &Inventory| all.repositories.values().any(tells_pulls);
        before == Some(&true) || session.picture.read(|all, _| is_told(all)) == Some(true)
    });
    let table = move || {
        let slug = slug.clone();
        let columns = image_columns(tells_pulls.get());
        view! {
            <DataTable caption="Images" columns arranged nouns=("image", "images") selection filling=running empty
                folds=true links=Arc::new(move |target: &_| paths::target(&slug, target))/>
        }
    };
    let count = move || {
        let wholes = rows.with(|rows| rows.iter().filter(|row| row.part_of.is_none()).count());
        view! { <span class="badge">{grouped(wholes as u64)}</span> }
    };
    view! {
        <div class="title">
            <h1>"Images"</h1>
            {dynamic(count)}
            <div class="actions"><Export session/></div>
        </div>
        <section class="panel" aria-label="Images">
            <div class="chips-bar" role="group" aria-label="Filters">
                <SwitchButton switch=orphans label=Signal::stored("Orphans".to_owned())/>
                <SwitchButton switch=untagged label=Signal::stored("Untagged".to_owned())/>
                <Pick label="Older than" none="Any age" chip=older options=fixed(AGES)/>
                <Pick label="At least" none="Any size" chip=larger options=fixed(SIZES)/>
                <Pick label="Kind" none="Any kind" chip=kind options=found(|all| &all.kinds)/>
                <Pick label="Platform" none="Any platform" chip=platform options=found(|all| &all.platforms)/>
                <Pick label="Namespace" none="Any namespace" chip=namespace options=found(|all| &all.namespaces)/>
                {dynamic(cleared)}
            </div>
            {dynamic(table)}
            <SelectionBar session delete selection arranged nouns=("image", "images")/>
        </section>
    }
}

/// A chip with a value out of several, or none.
#[component]
fn Pick(
    label: &'static str,
    /// The words for no condition.
    none: &'static str,
    chip: Chip,
    /// Values and the words for them. A value in the address that is none of them is offered as it is.
    options: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let choose = move |event| {
        let value = event_target_value(&event);
        chip.set.set((!value.is_empty()).then_some(value));
    };
    let is_on = move || chip.now.with(Option::is_some);
    let all = move || {
        let now = chip.now.get();
        let mut all = options.get();
        if let Some(own) = now.clone().filter(|own| all.iter().all(|(value, _)| value != own)) {
            all.push((own.clone(), own));
        }
        let any = view! { <option value="" selected=now.is_none()>{none}</option> };
        let rest = all.into_iter().map(|(value, words)| {
            let selected = now.as_ref() == Some(&value);
            view! { <option value=value selected=selected>{words}</option> }
        });
        view! { {any} {rest.collect_view()} }.into_any()
    };
    view! {
        <select class="chip" class:on=is_on aria-label=label on:change=choose>{dynamic(all)}</select>
    }
}
