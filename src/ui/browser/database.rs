//! IndexedDB: a database of packs, which outlive the page. Each pack has a key, and a note under the same key in a
//! second store, so that the notes of all packs can be read without the packs.

use idb::{DatabaseEvent, Error, Factory, KeyRange, ObjectStoreParams, Query, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

const NAME: &str = "plimsoll";
/// A database of another version is left alone: it is then as if there were none.
const VERSION: u32 = 1;
const PACKS: &str = "packs";
const NOTES: &str = "notes";

/// An open database.
pub(crate) struct Database(idb::Database);

impl Database {
    /// Opens the database, or makes it. Fails in private windows of some browsers, and where it is broken or of a later
    /// version.
    pub(crate) async fn open() -> Result<Self, Error> {
        let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            // A failure ends the opening with an error.
            let Ok(database) = event.database() else { return };
            for store in [PACKS, NOTES] {
                drop(database.create_object_store(store, ObjectStoreParams::new()));
            }
        });
        let mut database = request.await?;
        // Another tab wants to delete or change the database: it must not wait for this one.
        database.on_version_change(|event| {
            if let Ok(database) = event.database() {
                database.close();
            }
        });
        Ok(Self(database))
    }

    /// The packs whose keys begin with `prefix`, in the order of their keys.
    pub(crate) async fn packs(&self, prefix: &str) -> Result<Vec<Vec<u8>>, Error> {
        let transaction = self.0.transaction(&[PACKS], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(PACKS)?;
        let packs = store.get_all(Some(range(prefix)?), None)?.await?;
        let bytes = |pack: JsValue| pack.dyn_into::<Uint8Array>().ok().map(|pack| pack.to_vec());
        Ok(packs.into_iter().filter_map(bytes).collect())
    }

    /// All keys with their notes, in the order of the keys.
    pub(crate) async fn notes(&self) -> Result<Vec<(String, String)>, Error> {
        let transaction = self.0.transaction(&[NOTES], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(NOTES)?;
        let (keys, notes) = (store.get_all_keys(None, None)?, store.get_all(None, None)?);
        let (keys, notes) = (keys.await?, notes.await?);
        let both = keys.into_iter().zip(notes);
        Ok(both.filter_map(|(key, note)| Some((key.as_string()?, note.as_string()?))).collect())
    }

    /// Puts a pack and its note under `key`, after removing everything whose key begins with `instead_of`, if given.
    pub(crate) async fn put(
        &self,
        key: &str,
        pack: &[u8],
        note: &str,
        instead_of: Option<&str>,
    ) -> Result<(), Error> {
        let transaction = self.0.transaction(&[PACKS, NOTES], TransactionMode::ReadWrite)?;
        let values = [(PACKS, Uint8Array::from(pack).into()), (NOTES, JsValue::from(note))];
        for (name, value) in values {
            let store = transaction.object_store(name)?;
            if let Some(prefix) = instead_of {
                drop(store.delete(range(prefix)?)?);
            }
            drop(store.put(&value, Some(&key.into()))?);
        }
        transaction.await?;
        Ok(())
    }

    /// Writes notes anew, each under its key.
    pub(crate) async fn note(&self, notes: &[(String, String)]) -> Result<(), Error> {
        let transaction = self.0.transaction(&[NOTES], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(NOTES)?;
        for (key, note) in notes {
            drop(store.put(&note.into(), Some(&key.into()))?);
        }
        transaction.await?;
        Ok(())
    }

    /// Removes these packs and their notes.
    pub(crate) async fn remove(&self, keys: &[String]) -> Result<(), Error> {
        let transaction = self.0.transaction(&[PACKS, NOTES], TransactionMode::ReadWrite)?;
        for name in [PACKS, NOTES] {
            let store = transaction.object_store(name)?;
            for key in keys {
                drop(store.delete(Query::Key(key.into()))?);
            }
        }
        transaction.await?;
        Ok(())
    }
}

fn range(prefix: &str) -> Result<Query, Error> {
    let end = format!("{prefix}\u{ffff}");
    Ok(KeyRange::bound(&prefix.into(), &end.into(), None, None)?.into())
}
