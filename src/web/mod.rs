//! The page in the browser: the only place that sees the DOM.

/// Starts the page and marks its root element `data-ready="true"`.
pub fn start() {
    console_error_panic_hook::set_once();
    let root =
        web_sys::window().and_then(|window| window.document()).and_then(|d| d.document_element());
    if let Some(root) = root {
        // Setting an attribute fails on malformed names only.
        let _ = root.set_attribute("data-ready", "true");
    }
}
