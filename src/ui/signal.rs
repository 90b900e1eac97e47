//! Values that change, and values that follow from them.
//!
//! Leptos compiles the machinery of a signal anew for each type of value, of which there are 30. Values of one boxed
//! type share one, as those of memos do (`memo.rs`).
#![expect(clippy::disallowed_types, reason = "everybody else uses the signals of this file")]

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{
    GetValue as _, RwSignal as Shared, StoredValue, Track as _, Update as _, WithUntracked as _,
    untrack,
};

use crate::ui::memo::Memo;

type Value = Box<dyn Any + Send + Sync>;

/// A value that can be set. Its readers run again when it is set or updated.
pub(crate) struct RwSignal<T> {
    shared: Shared<Value>,
    kind: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { shared: shared(Box::new(value)), kind: PhantomData }
    }

    /// A part of the value; the caller is told when it is set or updated.
    pub(crate) fn with<R>(self, part: impl FnOnce(&T) -> R) -> R {
        track(self.shared);
        self.with_untracked(part)
    }

    /// A part of the value as it is now.
    #[expect(clippy::expect_used, reason = "a page reads no signal of a part of it that is gone")]
    pub(crate) fn with_untracked<R>(self, part: impl FnOnce(&T) -> R) -> R {
        let (mut part, mut result) = (Some(part), None);
        look(self.shared, &mut |value| {
            result = part.take().zip(value.downcast_ref()).map(|(part, value)| part(value));
        });
        result.expect("a signal that is still there")
    }

    /// Changes the value in its place. Nothing happens if the signal is gone.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        let mut change = Some(change);
        alter(self.shared, &mut |value| {
            if let Some((change, value)) = change.take().zip(value.downcast_mut()) {
                change(value);
            }
        });
    }

    /// Puts `value` in the place of the one before. Nothing happens if the signal is gone.
    pub(crate) fn set(self, value: T) {
        self.update(|old| *old = value);
    }

    /// Tells the caller when the value is set or updated.
    pub(crate) fn track(self) {
        track(self.shared);
    }
}

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    /// A copy of the value; the caller is told when it is set or updated.
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    /// A copy of the value as it is now.
    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

fn shared(value: Value) -> Shared<Value> {
    Shared::new(value)
}

fn track(shared: Shared<Value>) {
    shared.track();
}

fn look(shared: Shared<Value>, at: &mut dyn FnMut(&dyn Any)) {
    shared.try_with_untracked(|value| at(&**value));
}

fn alter(shared: Shared<Value>, change: &mut dyn FnMut(&mut dyn Any)) {
    shared.try_update(|value| change(&mut **value));
}

impl<T> Copy for RwSignal<T> {}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// A value that somebody else sets, or that follows from others.
pub(crate) struct Signal<T> {
    /// The [`Source`].
    shared: StoredValue<Shown>,
    kind: PhantomData<fn() -> T>,
}

type Shown = Arc<dyn Any + Send + Sync>;
/// Shows the value to its argument, and tells the caller when the value may have changed.
type Source<T> = Box<dyn Fn(&mut dyn FnMut(&T)) + Send + Sync>;

impl<T: 'static> Signal<T> {
    fn of(source: Source<T>) -> Self {
        Self { shared: stored(Arc::new(source)), kind: PhantomData }
    }

    /// A value that is computed each time it is read.
    pub(crate) fn derive(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self::of(Box::new(move |part| part(&compute())))
    }

    /// A value that stays.
    pub(crate) fn stored(value: T) -> Self
    where
        T: Send + Sync,
    {
        Self::of(Box::new(move |part| part(&value)))
    }

    /// A part of the value; the caller is told when it may have changed.
    #[expect(
        clippy::expect_used,
        reason = "a signal's source comes from `of`, and shows its value once"
    )]
    pub(crate) fn with<R>(self, part: impl FnOnce(&T) -> R) -> R {
        let source = source(self.shared);
        let source: &Source<T> = source.downcast_ref().expect("a source of the signal's type");
        let (mut part, mut result) = (Some(part), None);
        source(&mut |value| result = part.take().map(|part| part(value)));
        result.expect("a value")
    }

    /// A part of the value as it is now.
    pub(crate) fn with_untracked<R>(self, part: impl FnOnce(&T) -> R) -> R {
        untrack(move || self.with(part))
    }
}

impl<T: Clone + 'static> Signal<T> {
    /// The value; the caller is told when it may have changed.
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

fn stored(source: Shown) -> StoredValue<Shown> {
    StoredValue::new(source)
}

fn source(stored: StoredValue<Shown>) -> Shown {
    stored.get_value()
}

impl<T> Copy for Signal<T> {}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::of(Box::new(move |part| signal.with(part)))
    }
}

impl<T: PartialEq + Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::of(Box::new(move |part| memo.with(part)))
    }
}

impl<T: Send + Sync + 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Self::stored(value)
    }
}

impl<T: Default + Send + Sync + 'static> Default for Signal<T> {
    fn default() -> Self {
        Self::stored(T::default())
    }
}
