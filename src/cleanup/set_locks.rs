//! Locks, set or taken off: many at once, each with its own result.

use std::rc::Rc;

use futures::{StreamExt as _, stream};

use crate::model::{Attributes, RepositoryName};
use crate::registry::Cancel;
use crate::registry::{Client, Error, ErrorKind, LockChange, LockTarget};

/// Requests in flight at once.
const CONCURRENCY: usize = 4;

/// Changes the locks of all `targets` in a repository. Reports each as it ends, by its place in `targets`,
/// with the locks that the registry says it has now. A cancelled run finishes the requests that are under
/// way and sends no other.
pub async fn set_locks(
    client: &Client,
    repository: &RepositoryName,
    targets: &[LockTarget],
    change: LockChange,
    cancel: &Cancel,
    on_end: &mut dyn FnMut(usize, Result<Attributes, Error>),
) {
    let changes = &client.until(cancel).attempting(&Rc::default());
    let asked = targets.iter().enumerate().take_while(|_| !cancel.is_cancelled());
    let mut answers = stream::iter(asked)
        .map(async |(place, target)| (place, changes.set_lock(repository, target, change).await))
        .buffer_unordered(CONCURRENCY);
    while let Some((place, answer)) = answers.next().await {
        // A request that a stop kept back changed nothing, and is not reported.
        if !matches!(&answer, Err(error) if error.kind == ErrorKind::Stopped) {
            on_end(place, answer);
        }
    }
}
