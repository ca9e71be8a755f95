//! UniFFI's own generator, in the one version that this workspace is pinned to.

fn main() {
    uniffi::uniffi_bindgen_main();
}
