//! `ops/…`: agents and runners. Odd: an index of indexes, and a Windows image whose base layer
//! Microsoft keeps, not this registry.

use crate::sample::contents::application::Application;
use crate::sample::contents::bases;
use crate::sample::contents::calendar::{LAST_DAY, moment};
use crate::sample::contents::push::Push;
use crate::sample::contents::step::{AMD64, ARM_V7, ARM64, MIB, Platform, Step, WINDOWS};
use crate::sample::store::Store;

/// Pushes the team's repositories.
pub(crate) fn push(store: &mut Store) {
    push_agent(store);
    push_proxy(store);
    push_runner(store);
}

fn push_agent(store: &mut Store) {
    let mut repository = Push::to("ops/agent").with_docker_types();
    for release in 0..9 {
        let day = 15 + 78 * release;
        let version = format!("1.{release}.0");
        let made = moment(day, &version);
        let pushed = repository.platforms(&[AMD64, WINDOWS], false, made, |platform| {
            let mut steps =
                if platform == WINDOWS { nanoserver(day) } else { bases::alpine(platform, day) };
            let seed = format!("agent/{}/{version}", platform.name());
            let command = "COPY agent /opt/agent # buildkit";
            steps.push(Step::layer(command, made, &seed, (12 * MIB, 16 * MIB)));
            steps
        });
        repository.tag(version, &pushed, made);
        repository.tag("latest", &pushed, made);
    }
    repository.done(store);
}

/// Windows' base layer: registries list it and do not keep it.
fn nanoserver(day: u64) -> Vec<Step> {
    let made = moment(day / 182 * 182, "nanoserver");
    let seed = format!("nanoserver/{}", day / 182);
    let base = Step::layer("Apply image 10.0.20348.2849", made, &seed, (116 * MIB, 124 * MIB));
    vec![base.kept_at("https://mcr.microsoft.com/v2/windows/nanoserver/blobs/")]
}

fn push_proxy(store: &mut Store) {
    let proxy = Application {
        name: "ops/proxy",
        platforms: &[AMD64, ARM64, ARM_V7],
        base: bases::nginx,
        dependencies: ("RUN /bin/sh -c apk add --no-cache openssl", (2 * MIB, 4 * MIB)),
        program: ("COPY conf.d /etc/nginx/conf.d # buildkit", (9_000, 30_000)),
        major: 4,
        minors: 5,
        nightlies: 0,
        pull_requests: 8,
        attested: false,
    };
    let mut repository = Push::to(proxy.name);
    proxy.push(&mut repository);
    repository.done(store);
}

fn push_runner(store: &mut Store) {
    let platforms: &[Platform] = &[AMD64, ARM64];
    let runner = Application {
        name: "ops/runner",
        platforms,
        base: bases::debian,
        dependencies: (
            "RUN /bin/sh -c apt-get install -y git docker-cli jq",
            (88 * MIB, 104 * MIB),
        ),
        program: ("COPY runner /usr/local/bin/ # buildkit", (8 * MIB, 12 * MIB)),
        major: 2,
        minors: 8,
        nightlies: 16,
        pull_requests: 9,
        attested: true,
    };
    let mut repository = Push::to(runner.name);
    let releases = runner.push(&mut repository);
    if let [.., previous, newest] = releases.as_slice() {
        let when = moment(LAST_DAY - 5, "fleet");
        let both = [newest, previous].map(|release| {
            let mut child = release.pushed.clone();
            child.platform = None;
            child
        });
        let fleet = repository.index(&both, when);
        repository.tag("fleet", &fleet, when);
    }
    repository.done(store);
}
