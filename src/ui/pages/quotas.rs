//! What Harbor's projects store and may store, by Harbor's own count.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::RepositoryName;
use plimsoll::present::{BytesText, counted};
use plimsoll::registry::{ErrorKind, ProjectQuota, RegistryKind};

use crate::ui::components::{Bytes, dynamic};
use crate::ui::session::Session;

/// How many projects are asked for.
const MOST: usize = 50;

const NOT_TOLD: &str = "not told to this sign-in";

/// The panel, for Harbor.
#[component]
pub(crate) fn Quotas(
    /// Of which registry.
    session: Session,
) -> impl IntoView {
    let lines = RwSignal::new(Vec::<(String, Result<ProjectQuota, String>)>::new());
    // One repository of each project, in their order, once they are known.
    let projects = Memo::new(move |_| {
        if session.identity.kind() != RegistryKind::Harbor {
            return Vec::new();
        }
        let found = session.with_known(|inventory, _| {
            let mut all: Vec<RepositoryName> = Vec::new();
            for name in inventory.repositories.keys() {
                let is_new = all.last().is_none_or(|last| project(last) != project(name));
                if is_new {
                    all.push(name.clone());
                }
            }
            all
        });
        found.unwrap_or_default()
    });
    Effect::new(move |_| {
        let all = projects.get();
        let Some(client) = session.client().filter(|_| !all.is_empty()) else { return };
        spawn_local(async move {
            let mut answers = Vec::new();
            for name in all.iter().take(MOST) {
                let quota = client.project_quota(name).await.map_err(|error| match error.kind {
                    ErrorKind::Forbidden | ErrorKind::SignInRequired => NOT_TOLD.to_owned(),
                    _ => error.sentence(),
                });
                answers.push((project(name).to_owned(), quota));
            }
            // The page may have been left meanwhile.
            lines.try_set(answers);
        });
    });
    let more = move || projects.with(Vec::len).saturating_sub(MOST);
    dynamic(move || {
        let lines = lines.get();
        (!lines.is_empty()).then(|| {
            view! {
                <section class="panel" aria-labelledby="quotas">
                    <header>
                        <h2 id="quotas">"Projects"</h2>
                        <span class="muted small">"by Harbor's own count: every blob once in a project"</span>
                    </header>
                    <div class="body">
                        <ul class="lines">{lines.into_iter().map(line).collect_view()}</ul>
                        {(more() > 0).then(|| view! { <p class="muted">{format!("and {} more", counted(more(), "project", "projects"))}</p> })}
                    </div>
                </section>
            }
        })
    })
}

fn line((project, quota): (String, Result<ProjectQuota, String>)) -> AnyView {
    let figures = match quota {
        Err(why) => view! { <span class="end muted">{why}</span> }.into_any(),
        Ok(ProjectQuota { used: None, .. }) => {
            view! { <span class="end muted">{NOT_TOLD}</span> }.into_any()
        }
        Ok(ProjectQuota { used: Some(used), limit, .. }) => {
            let limit = limit.map_or_else(
                || view! { " of no limit" }.into_any(),
                |limit| view! { " of " <Bytes text=BytesText::of(limit)/> }.into_any(),
            );
            view! { <span class="end"><Bytes text=BytesText::of(used)/>{limit}</span> }.into_any()
        }
    };
    view! { <li><b>{project}</b>{figures}</li> }.into_any()
}

fn project(name: &RepositoryName) -> &str {
    name.as_str().split('/').next().unwrap_or_default()
}
