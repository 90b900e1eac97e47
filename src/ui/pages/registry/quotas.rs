//! The quotas of Harbor's projects, by Harbor's own count: each project that this sign-in sees, empty ones too,
//! row by row as the answers come.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use plimsoll::present::{Fill, QuotaRow, by_fullness, counted};
use plimsoll::registry::{Client, Project, ProjectQuota};

use crate::ui::browser;
use crate::ui::components::{Bytes, dynamic};
use crate::ui::latest::{Latest, Try};
use crate::ui::memo::Memo;
use crate::ui::paths;
use crate::ui::session::{Phase, Session};
use crate::ui::signal::RwSignal;

/// The number of projects that are asked for at first, and with every "more".
const STEP: usize = 50;

/// The quota of a project, or why it is not known.
type Quota = Result<ProjectQuota, String>;

/// The projects, and the answers so far. Cheap to copy.
#[derive(Clone, Copy)]
struct Table {
    /// The projects, by name.
    projects: RwSignal<Vec<Project>>,
    /// The quotas of the first projects, in their order.
    quotas: RwSignal<Vec<Quota>>,
    /// The number of projects whose quotas are to be asked for.
    wanted: RwSignal<usize>,
    /// The reason why the list of projects is not whole.
    gap: RwSignal<Option<String>>,
    /// The count of readings. Only the latest may change this table.
    readings: Latest,
}

/// The panel, for a registry with projects.
#[component]
pub(crate) fn Quotas(session: Session) -> impl IntoView {
    let table = Table {
        projects: RwSignal::new(Vec::new()),
        quotas: RwSignal::new(Vec::new()),
        wanted: RwSignal::new(STEP),
        gap: RwSignal::new(None),
        readings: Latest::new(),
    };
    let is_on = Memo::new(move |_| {
        session.identity.kind().facts().projects && session.phase.get() == Phase::Open
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
            spawn_local(table.ask(client, table.readings.current()));
        }
    };
    // A link from the overview leads to this panel, which appears only after Harbor has answered.
    let is_meant = move || {
        use_location().hash.with_untracked(|hash| hash.trim_start_matches('#') == paths::QUOTAS)
    };
    let is_known = Memo::new(move |_| table.projects.with(|all| !all.is_empty()));
    Effect::new(move |_| {
        if is_known.get() && is_meant() {
            request_animation_frame(|| browser::lead_down_to(paths::QUOTAS));
        }
    });
    let all = Memo::new(move |_| table.projects.with(Vec::len));
    dynamic(move || {
        let (all, gap) = (all.get(), table.gap.get());
        let left = all.saturating_sub(table.wanted.get());
        (all > 0 || gap.is_some()).then(|| {
            view! {
                <section class="panel" aria-labelledby=paths::QUOTAS>
                    <header>
                        <h2 id=paths::QUOTAS tabindex="-1">"Projects"</h2>
                        <span class="muted small">"as Harbor counts: every blob once in a project"</span>
                    </header>
                    <table class="quotas">
                        <caption class="visually-hidden">"Projects"</caption>
                        <thead><tr>
                            <th scope="col">"Project"</th><th scope="col" class="number">"Used"</th>
                            <th scope="col" class="number">"Limit"</th><th scope="col">"How full"</th>
                        </tr></thead>
                        <tbody>{dynamic(move || table.rows())}</tbody>
                    </table>
                    <div class="body stack">
                        {gap.map(|why| view! { <p class="muted">"Some projects are not known. "{why}</p> })}
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
    /// Begins a new reading.
    fn begin(self) -> Try {
        self.projects.set(Vec::new());
        self.quotas.set(Vec::new());
        self.wanted.set(STEP);
        self.gap.set(None);
        self.readings.begin()
    }

    /// Reads the whole list of projects, and asks for the quotas of the first.
    async fn read(self, client: Client, reading: Try) {
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
            if next.is_none() || !reading.is_latest() {
                break;
            }
        }
        if reading.is_latest() {
            plimsoll::model::order::sort_by(&mut all, |a, b| a.name.cmp(&b.name));
            self.gap.set(gap);
            self.projects.set(all);
            self.ask(client, reading).await;
        }
    }

    /// Asks for one project after the other, as many as are wanted.
    async fn ask(self, client: Client, reading: Try) {
        while reading.is_latest() {
            let place = self.quotas.with_untracked(Vec::len);
            let project = self.projects.with_untracked(|all| all.get(place).cloned());
            let is_wanted = place < self.wanted.get_untracked();
            let Some(project) = project.filter(|_| is_wanted) else { return };
            let answer = client.project_quota(&project).await;
            let quota = match answer {
                Ok(quota) => Ok(quota),
                // Harbor answers 401 or 403 if this sign-in may not see the quota.
                Err(error) if matches!(error.status, Some(401 | 403)) => {
                    Ok(ProjectQuota { project: project.name.clone(), limit: None, used: None })
                }
                Err(error) => Err(error.sentence()),
            };
            if reading.is_latest() {
                self.quotas.update(|quotas| quotas.push(quota));
            }
        }
    }

    /// The rows, the fullest first. The rows of a step stand by name until all of them are answered, so that no
    /// row moves with every answer.
    fn rows(self) -> Vec<AnyView> {
        let wanted = self.wanted.get();
        self.projects.with(|projects| {
            self.quotas.with(|quotas| {
                let answered = projects.iter().zip(quotas).map(|(project, quota)| {
                    QuotaRow::of(&project.name, quota.as_ref().map_err(String::as_str))
                });
                let mut settled: Vec<QuotaRow> = answered.collect();
                let is_all = settled.len() == projects.len();
                let steps = if is_all { settled.len() } else { settled.len() / STEP * STEP };
                let open = settled.split_off(steps);
                by_fullness(&mut settled);
                let unasked = projects.iter().take(wanted).skip(quotas.len());
                let asking = unasked.map(|project| (project.name.clone(), None));
                let told = settled.into_iter().chain(open);
                let told = told.map(|row| (row.project.clone(), Some(row)));
                told.chain(asking).map(|(project, row)| line(project, row)).collect()
            })
        })
    }
}

fn line(project: String, row: Option<QuotaRow>) -> AnyView {
    let said = |what: String| view! { <td class="said" colspan="3">{what}</td> }.into_any();
    let cells = match row {
        None => said("asking…".to_owned()),
        Some(QuotaRow { used: Err(why), .. }) => said(why),
        Some(QuotaRow { used: Ok(used), limit, fill, .. }) => {
            let limit = limit.map_or_else(
                || view! { <span class="muted">"no limit"</span> }.into_any(),
                |limit| view! { <Bytes text=limit/> }.into_any(),
            );
            view! {
                <td class="number"><Bytes text=used/></td>
                <td class="number">{limit}</td>
                <td class="full">{fill.map(|fill| view! { <LoadLine fill/> })}</td>
            }
            .into_any()
        }
    };
    view! { <tr><th scope="row">{project}</th>{cells}</tr> }.into_any()
}

/// The bar of a project. The mark is its limit, at the same place in all bars, with room beyond it for projects
/// whose limit was lowered.
#[component]
pub(crate) fn LoadLine(fill: Fill) -> impl IntoView {
    let words = fill.words();
    // Of the bar's width, in hundredths of a percent: the mark is at 80 %.
    let width = (fill.thousandths * 8).min(10_000);
    view! {
        <span class="load-line" role="img" aria-label=words.clone() title=words>
            <i style:width=format!("{}.{:02}%", width / 100, width % 100)></i>
            <b class="mark"></b>
        </span>
    }
}
