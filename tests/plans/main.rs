//! Plans: worked out by hand, and at random against the promises of every plan.

#[path = "../by_hand/mod.rs"]
mod by_hand;
#[path = "../oracle/mod.rs"]
mod oracle;

mod children;
mod choice;
mod one_figure;
mod promises;
mod referrers;
mod tools;
mod unclear;
