//! The cache of tokens. Each token is asked for once at a time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::rc::Rc;

use futures::lock::Mutex;

use crate::model::Timestamp;
use crate::registry::auth::token::Token;
use crate::registry::error::Error;

/// Most tokens kept; a registry may have any number of repositories.
const MAX_TOKENS: usize = 256;

/// The key of a kept token: all that a token server is asked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct TokenKey {
    /// The URL of the token server.
    pub(crate) realm: String,
    /// The registry's name for itself.
    pub(crate) service: Option<String>,
    /// The rights asked for.
    pub(crate) scopes: Vec<String>,
    /// The user; `None` for the anonymous.
    pub(crate) account: Option<String>,
}

#[derive(Default)]
pub(crate) struct TokenCache {
    slots: RefCell<HashMap<TokenKey, Slot>>,
}

/// A place for a token, locked while the token is being asked for, so that others wait for the same one.
type Slot = Rc<Mutex<Option<Token>>>;

impl TokenCache {
    /// The token for `key`, and whether it is fresh. The kept one is used unless it is too old at `now` or is the
    /// `refused` one; otherwise `ask` brings another.
    pub(crate) async fn token<F>(
        &self,
        key: &TokenKey,
        now: Timestamp,
        refused: Option<&str>,
        ask: F,
    ) -> Result<(Token, bool), Error>
    where
        F: Future<Output = Result<Token, Error>>,
    {
        let slot = self.slot(key);
        let mut kept = slot.lock().await;
        if let Some(token) = &*kept
            && token.renew_at > now
            && refused != Some(token.value.as_str())
        {
            return Ok((token.clone(), false));
        }
        *kept = None;
        let token = ask.await?;
        *kept = Some(token.clone());
        Ok((token, true))
    }

    fn slot(&self, key: &TokenKey) -> Slot {
        let mut slots = self.slots.borrow_mut();
        if let Some(slot) = slots.get(key) {
            return slot.clone();
        }
        if slots.len() >= MAX_TOKENS {
            // Slots in use stay: other requests wait for them.
            slots.retain(|_, slot| Rc::strong_count(slot) > 1);
        }
        let slot = Slot::default();
        slots.insert(key.clone(), slot.clone());
        slot
    }
}
