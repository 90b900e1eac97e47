//! A team's application: releases over two years, nightlies, pull requests, and the untagged images
//! that they leave behind.

use crate::sample::contents::bases::Base;
use crate::sample::contents::calendar::{LAST_DAY, moment};
use crate::sample::contents::dice::Dice;
use crate::sample::contents::index::Child;
use crate::sample::contents::push::Push;
use crate::sample::contents::step::{AMD64, Platform, Step};

/// An application's builds and releases.
pub(super) struct Application {
    /// The name of its repository.
    pub(super) name: &'static str,
    /// Target platforms. Pull requests are built for the first one only.
    pub(super) platforms: &'static [Platform],
    /// The base image of all its builds.
    pub(super) base: Base,
    /// The command and the bytes (lowest, highest) of the layer that changes with a minor version.
    pub(super) dependencies: (&'static str, (u64, u64)),
    /// The command and the bytes of the layer that changes with every build.
    pub(super) program: (&'static str, (u64, u64)),
    /// Major version; minor versions go from 0 to `minors`.
    pub(super) major: u64,
    /// The last minor version; its last patch is 1.
    pub(super) minors: u64,
    /// Weeks since the first nightly. All nightlies but the last have lost their tag.
    pub(super) nightlies: u64,
    /// Pull requests, each built one to three times.
    pub(super) pull_requests: u64,
    /// BuildKit puts attestations beside the images.
    pub(super) attested: bool,
}

pub(super) struct Release {
    /// The day of the push.
    pub(super) day: u64,
    /// The released image's index, or its manifest for one platform.
    pub(super) pushed: Child,
}

impl Application {
    /// Pushes two years of builds; returns the releases, oldest first.
    pub(super) fn push(&self, into: &mut Push) -> Vec<Release> {
        self.push_nightlies(into);
        self.push_pull_requests(into);
        self.push_releases(into)
    }

    /// Builds one version: for every platform, or for the first alone.
    pub(super) fn build(&self, into: &mut Push, build: &str, minor: u64, day: u64) -> Child {
        let made = moment(day, build);
        let steps = |platform| self.steps(platform, build, minor, day);
        into.platforms(self.platforms, self.attested, made, steps)
    }

    fn push_releases(&self, into: &mut Push) -> Vec<Release> {
        let mut versions = Vec::new();
        for minor in 0..=self.minors {
            let patches = Dice::new(&format!("{}/{minor}", self.name)).between(1, 3);
            let patches = if minor == self.minors { 2 } else { patches };
            versions.extend((0..patches).map(|patch| (minor, patch)));
        }
        let mut releases = Vec::new();
        let (first_day, last_day) = (4, LAST_DAY - 9);
        for (position, &(minor, patch)) in versions.iter().enumerate() {
            let span = (last_day - first_day) * position as u64;
            let day = first_day + span / (versions.len() as u64 - 1).max(1);
            let version = format!("{}.{minor}.{patch}", self.major);
            let pushed = self.build(into, &version, minor, day);
            let when = moment(day, &version);
            for tag in [&version, &format!("{}.{minor}", self.major), "latest"] {
                into.tag(tag, &pushed, when);
            }
            releases.push(Release { day, pushed });
        }
        releases
    }

    fn push_nightlies(&self, into: &mut Push) {
        for week in (0..self.nightlies).rev() {
            let day = LAST_DAY - 1 - 7 * week;
            let build = format!("nightly-{day}");
            let pushed = self.build(into, &build, self.minor_on(day), day);
            into.tag("nightly", &pushed, moment(day, &build));
        }
    }

    /// Pushes the builds of pull requests. Every third one is merged: its tag is removed, its image stays.
    fn push_pull_requests(&self, into: &mut Push) {
        let platform = self.platforms.first().copied().unwrap_or(AMD64);
        for number in 0..self.pull_requests {
            let name = format!("pr-{}", 1200 + 7 * number);
            let mut dice = Dice::new(&format!("{}/{name}", self.name));
            let first_day = LAST_DAY - 3 - dice.between(0, 400);
            let mut last = None;
            for attempt in 0..dice.between(1, 3) {
                let day = (first_day + attempt).min(LAST_DAY - 1);
                let build = format!("{name}-{attempt}");
                let steps = self.steps(platform, &build, self.minor_on(day), day);
                let made = moment(day, &build);
                last = Some((into.image(platform, &steps, made), made));
            }
            if let Some((pushed, made)) = last.filter(|_| number % 3 != 0) {
                into.tag(name, &pushed, made);
            }
        }
    }

    /// The minor version under development on `day`.
    fn minor_on(&self, day: u64) -> u64 {
        day * (self.minors + 1) / (LAST_DAY + 1)
    }

    fn steps(&self, platform: Platform, build: &str, minor: u64, day: u64) -> Vec<Step> {
        let made = moment(day, build);
        let seed = format!("{}/{}", self.name, platform.name());
        let mut steps = (self.base)(platform, day);
        steps.push(Step::empty("WORKDIR /app", made));
        let (command, size) = self.dependencies;
        steps.push(Step::layer(command, made, &format!("{seed}/dependencies/{minor}"), size));
        let (command, size) = self.program;
        steps.push(Step::layer(command, made, &format!("{seed}/program/{build}"), size));
        steps.push(Step::empty("USER 10001", made));
        steps
    }
}
