//! What the model asks of the browser.

use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, HtmlAnchorElement, HtmlDialogElement, HtmlElement, ScrollIntoViewOptions,
    ScrollLogicalPosition, Storage, Url,
};

use super::{dispatch, focus, with_shell};
use crate::app::{Effect, Msg};
use crate::i18n::{Language, MESSAGE};

/// Does what is asked. What the browser refuses is left undone, but for what the user waits for.
pub(super) fn run(effect: Effect) {
    match effect {
        Effect::Save { name, text } => {
            let _ = save(&name, &text);
        }
        Effect::ChooseFile => {
            if let Some(input) = element::<HtmlElement>("file") {
                input.click();
            }
        }
        Effect::CopyLink { hash } => copy_link(&hash),
        Effect::FullScreen(on) => full_screen(on),
        Effect::ShowHelp(on) => show_dialog("help", on),
        Effect::ShowExport(on) => show_dialog("export", on),
        Effect::CopyText { text } => {
            put_on_clipboard(&text, |done| Msg::TextCopied { done });
        }
        Effect::ShowGallery(on) => show_dialog("gallery", on),
        Effect::ShowSweep(on) => show_dialog("sweep", on),
        Effect::ShowLandscape(on) => show_dialog("landscape", on),
        Effect::Remember { key, value } => {
            if let Some(storage) = storage() {
                let _ = storage.set_item(&format!("backstep.{key}"), &value);
            }
        }
        Effect::Reveal(id) => reveal(id),
        Effect::ShowPanel { id, on: true } => {
            focus::enter(id);
            reveal(id);
        }
        Effect::ShowPanel { id, on: false } => focus::leave(id),
        Effect::Focus(id) => {
            if let Some(input) = element::<web_sys::HtmlInputElement>(id) {
                let _ = input.focus();
                input.select();
            }
        }
    }
}

/// Brings an element into sight once the page shows what its model holds.
pub(super) fn reveal(id: &str) {
    let id = id.to_owned();
    focus::after_next_frame(Box::new(move || {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        if let Some(element) = element::<HtmlElement>(&id) {
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }));
}

fn element<T: JsCast>(id: &str) -> Option<T> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// There is none where the browser keeps nothing for pages.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Tells the model what the page remembers from the last visit.
pub(super) fn recall() {
    for key in ["language", "theme"] {
        let value = storage().and_then(|s| s.get_item(&format!("backstep.{key}")).ok().flatten());
        if let Some(value) = value {
            dispatch(Msg::Remembered { key: key.to_owned(), value });
        }
    }
}

/// The state that this tab was left in, if it was left at the same address: a reload goes on
/// where it was.
pub(super) fn left_behind() -> Option<String> {
    let session = session()?;
    let address = session.get_item("backstep.address").ok()??;
    (address == hash()).then(|| session.get_item("backstep.state").ok()?)?
}

/// Keeps the state for a reload of this tab.
pub(super) fn keep(state: &str) {
    if let Some(session) = session() {
        let _ = session.set_item("backstep.address", &hash());
        // A state too large to be kept is begun anew.
        let _ = session.set_item("backstep.state", state);
    }
}

fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// The first of the reader's languages that the page has.
pub(super) fn preferred_language() -> Language {
    let languages = web_sys::window().map(|window| window.navigator().languages());
    let codes = languages.map(|list| list.iter().filter_map(|code| code.as_string()).collect());
    let codes: Vec<String> = codes.unwrap_or_default();
    codes.iter().find_map(|code| Language::from_code(code)).unwrap_or_default()
}

/// What stands after `#` in the page's address.
pub(super) fn hash() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    hash.unwrap_or_default().trim_start_matches('#').to_owned()
}

fn save(name: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let blob = Blob::new_with_str_sequence(&js_sys::Array::of1(&text.into()))?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}

fn copy_link(hash: &str) {
    let Some(window) = web_sys::window() else { return };
    let address = window.location().href().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    let link = format!("{page}#{hash}");
    put_on_clipboard(&link, {
        let link = link.clone();
        move |done| Msg::Copied { done, link: link.clone() }
    });
}

/// Puts a text on the clipboard and tells the model whether it worked.
fn put_on_clipboard(text: &str, answer: impl Fn(bool) -> Msg + Clone + 'static) {
    let Some(window) = web_sys::window() else { return };
    let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
    // Browsers have a clipboard only on secure pages.
    if clipboard.is_ok_and(|clipboard| clipboard.is_undefined()) {
        dispatch(answer(false));
        return;
    }
    let promise = window.navigator().clipboard().write_text(text);
    let settled = |done: bool| {
        let answer = answer.clone();
        Closure::once(move |_: JsValue| dispatch(answer(done)))
    };
    let (copied, refused) = (settled(true), settled(false));
    let _ = promise.then2(&copied, &refused);
    copied.forget();
    refused.forget();
}

fn full_screen(on: bool) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    // Or Space, which plays, would press the button that was pressed last.
    if let Some(active) = document.active_element().and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = active.blur();
    }
    if on && let Some(root) = document.document_element() {
        // Some browsers have none; the page is laid out for a projector all the same.
        let _ = root.request_fullscreen();
    } else if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    }
}

/// The browser itself puts the focus into a dialog, and back where it was if that is still there.
fn show_dialog(id: &'static str, on: bool) {
    let Some(dialog) = element::<HtmlDialogElement>(id) else { return };
    if on && !dialog.open() {
        focus::remember(id);
        let _ = dialog.show_modal();
    } else if !on {
        dialog.close();
        focus::give_back(id);
    }
}

/// The last net: a panic is told on the page, which keeps what it shows, and in the console.
pub(super) fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let language = with_shell(|shell| shell.model.language).unwrap_or_default();
        if let (Some(notice), Some(text)) =
            (element::<HtmlElement>("notice"), element::<HtmlElement>("notice-text"))
        {
            text.set_text_content(Some(MESSAGE.panic.get(language)));
            let _ = notice.set_attribute("data-kind", "error");
            let _ = notice.remove_attribute("hidden");
        }
    }));
}
