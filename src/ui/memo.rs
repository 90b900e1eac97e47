//! Values computed from signals, and computed anew when one of these has changed.
//!
//! Leptos compiles the machinery of a memo anew for each type of value, of which there are 40. Values of one boxed type
//! share one: the page is 11 KB smaller over the wire.
#![expect(clippy::disallowed_types, reason = "everybody else uses the memo of this file")]

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{Get as _, GetUntracked as _, Memo as Shared};

/// A value of type `T`, computed when it is read first. Its readers run again when it becomes another one.
pub(crate) struct Memo<T> {
    shared: Shared<Value>,
    kind: PhantomData<fn() -> T>,
}

/// A value of any type. It is equal to itself alone, because a memo keeps its old value where the new one is equal.
#[derive(Clone)]
struct Value(Arc<dyn Any + Send + Sync>);

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

type Compute = dyn Fn(Option<&Value>) -> Value + Send + Sync;

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// A memo of what `compute` returns. It is called with the value before, if there was one.
    pub(crate) fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let compute: Box<Compute> = Box::new(move |before| {
            let value = before.and_then(|before| before.0.downcast_ref::<T>());
            let now = compute(value);
            match before {
                Some(before) if value == Some(&now) => before.clone(),
                _ => Value(Arc::new(now)),
            }
        });
        Self { shared: shared(compute), kind: PhantomData }
    }

    /// The value; the caller is told when it changes.
    pub(crate) fn read(self) -> Arc<T> {
        typed(self.shared.get())
    }

    /// The value as it is now.
    pub(crate) fn read_untracked(self) -> Arc<T> {
        typed(self.shared.get_untracked())
    }

    /// A part of the value; the caller is told when the value changes.
    pub(crate) fn with<R>(self, part: impl FnOnce(&T) -> R) -> R {
        part(&self.read())
    }

    /// A part of the value as it is now.
    pub(crate) fn with_untracked<R>(self, part: impl FnOnce(&T) -> R) -> R {
        part(&self.read_untracked())
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Memo<T> {
    /// A copy of the value; the caller is told when it changes.
    pub(crate) fn get(self) -> T {
        T::clone(&self.read())
    }

    /// A copy of the value as it is now.
    pub(crate) fn get_untracked(self) -> T {
        T::clone(&self.read_untracked())
    }
}

fn shared(compute: Box<Compute>) -> Shared<Value> {
    Shared::new(compute)
}

#[expect(clippy::expect_used, reason = "a memo's values come from its own closure")]
fn typed<T: Send + Sync + 'static>(value: Value) -> Arc<T> {
    value.0.downcast().expect("a value of the memo's type")
}

impl<T> Copy for Memo<T> {}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}
