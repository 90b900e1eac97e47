//! `ml/…`: a few images of several GiB each, on CUDA, one platform, no index. Nightlies that nobody
//! removes are most of the registry's reclaimable bytes.

use crate::sample::contents::bases;
use crate::sample::contents::calendar::{LAST_DAY, moment};
use crate::sample::contents::index::Child;
use crate::sample::contents::push::Push;
use crate::sample::contents::step::{AMD64, MIB, Step};
use crate::sample::store::Store;

/// The framework installed on CUDA: command, identity, bytes.
type Framework = (&'static str, &'static str, (u64, u64));

const TORCH: Framework = (
    "RUN /bin/sh -c pip install torch torchvision --index-url https://download.pytorch.org/whl/cu126",
    "torch",
    (1700 * MIB, 1900 * MIB),
);
const JUPYTER: Framework = (
    "RUN /bin/sh -c pip install jupyterlab pandas scikit-learn matplotlib",
    "jupyter",
    (540 * MIB, 620 * MIB),
);
const TRITON: Framework =
    ("RUN /bin/sh -c pip install tritonserver onnxruntime-gpu", "triton", (380 * MIB, 460 * MIB));

/// Pushes the team's repositories.
pub(crate) fn push(store: &mut Store) {
    repository(store, "ml/notebook", JUPYTER, 6, 3);
    repository(store, "ml/serving", TRITON, 7, 0);
    repository(store, "ml/trainer", TORCH, 7, 9);
}

fn repository(
    store: &mut Store,
    name: &'static str,
    framework: Framework,
    releases: u64,
    nightlies: u64,
) {
    let mut repository = Push::to(name);
    for week in (0..nightlies).rev() {
        let day = LAST_DAY - 2 - 7 * week;
        let pushed = image(&mut repository, name, framework, &format!("nightly-{day}"), day);
        repository.tag("nightly", &pushed, moment(day, "nightly"));
    }
    for release in 0..releases {
        let day = 30 + release * (LAST_DAY - 60) / releases;
        let version = format!("0.{}", release + 3);
        let pushed = image(&mut repository, name, framework, &version, day);
        let when = moment(day, &version);
        repository.tag(version.as_str(), &pushed, when);
        repository.tag("latest", &pushed, when);
        repository.refer(&pushed, "application/spdx+json", when);
    }
    repository.done(store);
}

/// The framework is reinstalled twice a year; the team's own code is small, but nightlies carry the
/// weights of the night.
fn image(
    repository: &mut Push,
    name: &str,
    (command, framework, size): Framework,
    build: &str,
    day: u64,
) -> Child {
    let made = moment(day, build);
    let mut steps = bases::cuda(AMD64, day);
    steps.push(Step::layer(command, made, &format!("{framework}/{}", day / 182), size));
    let seed = format!("{name}/{build}");
    if build.starts_with("nightly") {
        let command = "COPY checkpoints /workspace/checkpoints # buildkit";
        steps.push(Step::layer(command, made, &format!("{seed}/weights"), (560 * MIB, 840 * MIB)));
    }
    steps.push(Step::layer("COPY . /workspace # buildkit", made, &seed, (9 * MIB, 180 * MIB)));
    steps.push(Step::empty("CMD [\"python\" \"-m\" \"main\"]", made));
    repository.image(AMD64, &steps, made)
}
