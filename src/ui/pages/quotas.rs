//! What Harbor's projects store and may store, by Harbor's own count: every project that this sign-in
//! sees, empty ones too, row by row as the answers come.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::present::{BytesText, counted};
use plimsoll::registry::{Client, Project, ProjectQuota, RegistryKind};

use crate::ui::components::{Bytes, dynamic};
use crate::ui::session::{Phase, Session};

/// How many projects are asked for at first, and with every "more".
const STEP: usize = 50;

const NOT_TOLD: &str = "not told to this sign-in";

/// What a project stores, or why that is not known.
type Quota = Result<ProjectQuota, String>;

/// The projects, and what was answered of them so far. Cheap to copy.
#[derive(Clone, Copy)]
struct Table {
    /// By name.
    projects: RwSignal<Vec<Project>>,
    /// Of the first projects, in their order.
    quotas: RwSignal<Vec<Quota>>,
    /// Of how many it is to be asked.
    wanted: RwSignal<usize>,
    /// Why the list of projects is not whole.
    gap: RwSignal<Option<String>>,
    /// Which reading this is: an older one adds nothing any more.
    reading: StoredValue<u32>,
}

/// The panel, for Harbor.
#[component]
pub(crate) fn Quotas(
    /// Of which registry.
    session: Session,
) -> impl IntoView {
    let table = Table {
        projects: RwSignal::new(Vec::new()),
        quotas: RwSignal::new(Vec::new()),
        wanted: RwSignal::new(STEP),
        gap: RwSignal::new(None),
        reading: StoredValue::new(0),
    };
    let is_on = Memo::new(move |_| {
        session.identity.kind() == RegistryKind::Harbor && session.phase.get() == Phase::Open
    });
    Effect::new(move |_| {
        let is_on = is_on.get();
        let reading = table.begin();
        if let Some(client) = session.client().filter(|_| is_on) {
            spawn_local(table.read(client, reading));
        }
    });
    let more = move || {
        let Some(client) = session.client() else { return };
        // As long as answers are missing, the reading is under way and goes on by itself.
        let is_idle = table.quotas.with_untracked(Vec::len) >= table.wanted.get_untracked();
        table.wanted.update(|wanted| *wanted += STEP);
        if is_idle {
            spawn_local(table.ask(client, table.reading.get_value()));
        }
    };
    dynamic(move || {
        let all = table.projects.with(Vec::len);
        let gap = table.gap.get();
        let left = all.saturating_sub(table.wanted.get());
        (all > 0 || gap.is_some()).then(|| {
            view! {
                <section class="panel" aria-labelledby="quotas">
                    <header>
                        <h2 id="quotas">"Projects"</h2>
                        <span class="muted small">"by Harbor's own count: every blob once in a project"</span>
                    </header>
                    <div class="body stack">
                        <ul class="lines">{table.lines()}</ul>
                        {gap.map(|why| view! { <p class="muted">"Not every project is known. "{why}</p> })}
                        {(left > 0).then(|| view! {
                            <p>
                                <span class="muted">{format!("and {} more ", counted(left, "project", "projects"))}</span>
                                <button type="button" on:click=move |_| more()>"Show more projects"</button>
                            </p>
                        })}
                    </div>
                </section>
            }
        })
    })
}

impl Table {
    /// Begins anew: the number of the new reading.
    fn begin(self) -> u32 {
        self.projects.set(Vec::new());
        self.quotas.set(Vec::new());
        self.wanted.set(STEP);
        self.gap.set(None);
        self.reading.update_value(|reading| *reading += 1);
        self.reading.get_value()
    }

    /// Whether this reading is the last one, and the page still shown.
    fn is_current(self, reading: u32) -> bool {
        self.reading.try_get_value() == Some(reading)
    }

    /// Reads the list of projects whole, and asks for the first of them.
    async fn read(self, client: Client, reading: u32) {
        let mut all: Vec<Project> = Vec::new();
        let mut gap = None;
        let mut next = None;
        loop {
            match client.projects_page(next.take()).await {
                Ok(page) => {
                    all.extend(page.items);
                    gap = gap.or(page.gap.map(|gap| gap.sentence()));
                    next = page.next;
                }
                Err(error) => gap = Some(error.sentence()),
            }
            if next.is_none() || !self.is_current(reading) {
                break;
            }
        }
        if self.is_current(reading) {
            plimsoll::model::order::sort_by(&mut all, |a, b| a.name.cmp(&b.name));
            self.gap.set(gap);
            self.projects.set(all);
            self.ask(client, reading).await;
        }
    }

    /// Asks for one project after the other, as many as are wanted.
    async fn ask(self, client: Client, reading: u32) {
        while self.is_current(reading) {
            let place = self.quotas.with_untracked(Vec::len);
            let project = self.projects.with_untracked(|all| all.get(place).cloned());
            let is_wanted = place < self.wanted.get_untracked();
            let Some(project) = project.filter(|_| is_wanted) else { return };
            let answer = client.project_quota(&project).await;
            let quota = answer.map_err(|error| match error.status {
                Some(401 | 403) => NOT_TOLD.to_owned(),
                _ => error.sentence(),
            });
            if self.is_current(reading) {
                self.quotas.update(|quotas| quotas.push(quota));
            }
        }
    }

    /// The rows: what was not answered yet says so.
    fn lines(self) -> Vec<AnyView> {
        let wanted = self.wanted.get();
        let quota = |place| self.quotas.with(|quotas| quotas.get(place).cloned());
        self.projects.with(|projects| {
            let shown = projects.iter().take(wanted).enumerate();
            shown.map(|(place, project)| line(&project.name, quota(place))).collect()
        })
    }
}

fn line(project: &str, quota: Option<Quota>) -> AnyView {
    let said = |what: String| view! { <span class="end muted">{what}</span> }.into_any();
    let figures = match quota {
        None => said("asking…".to_owned()),
        Some(Err(why)) => said(why),
        Some(Ok(ProjectQuota { used: None, .. })) => said(NOT_TOLD.to_owned()),
        Some(Ok(ProjectQuota { used: Some(used), limit, .. })) => {
            let limit = limit.map_or_else(
                || view! { " of no limit" }.into_any(),
                |limit| view! { " of " <Bytes text=BytesText::of(limit)/> }.into_any(),
            );
            view! { <span class="end"><Bytes text=BytesText::of(used)/>{limit}</span> }.into_any()
        }
    };
    view! { <li><b>{project.to_owned()}</b>{figures}</li> }.into_any()
}
