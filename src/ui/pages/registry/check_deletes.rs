//! "Check delete support": one harmless request, explained before it is sent.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::RepositoryName;
use plimsoll::registry::Deletes;

use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::memo::Memo;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

/// The state of the check.
#[derive(Clone, PartialEq)]
enum CheckState {
    Idle,
    Asking,
    Told(Deletes),
    Failed(String),
}

/// The panel, for kinds of registries that delete only if their configuration allows it.
#[component]
pub(crate) fn CheckDeletes(session: Session) -> impl IntoView {
    let identity = session.identity;
    let state = RwSignal::new(CheckState::Idle);
    let decides = Memo::new(move |_| identity.kind().capabilities().deletes == Deletes::Unknown);
    // The check is made in a repository that this sign-in sees: it is likelier to have rights there.
    let place = Memo::new(move |_| {
        session.picture.read(|inventory, _| inventory.repositories.keys().next().cloned()).flatten()
    });
    let ask = move |place: RepositoryName| {
        let Some(client) = session.client() else { return };
        state.set(CheckState::Asking);
        spawn_local(async move {
            state.set(match client.check_deletes(&place).await {
                Ok(deletes) => {
                    session.learn(deletes);
                    CheckState::Told(deletes)
                }
                Err(error) => CheckState::Failed(error.sentence()),
            });
        });
    };
    let panel = move || {
        decides.get().then(|| {
            view! {
                <section class="panel" aria-labelledby="deletes">
                    <header><h2 id="deletes">"Delete support"</h2></header>
                    <div class="body stack">
                        <p>
                            "This kind of registry deletes only if its configuration allows it, and only a deletion shows that. "
                            "The check asks the registry to delete a manifest that cannot exist (sha256:000…)"
                            {dynamic(move || place.get().map(|place| format!(" in {place}")))}
                            ". Nothing is deleted. If the registry asks for a sign-in, the check requests the right to delete."
                        </p>
                        {dynamic(move || button(session, place.get(), state.get() == CheckState::Asking, ask))}
                        <div role="status">{dynamic(move || told(state.get()))}</div>
                    </div>
                </section>
            }
        })
    };
    dynamic(panel)
}

fn button(
    session: Session,
    place: Option<RepositoryName>,
    is_asking: bool,
    ask: impl Fn(RepositoryName) + 'static,
) -> AnyView {
    let refusal = session
        .site_refusal()
        .or(place.is_none().then_some("The check needs a repository, and none is known yet."));
    let run = move |_| {
        if let Some(place) = place.clone() {
            ask(place);
        }
    };
    let disabled = is_asking || refusal.is_some();
    view! {
        <div class="confirm">
            <button type="button" disabled=disabled on:click=run>"Check delete support"</button>
            <span class="muted small">{refusal}</span>
        </div>
    }
    .into_any()
}

fn told(state: CheckState) -> Option<AnyView> {
    let (tone, title, sentence) = match state {
        CheckState::Idle => return None,
        CheckState::Asking => return Some(view! { "Asking…" }.into_any()),
        CheckState::Told(Deletes::Off) => (
            NoticeTone::Warning,
            "Switched off",
            "The registry refuses every deletion. Set storage.delete.enabled: true (REGISTRY_STORAGE_DELETE_ENABLED=true), and restart the registry.".to_owned(),
        ),
        CheckState::Told(Deletes::ReadOnly) => (
            NoticeTone::Warning,
            "Read-only",
            "The registry accepts no changes at present. Switch storage.maintenance.readonly off, and restart the registry.".to_owned(),
        ),
        CheckState::Told(_) => (
            NoticeTone::Info,
            "Allowed",
            "The registry looked for that manifest and did not find it: deletions are allowed.".to_owned(),
        ),
        CheckState::Failed(why) => (NoticeTone::Failed, "Not known", why),
    };
    Some(view! { <Notice tone title>{sentence}</Notice> }.into_any())
}
