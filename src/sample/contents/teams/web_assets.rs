//! `web/assets`: one image for every build of the site's static files. Nobody removes a tag: there
//! are 1 200.

use crate::sample::contents::bases;
use crate::sample::contents::calendar::{LAST_DAY, date, moment};
use crate::sample::contents::dice::Dice;
use crate::sample::contents::push::Push;
use crate::sample::contents::step::{AMD64, KIB, MIB, Step};
use crate::sample::store::Store;

/// Tags of builds, without `latest`.
const BUILDS: u64 = 1199;

pub(crate) fn push(store: &mut Store) {
    let mut repository = Push::to("web/assets");
    for build in 0..BUILDS {
        let day = 1 + build * (LAST_DAY - 2) / BUILDS;
        // Every sixth build changed nothing: a second tag on the digest before it.
        let content = if build % 6 == 5 { build - 1 } else { build };
        let content_day = 1 + content * (LAST_DAY - 2) / BUILDS;
        let made = moment(content_day, &format!("assets/{content}"));
        let mut steps = bases::nginx(AMD64, content_day);
        steps.push(Step::layer(
            "COPY fonts images /usr/share/nginx/html/ # buildkit",
            made,
            &format!("assets/media/{}", content / 50),
            (4 * MIB, 6 * MIB),
        ));
        steps.push(Step::layer(
            "COPY bundle /usr/share/nginx/html/ # buildkit",
            made,
            &format!("assets/bundle/{content}"),
            (900 * KIB, 4 * MIB),
        ));
        let pushed = repository.image(AMD64, &steps, made);
        let when = moment(day, &format!("assets/{build}"));
        let commit = Dice::new(&format!("assets/commit/{build}")).digest().short();
        let tag = format!("{}-{}", date(day), commit.get(..7).unwrap_or_default());
        repository.tag(tag, &pushed, when);
        repository.tag("latest", &pushed, when);
    }
    repository.done(store);
}
