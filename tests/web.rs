//! The library in a browser, where `usize` has 32 bits. `scripts/test` runs this in Chromium.
#![cfg(target_arch = "wasm32")]

use plimsoll::model::{Digest, Manifest};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn sizes_beyond_32_bits_are_read_to_the_byte() {
    let layer = Digest::of(b"layer");
    let bytes = format!(
        r#"{{
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {{
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": "{}",
                "size": 2
            }},
            "layers": [{{
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": "{layer}",
                "size": 5000000001
            }}]
        }}"#,
        Digest::of(b"{}"),
    );
    let manifest = Manifest::read(bytes.as_bytes(), None, None);
    let sizes: Vec<_> = manifest.layers().iter().map(|layer| layer.stored_size()).collect();
    assert_eq!(sizes, [Some(5_000_000_001)]);
}

#[wasm_bindgen_test]
fn digests_are_those_that_everyone_computes() {
    assert_eq!(
        Digest::of(b"").to_string(),
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}
