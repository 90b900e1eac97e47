//! Base images: all other images are built on them, so layers are shared across repositories.
//!
//! A base is released every quarter; an image takes the release that is current on its day.

use crate::model::Timestamp;
use crate::sample::contents::calendar::{base_release, moment};
use crate::sample::contents::step::{KIB, MIB, Platform, Step};

/// A base image's steps, for a platform and a day.
pub(super) type Base = fn(Platform, u64) -> Vec<Step>;

/// Debian: one layer of about 28 MiB.
pub(super) fn debian(platform: Platform, day: u64) -> Vec<Step> {
    let at = Release::of("debian", platform, day);
    let arch = platform.architecture;
    vec![
        at.layer(format!("# debian.sh --arch '{arch}' out/ 'bookworm'"), "rootfs", 28 * MIB, MIB),
        at.empty("CMD [\"bash\"]"),
    ]
}

/// Alpine: one layer of about 3.5 MiB.
pub(super) fn alpine(platform: Platform, day: u64) -> Vec<Step> {
    let at = Release::of("alpine", platform, day);
    vec![
        at.layer("ADD alpine-minirootfs.tar.gz / # buildkit", "rootfs", 3500 * KIB, 100 * KIB),
        at.empty("CMD [\"/bin/sh\"]"),
    ]
}

/// Node.js on Debian: about 120 MiB.
pub(super) fn node(platform: Platform, day: u64) -> Vec<Step> {
    let at = Release::of("node", platform, day);
    let mut steps = debian(platform, day);
    steps.extend([
        at.layer(
            "RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends git",
            "packages",
            44 * MIB,
            2 * MIB,
        ),
        at.empty("ENV NODE_VERSION=22.11.0"),
        at.layer(
            "RUN /bin/sh -c curl -fsSLO \"https://nodejs.org/dist/v$NODE_VERSION/node.tar.xz\"",
            "node",
            46 * MIB,
            2 * MIB,
        ),
        at.layer("COPY docker-entrypoint.sh /usr/local/bin/ # buildkit", "entry", 400, 60),
        at.empty("ENTRYPOINT [\"docker-entrypoint.sh\"]"),
    ]);
    steps
}

/// Python on Debian: about 60 MiB.
pub(super) fn python(platform: Platform, day: u64) -> Vec<Step> {
    let at = Release::of("python", platform, day);
    let mut steps = debian(platform, day);
    steps.extend([
        at.layer(
            "RUN /bin/sh -c apt-get install -y --no-install-recommends ca-certificates tzdata",
            "packages",
            9 * MIB,
            MIB,
        ),
        at.empty("ENV PYTHON_VERSION=3.13.1"),
        at.layer(
            "RUN /bin/sh -c ./configure --enable-optimizations && make -j \"$(nproc)\" install",
            "python",
            20 * MIB,
            2 * MIB,
        ),
    ]);
    steps
}

/// A Java development kit on Debian: about 190 MiB.
pub(super) fn jdk(platform: Platform, day: u64) -> Vec<Step> {
    let at = Release::of("jdk", platform, day);
    let mut steps = debian(platform, day);
    steps.extend([
        at.empty("ENV JAVA_HOME=/opt/java/openjdk"),
        at.layer(
            "RUN /bin/sh -c apt-get install -y --no-install-recommends fontconfig locales",
            "packages",
            12 * MIB,
            MIB,
        ),
        at.layer(
            "COPY --from=temurin:21 /opt/java/openjdk /opt/java/openjdk # buildkit",
            "jdk",
            150 * MIB,
            4 * MIB,
        ),
    ]);
    steps
}

/// CUDA on Ubuntu: about 1.9 GiB. Because of its size it is rebuilt every second quarter only.
pub(super) fn cuda(platform: Platform, day: u64) -> Vec<Step> {
    let (release, _) = base_release(day);
    let (_, day) = base_release(day - (release % 2) * 91);
    let at = Release::of("cuda", platform, day);
    vec![
        at.layer("ADD ubuntu-noble-core-cloudimg.tar.gz / # buildkit", "ubuntu", 28 * MIB, MIB),
        at.empty("ENV NVARCH=x86_64"),
        at.layer(
            "RUN /bin/sh -c apt-get install -y cuda-cudart-12-6 cuda-compat-12-6",
            "cudart",
            60 * MIB,
            3 * MIB,
        ),
        at.layer(
            "RUN /bin/sh -c apt-get install -y cuda-libraries-12-6 libnccl2",
            "libraries",
            1100 * MIB,
            80 * MIB,
        ),
        at.layer("RUN /bin/sh -c apt-get install -y libcudnn9-cuda-12", "cudnn", 680 * MIB, MIB),
        at.empty("ENV NVIDIA_VISIBLE_DEVICES=all"),
    ]
}

/// nginx on Alpine: about 14 MiB.
pub(super) fn nginx(platform: Platform, day: u64) -> Vec<Step> {
    let at = Release::of("nginx", platform, day);
    let mut steps = alpine(platform, day);
    steps.extend([
        at.empty("ENV NGINX_VERSION=1.27.3"),
        at.layer("RUN /bin/sh -c set -x && apk add nginx # buildkit", "nginx", 10 * MIB, MIB),
        at.empty("EXPOSE map[80/tcp:{}]"),
        at.empty("CMD [\"nginx\" \"-g\" \"daemon off;\"]"),
    ]);
    steps
}

/// One release of one base for one platform.
struct Release {
    seed: String,
    made: Timestamp,
}

impl Release {
    fn of(base: &str, platform: Platform, day: u64) -> Self {
        let (release, day) = base_release(day);
        let seed = format!("{base}/{release}");
        Self { made: moment(day, &seed), seed: format!("{seed}/{}", platform.name()) }
    }

    /// A layer of `size` bytes or up to `spread` more.
    fn layer(
        &self,
        created_by: impl Into<std::borrow::Cow<'static, str>>,
        part: &str,
        size: u64,
        spread: u64,
    ) -> Step {
        Step::layer(created_by, self.made, &format!("{}/{part}", self.seed), (size, size + spread))
    }

    fn empty(&self, created_by: &'static str) -> Step {
        Step::empty(created_by, self.made)
    }
}
