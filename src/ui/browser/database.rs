//! IndexedDB: a database of packs, which outlive the page. Each pack has a key, and a note under the same key in a
//! second store, so that the notes of all packs can be read without the packs.
//!
//! The crate `idb` does the same with four more crates (docs/decisions/kept-content.md).

use js_sys::{Array, Function, JsString, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransaction,
    IdbTransactionMode,
};

const NAME: &str = "plimsoll";
/// A database of a later version is left alone: it is then as if there were none.
const VERSION: u32 = 1;
const PACKS: &str = "packs";
const NOTES: &str = "notes";

/// An open database.
pub(crate) struct Database(IdbDatabase);

impl Database {
    /// Opens the database, or makes it. Fails in private windows of some browsers, and where it is broken or of a later
    /// version.
    pub(crate) async fn open() -> Result<Self, JsValue> {
        let factory: IdbFactory =
            Reflect::get(&js_sys::global(), &JsValue::from_str("indexedDB"))?.dyn_into()?;
        let request = factory.open_with_u32(NAME, VERSION)?;
        let opened = request.clone();
        let make = Closure::once_into_js(move || {
            // A failure ends the opening with an error.
            let Ok(database) = opened.result().and_then(JsCast::dyn_into::<IdbDatabase>) else {
                return;
            };
            for store in [PACKS, NOTES] {
                drop(database.create_object_store(store));
            }
        });
        request.set_onupgradeneeded(Some(make.unchecked_ref()));
        let database: IdbDatabase = done(&request).await?.dyn_into()?;
        // Another tab wants to delete or change the database: it must not wait for this one.
        let close: Function = Reflect::get(&database, &JsValue::from_str("close"))?.dyn_into()?;
        database.set_onversionchange(Some(&close.bind0(&database)));
        Ok(Self(database))
    }

    /// The packs whose keys begin with `prefix`, in the order of their keys.
    pub(crate) async fn packs(&self, prefix: &str) -> Result<Vec<Vec<u8>>, JsValue> {
        let store = self.0.transaction_with_str(PACKS)?.object_store(PACKS)?;
        let packs: Array = done(&store.get_all_with_key(&range(prefix)?)?).await?.dyn_into()?;
        let bytes = |pack: JsValue| pack.dyn_into::<Uint8Array>().ok().map(|pack| pack.to_vec());
        Ok(packs.iter().filter_map(bytes).collect())
    }

    /// All keys with their notes, in the order of the keys.
    pub(crate) async fn notes(&self) -> Result<Vec<(String, String)>, JsValue> {
        let store = self.0.transaction_with_str(NOTES)?.object_store(NOTES)?;
        let (keys, notes) = (store.get_all_keys()?, store.get_all()?);
        let keys: Array = done(&keys).await?.dyn_into()?;
        let notes: Array = done(&notes).await?.dyn_into()?;
        let both = keys.iter().zip(notes.iter());
        Ok(both.filter_map(|(key, note)| Some((key.as_string()?, note.as_string()?))).collect())
    }

    /// Puts a pack and its note under `key`, after removing everything whose key begins with `instead_of`, if given.
    pub(crate) async fn put(
        &self,
        key: &str,
        pack: &[u8],
        note: &str,
        instead_of: Option<&str>,
    ) -> Result<(), JsValue> {
        let change = self.change()?;
        for (store, value) in [
            (&change.packs, Uint8Array::from(pack).into()),
            (&change.notes, JsValue::from_str(note)),
        ] {
            if let Some(prefix) = instead_of {
                store.delete(&range(prefix)?)?;
            }
            store.put_with_key(&value, &JsValue::from_str(key))?;
        }
        change.end().await
    }

    /// Writes notes anew, each under its key, and removes the packs with the keys `gone`.
    pub(crate) async fn tidy(
        &self,
        notes: &[(String, String)],
        gone: &[String],
    ) -> Result<(), JsValue> {
        let change = self.change()?;
        for (key, note) in notes {
            change.notes.put_with_key(&JsValue::from_str(note), &JsValue::from_str(key))?;
        }
        for key in gone {
            for store in [&change.packs, &change.notes] {
                store.delete(&JsValue::from_str(key))?;
            }
        }
        change.end().await
    }

    fn change(&self) -> Result<Change, JsValue> {
        let names: Array = [PACKS, NOTES].map(JsString::from).iter().collect();
        let mode = IdbTransactionMode::Readwrite;
        let transaction = self.0.transaction_with_str_sequence_and_mode(&names, mode)?;
        let (packs, notes) = (transaction.object_store(PACKS)?, transaction.object_store(NOTES)?);
        Ok(Change { transaction, packs, notes })
    }
}

/// A change of both stores under way: all of it happens or nothing.
struct Change {
    transaction: IdbTransaction,
    packs: IdbObjectStore,
    notes: IdbObjectStore,
}

impl Change {
    /// Waits until everything is written.
    async fn end(self) -> Result<(), JsValue> {
        let end = Promise::new(&mut |resolve, reject| {
            self.transaction.set_oncomplete(Some(&resolve));
            self.transaction.set_onabort(Some(&reject));
        });
        JsFuture::from(end).await.map(drop)
    }
}

/// The result of a request, when it is there.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let end = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(end).await?;
    request.result()
}

/// The keys that begin with `prefix`.
fn range(prefix: &str) -> Result<JsValue, JsValue> {
    let end = format!("{prefix}\u{ffff}");
    let range = IdbKeyRange::bound(&JsValue::from_str(prefix), &JsValue::from_str(&end))?;
    Ok(range.into())
}
