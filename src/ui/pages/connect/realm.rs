//! A registry that sends its users to another host for tokens: may that host be asked?

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::components::{Notice, NoticeTone};
use crate::ui::session::{Phase, Session};

/// The question whether another host may be asked for tokens. A tab asks it once for each pair of hosts.
#[component]
pub(crate) fn Realm(
    session: Session,
    /// The host that the registry sends its users to.
    host: String,
) -> impl IntoView {
    let registry = session.registry().host;
    let sent = if session.account.tried().is_none() {
        "the names of repositories and rights that you ask for, and your user name and password once you type them"
    } else {
        "your user name and password, and the names of repositories and rights that you ask for"
    };
    let (trusted, refused) = (host.clone(), host.clone());
    let no = move |_| {
        let why = format!(
            "The registry's tokens come from {refused}, which was not asked. Nothing was sent there."
        );
        // A registry that was opened before stays open: some of it can be read without a token.
        let is_open = session.client().is_some();
        session.phase.set(if is_open { Phase::Open } else { Phase::Failed(why) });
    };
    let warning = format!("{registry} sends sign-ins to another host: {host}.");
    browser::set_title("Another host");
    // The next Tab leads to the answers; none of them is chosen for anybody.
    Effect::new(move |_| browser::focus_by_id("main"));
    view! {
        <section class="panel single" aria-labelledby="realm">
            <header><h1 id="realm">"Sign in at " {host.clone()} "?"</h1></header>
            <div class="body sign-in">
                <Notice tone=NoticeTone::Warning title="Another host">
                    {warning}
                </Notice>
                <p>"If you go on, " <b>{host.clone()}</b> " receives " {sent} "."</p>
                <p>"Go on only if you know that both hosts belong together. Ask the registry's operator if in doubt."</p>
                <p class="small muted">"Plimsoll remembers the names of both hosts for this tab, and nothing else."</p>
                <div class="title">
                    <button type="button" class="primary" on:click=move |_| session.trust(&trusted)>"Ask " {host}</button>
                    <button type="button" on:click=no>"Do not ask"</button>
                </div>
            </div>
        </section>
    }
}
