//! Parts of the manifest page: its relatives, the steps that made it, its raw JSON.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::{Digest, RepositoryName};
use plimsoll::present::{
    CommonBase, Purpose, Relative, Relatives, Target, bases_of_image, counted, grouped, indented,
    left_out_words, purpose, relatives, visible,
};

use crate::ui::components::{
    ActionButton, Bytes, CopyButton, DigestText, Notice, NoticeTone, breakable, dynamic, long_list,
};
use crate::ui::memo::Memo;
use crate::ui::paths;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

/// The longest raw manifest that is shown; a longer one can be copied.
const RAW_SHOWN: usize = 200_000;

/// The sentence on a manifest without a tag of its own, with a link to the one that it belongs to.
#[component]
pub(crate) fn Why(session: Session, name: RepositoryName, digest: Digest) -> impl IntoView {
    let why = Memo::new(move |_| {
        let does = session.identity.capabilities();
        let read = session
            .picture
            .read(|inventory, analysis| purpose(&name, &digest, inventory, analysis, &does));
        read.flatten()
    });
    dynamic(move || {
        why.get().map(|Purpose { before, link: (words, target), after }| {
            let href = paths::target(&session.slug(), &target);
            let link = match href {
                Some(href) => view! { <a href=href>{breakable(&words)}</a> }.into_any(),
                None => breakable(&words),
            };
            view! { <p class="answer">{before}{link}{after}</p> }
        })
    })
}

/// The lists of children, of indexes that list the manifest, and of its referrers and signatures.
#[component]
pub(crate) fn Relations(session: Session, name: RepositoryName, digest: Digest) -> impl IntoView {
    let own = name.clone();
    let lists = Memo::new(move |_| {
        let read = session
            .picture
            .read(|inventory, analysis| relatives(&own, &digest, inventory, analysis));
        read.unwrap_or_default()
    });
    let slug = session.slug();
    let line = move |relative: &Relative| {
        let Relative { digest, words, size, is_read } = relative.clone();
        let href = is_read.then(|| paths::manifest(&slug, &name, &digest));
        view! {
            <DigestText digest href/>
            <span>{words}</span>
            <span class="end">{size.map(|text| view! { <Bytes text/> })}</span>
        }
        .into_any()
    };
    let list = move |Relatives { title, headline, all }: Relatives| {
        let (line, rows) = (line.clone(), Signal::stored(all.len()));
        let row = move |place| all.get(place).map(|one: &Relative| line(one)).into_any();
        view! {
            <section class="panel" aria-label=title>
                <header><h2>{title}</h2><span class="muted">{headline}</span></header>
                {long_list(title.to_owned(), "lines body", rows, row)}
            </section>
        }
    };
    dynamic(move || lists.get().into_iter().map(&list).collect_view())
}

/// The notice about children that the scan did not ask for, with a button that asks for them.
#[component]
pub(crate) fn Unasked(session: Session, name: RepositoryName, digest: Digest) -> impl IntoView {
    let (own, which) = (name.clone(), digest.clone());
    let words = Memo::new(move |_| {
        let read = session.picture.read(|inventory, _| {
            let repository = inventory.repositories.get(&own)?;
            left_out_words(repository, &repository.manifests.get(&which)?.manifest)
        });
        read.flatten()
    });
    let ask = Callback::new(move |()| session.read_children(name.clone(), &digest));
    let refusal = Signal::derive(move || {
        session.scan.is_running().then_some("A scan is under way: wait for its end.")
    });
    dynamic(move || {
        words.get().map(|words| {
            view! {
                <Notice tone=NoticeTone::Info title="Not asked for">
                    {words}
                    " Sizes here are at least what was found. "
                    <ActionButton label="Ask for all of them" class="" refusal on_press=ask/>
                </Notice>
            }
        })
    })
}

