//! `library/…`: mirrored from elsewhere. Odd: of nginx's five platforms only two were copied, so its
//! newest indexes name absent children. The newest redis has passed a quarantine.

use crate::sample::contents::bases;
use crate::sample::contents::calendar::moment;
use crate::sample::contents::push::Push;
use crate::sample::contents::step::{AMD64, ARM_V7, ARM64, MIB, PPC64LE, Platform, S390X, Step};
use crate::sample::store::Store;

pub(crate) fn push(store: &mut Store) {
    push_nginx(store);
    push_redis(store);
}

fn push_nginx(store: &mut Store) {
    let platforms = [AMD64, ARM64, ARM_V7, PPC64LE, S390X];
    let mut repository = Push::to("library/nginx");
    for (number, version) in ["1.27.2", "1.27.3", "1.27.4", "1.27.5"].into_iter().enumerate() {
        let day = 20 + 170 * number as u64;
        let made = moment(day, version);
        let sparse = number == 3;
        let mut children = Vec::new();
        for platform in platforms {
            let child = repository.image(platform, &upstream_nginx(platform, version, day), made);
            if sparse && platform != AMD64 && platform != ARM64 {
                repository.lose(&child);
            }
            children.push(child);
        }
        let pushed = repository.index(&children, made);
        repository.tag(version, &pushed, made);
        repository.tag("1.27", &pushed, made);
        repository.tag("mainline", &pushed, made);
    }
    repository.done(store);
}

fn upstream_nginx(platform: Platform, version: &str, day: u64) -> Vec<Step> {
    let seed = format!("upstream/{}/{version}", platform.name());
    let made = moment(day, "upstream");
    vec![
        Step::layer(
            "# debian.sh --arch out/ 'bookworm'",
            made,
            &format!("{seed}/debian"),
            (28 * MIB, 29 * MIB),
        ),
        Step::empty("ENV NGINX_VERSION=1.27", made),
        Step::layer(
            "RUN /bin/sh -c set -x && groupadd nginx",
            made,
            &format!("{seed}/nginx"),
            (42 * MIB, 46 * MIB),
        ),
        Step::layer(
            "COPY 10-listen.sh /docker-entrypoint.d # buildkit",
            made,
            "upstream/listen",
            (1200, 1200),
        ),
    ]
}

fn push_redis(store: &mut Store) {
    let mut repository = Push::to("library/redis");
    for (number, version) in ["7.4.1", "7.4.2", "7.4.3", "8.0.0"].into_iter().enumerate() {
        let day = 40 + 150 * number as u64;
        let made = moment(day, version);
        let pushed = repository.platforms(&[AMD64, ARM64], true, made, |platform| {
            let mut steps = bases::alpine(platform, day);
            let seed = format!("redis/{}/{version}", platform.name());
            let command = "RUN /bin/sh -c apk add --no-cache redis # buildkit";
            steps.push(Step::layer(command, made, &seed, (9 * MIB, 13 * MIB)));
            steps.push(Step::empty("EXPOSE map[6379/tcp:{}]", made));
            steps
        });
        repository.tag(version, &pushed, made);
        repository.tag("latest", &pushed, made);
        if number == 3 {
            repository.pass(&pushed);
        }
    }
    repository.done(store);
}
