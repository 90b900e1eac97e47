//! The switch that pauses a scan.

use std::cell::RefCell;
use std::rc::Rc;

use crate::registry::Cancel;

/// While it is held, a scan asks no further question; requests under way end. Cheap to clone; clones are the same
/// switch.
#[derive(Debug, Clone, Default)]
pub struct Hold(Rc<RefCell<Option<Cancel>>>);

impl Hold {
    /// Pauses the scan.
    pub fn hold(&self) {
        self.0.borrow_mut().get_or_insert_default();
    }

    /// Lets the scan go on.
    pub fn go_on(&self) {
        if let Some(held) = self.0.take() {
            held.cancel();
        }
    }

    /// Whether the scan is paused.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Waits until the scan goes on.
    pub(super) async fn went_on(&self) {
        let held = self.0.borrow().clone();
        if let Some(held) = held {
            held.cancelled().await;
        }
    }
}

impl PartialEq for Hold {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Hold {}
