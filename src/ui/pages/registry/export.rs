//! The menu "Export".

use leptos::prelude::*;
use plimsoll::present::{Origin, report};

use crate::ui::browser;
use crate::ui::components::Menu;
use crate::ui::session::Session;

/// The menu of files to download, made from the picture as it is at that moment.
#[component]
pub(crate) fn Export(session: Session) -> impl IntoView {
    let save_report = Callback::new(move |()| {
        let registry = session.registry();
        // While the first scan runs, its figures are those of this moment.
        let taken_at = session.scan.read_at.get_untracked().unwrap_or_else(browser::now);
        let origin = Origin { host: &registry.host, kind: session.identity.word(), taken_at };
        let text = session.picture.read(|inventory, analysis| report(&origin, inventory, analysis));
        let day: String = taken_at.to_string().chars().take(10).collect();
        let host = registry.host.replace(':', "-");
        if let Some(text) = text {
            let name = format!("plimsoll-{host}-{day}.json");
            // A browser that refuses downloads says so itself.
            let _ = browser::download(&name, "application/json", &text);
        }
    });
    view! { <Menu name="Export" items=vec![("Report (JSON)", save_report)]/> }
}
