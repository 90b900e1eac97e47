//! A turn of the event loop.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Waits while the browser draws, and hears whatever waits to be heard. A message is used because a timer would wait
/// longer: 4 ms, and in a tab that is not in view up to a minute.
pub(crate) async fn turn() {
    let Ok(channel) = MessageChannel::new() else { return };
    let (from, to) = (channel.port1(), channel.port2());
    let came = Promise::new(&mut |resolve, _| {
        to.set_onmessage(Some(&resolve));
        // Nothing but a value that cannot be copied fails.
        let _ = from.post_message(&JsValue::NULL);
    });
    let _ = JsFuture::from(came).await;
    from.close();
}
