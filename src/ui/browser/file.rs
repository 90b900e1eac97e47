//! Files that the user opens: chosen in a field, or dropped on the page.

use js_sys::{Array, Uint8Array};
use leptos::prelude::StoredValue;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, Event, File, HtmlInputElement};

/// A file that the user opened. Its bytes are not read yet.
pub(crate) struct OpenedFile(File);

/// The reason why a file's bytes are not to be had.
pub(crate) enum Unreadable {
    /// The file has more bytes than asked for.
    TooLarge,
    /// The browser cannot read it: a folder, or a file that was moved away.
    Failed,
}

impl OpenedFile {
    /// The file that was chosen in a field, if one was. The field is empty again, so that the same file can be chosen
    /// once more.
    pub(crate) fn chosen(event: &Event) -> Option<Self> {
        let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
        let file = field.files()?.get(0)?;
        field.set_value("");
        Some(Self(file))
    }

    pub(crate) fn name(&self) -> String {
        self.0.name()
    }

    /// All bytes, if there are at most `most`.
    pub(crate) async fn bytes(&self, most: u32) -> Result<Vec<u8>, Unreadable> {
        if self.0.size() > f64::from(most) {
            return Err(Unreadable::TooLarge);
        }
        let read = JsFuture::from(self.0.array_buffer()).await;
        read.map(|buffer| Uint8Array::new(&buffer).to_vec()).map_err(|_| Unreadable::Failed)
    }
}

/// Calls `over` when a file comes over the window or leaves it, and `dropped` with a file that is dropped there, as long
/// as the owner lives. The browser would leave the page for the file otherwise.
pub(crate) fn follow_drops(over: impl Fn(bool) + 'static, dropped: impl Fn(OpenedFile) + 'static) {
    let hear = Closure::<dyn Fn(DragEvent)>::new(move |event: DragEvent| {
        let Some(data) = event.data_transfer() else { return };
        let is_file = Array::from(&data.types()).includes(&JsValue::from_str("Files"), 0);
        match event.type_().as_str() {
            "dragover" if is_file => {
                event.prevent_default();
                over(true);
            }
            "drop" if is_file => {
                event.prevent_default();
                over(false);
                if let Some(file) = data.files().and_then(|files| files.get(0)) {
                    dropped(OpenedFile(file));
                }
            }
            // Between two elements of the page.
            "dragleave" if event.related_target().is_some() => {}
            _ => over(false),
        }
    });
    let drops = Drops(hear.into_js_value().unchecked_into());
    drops.listen(true);
    StoredValue::new_local(drops);
}

/// The listener, until it is dropped.
struct Drops(js_sys::Function);

impl Drops {
    fn listen(&self, begin: bool) {
        let Some(window) = web_sys::window() else { return };
        for event in ["dragover", "dragleave", "drop"] {
            // Fails for no event that has a name.
            let _ = if begin {
                window.add_event_listener_with_callback(event, &self.0)
            } else {
                window.remove_event_listener_with_callback(event, &self.0)
            };
        }
    }
}

impl Drop for Drops {
    fn drop(&mut self) {
        self.listen(false);
    }
}