/// The list of the bases that the image has in common with others; nothing if there are none.
#[component]
pub(crate) fn BasesInCommon(
    session: Session,
    name: RepositoryName,
    digest: Digest,
) -> impl IntoView {
    let bases = Memo::new(move |_| {
        let is_filling = session.scan.is_running();
        let read = session.picture.read(|inventory, analysis| {
            let is_known = analysis.totals.complete || !is_filling;
            is_known.then(|| bases_of_image(&name, &digest, inventory, analysis))
        });
        read.flatten().unwrap_or_default()
    });
    let slug = session.slug();
    let line = move |base: CommonBase| {
        let href = paths::target(&slug, &base.target);
        let users = paths::target(&slug, &Target::Layer(base.last));
        view! {
            <li>
                <a href=href>{base.name}</a> <span class="muted">{base.layers}</span> <a href=users>{base.users}</a>
                <span class="end"><Bytes text=base.once/></span>
            </li>
        }
    };
    dynamic(move || {
        let bases = bases.get();
        (!bases.is_empty()).then(|| {
            view! {
                <section class="panel" aria-label="Bases in common">
                    <header><h2>"Bases in common"</h2><span class="muted">"layers that other images begin with, too"</span></header>
                    <ul class="lines body">{bases.into_iter().map(line.clone()).collect_view()}</ul>
                </section>
            }
        })
    })
}

/// The steps that made the image and that the table of layers does not name: those without a layer, or all of them
/// where the config does not fit the layers.
#[component]
pub(crate) fn Steps(session: Session, name: RepositoryName, digest: Digest) -> impl IntoView {
    let steps = Memo::new(move |_| {
        let read = session.picture.read(|inventory, _| {
            let record = inventory.repositories.get(&name)?.manifests.get(&digest)?;
            let config = record.config.as_ref()?;
            let is_named = config.step_of_layer(0, record.manifest.layers().len()).is_some();
            let steps = config.history.iter().filter(|step| !is_named || step.empty_layer());
            let steps: Vec<String> = steps.map(|step| visible(step.created_by())).collect();
            Some((steps, is_named))
        });
        read.flatten().unwrap_or_default()
    });
    let line = |text: String| {
        view! { <li><span class="step" title=text.clone()>{text.clone()}</span></li> }
    };
    dynamic(move || {
        let (steps, is_named) = steps.get();
        let told = counted(steps.len(), "step", "steps");
        let title = if is_named { format!("{told} without a layer") } else { told };
        (!steps.is_empty()).then(|| {
            view! {
                <section class="panel" aria-label="Steps">
                    <details class="body">
                        <summary>{title}</summary>
                        <ol class="lines">{steps.into_iter().map(line).collect_view()}</ol>
                    </details>
                </section>
            }
        })
    })
}

/// The manifest's bytes, fetched when the user asks for them.
#[component]
pub(crate) fn RawManifest(session: Session, name: RepositoryName, digest: Digest) -> impl IntoView {
    let text = RwSignal::new(None::<Result<String, String>>);
    let ask = move |_| {
        let Some(client) = session.client() else { return };
        let (name, digest) = (name.clone(), digest.clone());
        spawn_local(async move {
            let answer = client.raw_manifest(&name, &digest).await;
            // The page may have been left meanwhile.
            text.set(Some(match answer {
                Ok((_, bytes)) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
                Err(error) => Err(error.sentence()),
            }));
        });
    };
    let content = move || match text.get() {
        None => {
            view! { <button type="button" on:click=ask.clone()>"Show the raw manifest"</button> }
                .into_any()
        }
        Some(Err(why)) => {
            view! { <Notice tone=NoticeTone::Failed title="Not read">{why}</Notice> }.into_any()
        }
        Some(Ok(raw)) => {
            let shown: String = raw.chars().take(RAW_SHOWN).collect();
            let cut = shown.len() < raw.len();
            let shown = visible(&indented(&shown));
            view! {
                <div class="title"><span class="muted small">{grouped(raw.len() as u64)} " bytes, indented here; copied as the registry sent them"</span><CopyButton text=raw label="Copy raw manifest"/></div>
                <pre tabindex="0">{shown}</pre>
                {cut.then_some("Only the beginning is shown; copying takes all of it.")}
            }.into_any()
        }
    };
    view! {
        <section class="panel" aria-label="Raw manifest">
            <header><h2>"Raw manifest"</h2></header>
            <div class="body">{dynamic(content)}</div>
        </section>
    }
}
