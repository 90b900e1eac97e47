//! Parts of the manifest page: its relatives, the steps that made it, its raw JSON.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::{Digest, RepositoryName};
use plimsoll::present::{BytesText, counted, grouped, indented, kind_of, left_out_words, visible};

use crate::ui::components::{
    ActionButton, Bytes, CopyButton, DigestText, Notice, NoticeTone, dynamic, long_list,
};
use crate::ui::memo::Memo;
use crate::ui::paths;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

/// The longest raw manifest that is shown; a longer one can be copied.
const RAW_SHOWN: usize = 200_000;

/// A child of the manifest, an index that lists it, or a referrer to it.
#[derive(Clone, PartialEq)]
struct Relative {
    digest: Digest,
    words: String,
    size: Option<BytesText>,
    is_read: bool,
}

/// The lists of children, of indexes that list the manifest, and of its referrers and signatures.
#[component]
pub(crate) fn Relations(session: Session, name: RepositoryName, digest: Digest) -> impl IntoView {
    let slug = session.slug();
    let (own, which) = (name.clone(), digest.clone());
    let children = Memo::new(move |_| children_of(session, &own, &which));
    let (own, which) = (name.clone(), digest.clone());
    let parents = Memo::new(move |_| {
        session.picture.read(|_, analysis| analysis.parents_of(&own, &which)).unwrap_or_default()
    });
    let (own, which) = (name.clone(), digest);
    let referrers = Memo::new(move |_| {
        session
            .picture
            .read(|_, analysis| {
                let mut all = analysis.referrers_of(&own, &which);
                all.extend(analysis.attachments_of(&own, &which));
                all
            })
            .unwrap_or_default()
    });
    let own = name.clone();
    let line = move |relative: &Relative| {
        let Relative { digest, words, size, is_read } = relative.clone();
        let href = is_read.then(|| paths::manifest(&slug, &own, &digest));
        view! {
            <DigestText digest href/>
            <span>{words}</span>
            <span class="end">{size.map(|text| view! { <Bytes text/> })}</span>
        }
        .into_any()
    };
    let list = move |title: &'static str, relatives: Vec<Relative>| {
        (!relatives.is_empty()).then(|| {
            let (line, rows) = (line.clone(), Signal::stored(relatives.len()));
            let row = move |place| relatives.get(place).map(|one: &Relative| line(one)).into_any();
            view! {
                <section class="panel" aria-label=title>
                    <header><h2>{title}</h2></header>
                    {long_list(title.to_owned(), "lines body", rows, row)}
                </section>
            }
        })
    };
    let described = move |digests: Vec<Digest>| {
        digests
            .into_iter()
            .filter_map(|digest| describe(session, &name, digest))
            .collect::<Vec<_>>()
    };
    dynamic(move || {
        view! {
            {list("Platforms and other children", children.get())}
            {list("Listed by", described(parents.get()))}
            {list("Referrers and signatures", described(referrers.get()))}
        }
    })
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

fn children_of(session: Session, name: &RepositoryName, digest: &Digest) -> Vec<Relative> {
    let read = session.picture.read(|inventory, analysis| {
        let repository = inventory.repositories.get(name)?;
        let record = repository.manifests.get(digest)?;
        let child = |child: &plimsoll::model::Descriptor| {
            let is_read = repository.manifests.contains_key(&child.digest);
            let platform = child.platform().filter(|platform| !platform.is_unknown());
            let mut words = match (platform, child.attests()) {
                (Some(platform), _) => visible(&platform.to_string()),
                (None, Some(image)) => format!("attestation of {}", image.short()),
                (None, None) => visible(child.media_type.as_str()),
            };
            if !is_read {
                let is_in = |set: &BTreeSet<Digest>| set.contains(&child.digest);
                words.push_str(match (is_in(&repository.absent), is_in(&repository.unasked)) {
                    (true, _) => ": not in this registry",
                    (_, true) => ": not asked for",
                    _ => ": not read",
                });
            }
            let size = analysis.content(name, &child.digest).map(BytesText::of_amount);
            Relative { digest: child.digest.clone(), words, size, is_read }
        };
        Some(record.manifest.children().iter().map(child).collect())
    });
    read.flatten().unwrap_or_default()
}

fn describe(session: Session, name: &RepositoryName, digest: Digest) -> Option<Relative> {
    session.picture.read(|inventory, analysis| {
        let repository = inventory.repositories.get(name)?;
        let record = repository.manifests.get(&digest)?;
        let figures = analysis.manifest(name, &digest)?;
        let tags: Vec<&str> =
            repository.tags_of(&digest).take(6).map(plimsoll::model::TagName::as_str).collect();
        let kind = visible(
            record.manifest.artifact_type.as_deref().unwrap_or(kind_of(figures.role, record)),
        );
        let words = if tags.is_empty() {
            format!("{kind}, untagged")
        } else {
            format!("{kind}, {}", tags.join(", "))
        };
        let size = Some(BytesText::of_amount(figures.content));
        Some(Relative { digest: digest.clone(), words, size, is_read: true })
    })?
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
