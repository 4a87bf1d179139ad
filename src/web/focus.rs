//! Where the keyboard's focus goes when a dialog or a panel opens, and where it goes back to when
//! that is closed: to what opened it, or to the picture.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{Document, FocusOptions, HtmlElement};

/// Where the focus goes back to if nothing had it: the first of these that is shown.
const HOME: [&str; 2] = ["network", "strip"];

thread_local! {
    /// What had the focus when each of what is open now was opened, if anything had.
    static OPENERS: RefCell<Vec<(&'static str, Option<HtmlElement>)>> = const { RefCell::new(Vec::new()) };
}

/// Remembers what has the focus before the element of that id opens.
pub(super) fn remember(id: &'static str) {
    let Some(document) = document() else { return };
    OPENERS.with_borrow_mut(|openers| {
        let active = active(&document);
        // What takes the place of another panel goes back to what opened that one.
        let replaced = openers.iter().position(|(other, _)| {
            let other = document.get_element_by_id(other);
            other.is_some_and(|other| other.contains(active.as_ref().map(AsRef::as_ref)))
        });
        let opener = match (replaced, active) {
            (Some(place), Some(_)) => openers.remove(place).1,
            (_, active) => active,
        };
        openers.retain(|(other, _)| *other != id);
        openers.push((id, opener));
    });
}

/// Puts the focus into a panel once the page shows it.
pub(super) fn enter(id: &'static str) {
    remember(id);
    after_next_frame(Box::new(move || {
        if let Some(panel) = document().and_then(|document| html(&document, id)) {
            // Its beginning is brought into sight, not its middle.
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = panel.focus_with_options(&options);
        }
    }));
}

/// Back to what opened a panel, if the focus is still in it.
pub(super) fn leave(id: &'static str) {
    let Some(document) = document() else { return };
    let active = active(&document);
    let panel = document.get_element_by_id(id);
    let is_inside = |active: &HtmlElement| panel.is_some_and(|panel| panel.contains(Some(active)));
    if active.as_ref().is_none_or(is_inside) {
        give_back(id);
    } else {
        forget(id);
    }
}

/// Gives the focus back to what had it before the element of that id opened, unless the browser
/// has done so by itself.
pub(super) fn give_back(id: &'static str) {
    let opener = forget(id);
    // Only then what was hidden meanwhile is shown again.
    after_next_frame(Box::new(move || {
        let Some(document) = document() else { return };
        if active(&document).is_some_and(|active| is_shown(&active)) {
            return;
        }
        let opener = opener.and_then(|opener| shown(&document, opener));
        let home = || HOME.iter().filter_map(|id| html(&document, id)).find(is_shown);
        if let Some(element) = opener.or_else(home) {
            let _ = element.focus();
        }
    }));
}

fn forget(id: &str) -> Option<HtmlElement> {
    OPENERS.with_borrow_mut(|openers| {
        let place = openers.iter().position(|(other, _)| *other == id)?;
        openers.remove(place).1
    })
}

/// The element, or the button of the menu that it is in, where that has closed.
fn shown(document: &Document, element: HtmlElement) -> Option<HtmlElement> {
    if is_shown(&element) {
        return Some(element);
    }
    let menu = element.closest("[popover]").ok()??.id();
    let button = document.query_selector(&format!("[popovertarget={menu}]")).ok()??;
    button.dyn_into().ok().filter(is_shown)
}

fn is_shown(element: &HtmlElement) -> bool {
    element.is_connected() && element.get_bounding_client_rect().width() > 0.0
}

/// What has the focus; none where it is nowhere in particular.
fn active(document: &Document) -> Option<HtmlElement> {
    let active: HtmlElement = document.active_element()?.dyn_into().ok()?;
    (active.tag_name() != "BODY").then_some(active)
}

fn html(document: &Document, id: &str) -> Option<HtmlElement> {
    document.get_element_by_id(id)?.dyn_into().ok()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Calls `then` once the page shows what its model holds: two frames, of which the first fills it.
pub(super) fn after_next_frame(then: Box<dyn FnOnce()>) {
    let then = Closure::once_into_js(then);
    let next: Box<dyn FnOnce()> = Box::new(move || ask(&then));
    ask(&Closure::once_into_js(next));
}

fn ask(callback: &JsValue) {
    if let Some(window) = web_sys::window() {
        let _ = window.request_animation_frame(callback.unchecked_ref());
    }
}
