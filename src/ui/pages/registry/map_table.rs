//! The table that says the same as the map, and the pages that blocks lead to.

use leptos::prelude::*;
use plimsoll::present::{Leads, MapBlock, MapLevel, MapScope, grouped};

use crate::ui::components::{Bytes, percent};
use crate::ui::paths;
use crate::ui::session::Session;

/// The words on a part in which something was not read.
pub(super) const PARTIAL: &str = "not read whole";
/// The most names of unread parts below the map. The table has all of them.
const NAMED: usize = 6;

/// The names of the parts that have no block because nothing in them was read; nothing if there are none.
pub(super) fn unread_parts(session: Session, scope: &MapScope, level: &MapLevel) -> AnyView {
    if level.unread.is_empty() {
        return ().into_any();
    }
    let part = |(number, (name, leads)): (usize, &(String, Leads))| {
        let comma = (number > 0).then_some(", ");
        view! { {comma}<a href=href(session, scope, leads)>{name.clone()}</a> }
    };
    let more = level.unread.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!(" and {} more", grouped(more as u64)));
    view! {
        <p class="unread-parts">
            <i class="unread"></i>
            <span>"Not read: " {level.unread.iter().take(NAMED).enumerate().map(part).collect_view()} {more}</span>
        </p>
    }
    .into_any()
}

pub(super) fn as_table(session: Session, scope: &MapScope, level: &MapLevel) -> AnyView {
    let full = level.blocks.iter().fold(0_u64, |sum, block| sum.saturating_add(block.known));
    let row = |block: &MapBlock| {
        let link = href(session, scope, &block.leads);
        let partial = block.partial.then(|| view! { " " <span class="badge">{PARTIAL}</span> });
        view! {
            <tr>
                <th scope="row"><a href=link>{block.name.clone()}</a>{partial}</th>
                <td class="share"><span><i class=class_of(block) style:width=percent(block.known, full)></i></span>{block.share.clone()}</td>
                <td class="number"><Bytes text=block.bytes.clone()/></td>
            </tr>
        }
    };
    let unread = |(name, leads): &(String, Leads)| {
        view! {
            <tr>
                <th scope="row"><a href=href(session, scope, leads)>{name.clone()}</a></th>
                <td class="share"><span><i class="unread"></i></span></td>
                <td class="number muted">"not read"</td>
            </tr>
        }
    };
    view! {
        <table class="split">
            <caption class="visually-hidden">"Map"</caption>
            <thead><tr>
                <th scope="col">"Name"</th><th scope="col">"Share"</th><th scope="col" class="number">"Bytes"</th>
            </tr></thead>
            <tbody>{level.blocks.iter().map(row).collect_view()}{level.unread.iter().map(unread).collect_view()}</tbody>
            <tfoot><tr>
                <th scope="row">"Stored"</th><td></td><td class="number"><Bytes text=level.stored.clone()/></td>
            </tr></tfoot>
        </table>
    }
    .into_any()
}

pub(super) fn class_of(block: &MapBlock) -> &'static str {
    match (block.shared, &block.leads, block.partial) {
        (true, ..) => "shared",
        (_, Leads::All, false) => "rest",
        (_, Leads::All, true) => "rest partial",
        (.., false) => "own",
        (.., true) => "own partial",
    }
}

pub(super) fn href(session: Session, scope: &MapScope, leads: &Leads) -> Option<String> {
    let slug = session.slug();
    match (leads, scope) {
        (Leads::Into(inside), _) => Some(paths::map(&slug, &inside.text())),
        (Leads::To(target), _) => paths::target(&slug, target),
        (Leads::Shared, MapScope::Repository(name)) => Some(paths::shared_layers(&slug, name)),
        (_, MapScope::Namespace(prefix)) => match prefix.strip_suffix('/') {
            Some(namespace) => Some(paths::namespace(&slug, namespace)),
            None => Some(paths::repositories(&slug)),
        },
        (_, MapScope::Repository(name)) => Some(paths::repository(&slug, name)),
        (_, MapScope::Image(name, head)) => Some(paths::manifest(&slug, name, head)),
    }
}
