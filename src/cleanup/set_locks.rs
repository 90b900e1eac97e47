//! Locks, set or taken off: many at once, each with its own result.

use std::cell::RefCell;
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
    // A registry that still answered 429 after minutes is not asked for the other targets: each would wait as
    // long. They fail alike.
    let throttled: &RefCell<Option<Error>> = &RefCell::default();
    let set = async |target| {
        if let Some(error) = throttled.borrow().clone() {
            return Err(error);
        }
        let answer = changes.set_lock(repository, target, change).await;
        let refusal = answer.as_ref().err().filter(|error| error.kind == ErrorKind::Throttled);
        if let Some(error) = refusal {
            throttled.replace(Some(error.clone()));
        }
        answer
    };
    let asked = targets.iter().enumerate().take_while(|_| !cancel.is_cancelled());
    let mut answers = stream::iter(asked)
        .map(async |(place, target)| (place, set(target).await))
        .buffer_unordered(CONCURRENCY);
    while let Some((place, answer)) = answers.next().await {
        // A request that a stop kept back changed nothing, and is not reported.
        if !matches!(&answer, Err(error) if error.kind == ErrorKind::Stopped) {
            on_end(place, answer);
        }
    }
}
