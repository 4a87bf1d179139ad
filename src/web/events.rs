//! Turns the browser's events into messages.

use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event, EventTarget, FileReader, HtmlInputElement, HtmlSelectElement, KeyboardEvent,
    MouseEvent, PointerEvent,
};

use super::{ask_for_frame, dispatch, with_shell};
use crate::app::{Command, KeyPress, Msg, RunAction, mark_of};
use crate::scene::Point;
use crate::views::equation::parse_cell_key;

/// How near, in CSS pixels, a mouse or a finger has to come to a mark.
const MOUSE_PX: f64 = 6.0;
const FINGER_PX: f64 = 16.0;

/// Listens to everything.
pub(super) fn listen() {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    on(&document, "click", click);
    on(&document, "input", |event: &Event| field(event, false));
    on(&document, "change", |event: &Event| field(event, true));
    on(&document, "focusin", enter_field);
    on(&document, "focusout", leave_field);
    on(&document, "keydown", key);
    on(&document, "pointerover", hover_symbol);
    on(&window, "hashchange", |_: &Event| dispatch(Msg::Link(super::effects::hash())));
    on(&window, "pagehide", |_: &Event| {
        if let Some(state) = with_shell(|shell| shell.model.link()) {
            super::effects::keep(&state);
        }
    });
    on(&window, "resize", |_: &Event| ask_for_frame());
    if let Some(network) = document.get_element_by_id("network") {
        on(&network, "pointermove", hover);
        on(&network, "pointerleave", |_: &PointerEvent| dispatch(Msg::Hover(None)));
        on(&network, "click", select);
    }
    if let Some(strip) = document.get_element_by_id("strip") {
        on(&strip, "pointerdown", |event: &PointerEvent| {
            if let Some(strip) = current_target(event) {
                let _ = strip.set_pointer_capture(event.pointer_id());
            }
            drag_strip(event);
        });
        on(&strip, "pointermove", |event: &PointerEvent| {
            if event.buttons() & 1 == 1 {
                drag_strip(event);
            }
        });
    }
    if let Some(chart) = document.get_element_by_id("loss-chart") {
        on(&chart, "pointerdown", |event: &PointerEvent| {
            if let Some(chart) = current_target(event) {
                let _ = chart.set_pointer_capture(event.pointer_id());
            }
            drag_timeline(event);
        });
        on(&chart, "pointermove", |event: &PointerEvent| {
            if event.buttons() & 1 == 1 {
                drag_timeline(event);
            }
        });
    }
    if let Some(charts) = document.get_element_by_id("diagnosis-plot") {
        for kind in ["pointermove", "pointerdown"] {
            on(&charts, kind, point_diagnosis);
        }
        on(&charts, "pointerleave", |event: &PointerEvent| {
            // What a finger has pointed at stays to be read.
            if event.pointer_type() == "mouse" {
                dispatch(Msg::PointDiagnosis(None));
            }
        });
    }
    if let Some(dialog) = document.get_element_by_id("export") {
        // Escape in a field closes it without asking.
        on(&dialog, "close", |_: &Event| dispatch(Msg::ExportClosed));
    }
    if let Some(dialog) = document.get_element_by_id("sweep") {
        on(&dialog, "close", |_: &Event| dispatch(Msg::SweepClosed));
    }
    if let Some(dialog) = document.get_element_by_id("landscape") {
        on(&dialog, "close", |_: &Event| dispatch(Msg::LandscapeClosed));
    }
    if let Some(plot) = document.get_element_by_id("landscape-plot") {
        on(&plot, "pointermove", |event: &PointerEvent| point_at_landscape(event, false));
        on(&plot, "pointerleave", |_: &PointerEvent| {
            dispatch(Msg::LandscapePoint { at: None, pin: false });
        });
        on(&plot, "click", |event: &MouseEvent| point_at_landscape(event, true));
        on(&plot, "keydown", move_in_landscape);
    }
    if let Some(file) = document.get_element_by_id("file") {
        on(&file, "change", read_file);
    }
    on(&document, "dragover", |event: &Event| event.prevent_default());
    on(&document, "drop", drop_file);
    listen_to_theme(&window);
    listen_to_boxes(&document);
}

/// Calls `handler` for every event of that kind.
fn on<E: JsCast + 'static>(target: &EventTarget, kind: &str, handler: impl Fn(&E) + 'static) {
    // Not FnMut: what a handler does can fire the same event again, as opening a file does.
    let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Ok(event) = event.dyn_into() {
            handler(&event);
        }
    });
    // The page listens as long as it is open.
    let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    closure.forget();
}

fn element(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn current_target(event: &Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

fn click(event: &MouseEvent) {
    let Some(target) = element(event) else { return };
    if let Ok(Some(row)) = target.closest("[data-select]") {
        let cell = row.get_attribute("data-select").and_then(|key| parse_cell_key(&key));
        dispatch(Msg::SelectListed(cell.and_then(mark_of)));
        return;
    }
    if let Ok(Some(button)) = target.closest("[data-example]") {
        dispatch(Msg::Example(button.get_attribute("data-example").unwrap_or_default()));
        return;
    }
    if let Ok(Some(button)) = target.closest("[data-run]") {
        let key = button.get_attribute("data-run").unwrap_or_default();
        if let Some(action) = RunAction::from_key(&key) {
            dispatch(Msg::Run(action));
        }
        return;
    }
    let Ok(Some(button)) = target.closest("[data-command]") else { return };
    let id = button.get_attribute("data-command").unwrap_or_default();
    if let Some(command) = Command::from_id(&id) {
        dispatch(Msg::Command(command));
    }
}

/// Set on a field while it is left without what was typed in it.
const GIVEN_UP: &str = "data-given-up";

/// Set on a field while something is typed in it that is not in force yet.
const EDITED: &str = "data-edited";

/// The input of a field that text is typed in.
fn text_field(target: &Element) -> Option<&HtmlInputElement> {
    let input: &HtmlInputElement = target.dyn_ref()?;
    let is_text = !matches!(&*input.type_(), "checkbox" | "range" | "file");
    (is_text && input.has_attribute("data-field")).then_some(input)
}

fn enter_field(event: &Event) {
    let target = element(event);
    if let Some(input) = target.as_ref().and_then(text_field) {
        with_shell(|shell| shell.dom.hold(input.id()));
    }
}

fn leave_field(event: &Event) {
    let target = element(event);
    if let Some(input) = target.as_ref().and_then(text_field) {
        with_shell(|shell| shell.dom.release(&input.id()));
        ask_for_frame();
    }
}

/// Leaves a field as if nothing had been typed in it.
fn give_up(input: &HtmlInputElement) {
    let _ = input.set_attribute(GIVEN_UP, "");
    let _ = input.remove_attribute(EDITED);
    let _ = input.blur();
    let _ = input.remove_attribute(GIVEN_UP);
    let field = input.get_attribute("data-field").unwrap_or_default();
    dispatch(Msg::GiveUp { field });
}

/// A slider tells while it is moved; a field that is typed in, once it is left or Enter pressed.
fn field(event: &Event, done: bool) {
    let Some(target) = element(event) else { return };
    let Some(field) = target.get_attribute("data-field") else { return };
    if target.has_attribute(GIVEN_UP) {
        return;
    }
    if done {
        let _ = target.remove_attribute(EDITED);
        with_shell(|shell| shell.dom.release(&field));
    } else {
        let _ = target.set_attribute(EDITED, "");
        with_shell(|shell| shell.dom.hold(field.clone()));
    }
    let text = if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        match &*input.type_() {
            "checkbox" => input.checked().to_string(),
            "range" => input.value(),
            _ if done => input.value(),
            _ => return,
        }
    } else if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        if !done {
            return;
        }
        select.value()
    } else {
        return;
    };
    dispatch(Msg::Field { field, text, done });
}

fn key(event: &KeyboardEvent) {
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let Some(target) = element(event) else { return };
    let tag = target.tag_name().to_ascii_lowercase();
    let is_typed_in = matches!(&*tag, "input" | "select" | "textarea");
    // A presenter's clicker steps, whatever was touched last.
    let is_clicker = matches!(&*event.key(), "PageUp" | "PageDown");
    // In a list of choices the arrows up and down choose; left and right step, as everywhere.
    let is_step = tag == "select" && matches!(&*event.key(), "ArrowLeft" | "ArrowRight");
    // What was typed and is in force already is taken back by the page, not by the field.
    let takes_back = (event.ctrl_key() || event.meta_key())
        && matches!(&*event.key(), "z" | "Z" | "y")
        && text_field(&target).is_some_and(|input| {
            let is_done = !input.has_attribute(EDITED);
            if is_done {
                with_shell(|shell| shell.dom.release(&input.id()));
            }
            is_done
        });
    if is_typed_in && !(is_clicker || is_step || takes_back) {
        if event.key() == "Escape" {
            if let Some(input) = text_field(&target) {
                give_up(input);
            } else if let Some(control) = target.dyn_ref::<web_sys::HtmlElement>() {
                let _ = control.blur();
            }
        }
        return;
    }
    // Escape closes the menu, as the browser does.
    let is_menu_open = event.key() == "Escape"
        && target
            .owner_document()
            .and_then(|page| page.query_selector("#menu:popover-open").ok()?)
            .is_some();
    if is_menu_open {
        return;
    }
    // What is behind an open dialog is out of reach.
    let dialog =
        target.owner_document().and_then(|page| page.query_selector("dialog[open]").ok()?);
    if dialog.is_some() && event.key() != "Escape" {
        return;
    }
    // Space and Enter press the button that has the focus.
    let presses_button = matches!(&*event.key(), " " | "Enter");
    if presses_button && matches!(&*tag, "button" | "a" | "summary") {
        return;
    }
    let press = KeyPress {
        key: event.key(),
        shift: event.shift_key(),
        ctrl: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
    };
    if press.is_known() {
        event.prevent_default();
        dispatch(Msg::Key(press));
    }
}

fn hover(event: &PointerEvent) {
    let mark = hit(event);
    let changed = with_shell(|shell| shell.model.hovered != mark);
    if changed == Some(true) {
        dispatch(Msg::Hover(mark));
    }
}

fn select(event: &MouseEvent) {
    let at = place(event);
    let tolerance = FINGER_PX;
    let mark = with_shell(|shell| shell.pictures.network_hit(at, tolerance)).flatten();
    dispatch(Msg::Select(mark));
    // A finger does not hover: what it taps shows its card all the same.
    let is_finger =
        event.dyn_ref::<PointerEvent>().is_some_and(|event| event.pointer_type() == "touch");
    if is_finger {
        dispatch(Msg::Hover(mark));
    }
}

fn hit(event: &PointerEvent) -> Option<crate::step::Mark> {
    let tolerance = if event.pointer_type() == "mouse" { MOUSE_PX } else { FINGER_PX };
    with_shell(|shell| shell.pictures.network_hit(place(event), tolerance)).flatten()
}

fn place(event: &MouseEvent) -> Point {
    Point::new(f64::from(event.offset_x()), f64::from(event.offset_y()))
}

fn hover_symbol(event: &PointerEvent) {
    let cell = element(event)
        .and_then(|target| target.closest("[data-cell]").ok().flatten())
        .and_then(|symbol| symbol.get_attribute("data-cell"))
        .and_then(|key| parse_cell_key(&key));
    let changed = with_shell(|shell| shell.model.hovered_cell != cell);
    if changed == Some(true) {
        dispatch(Msg::HoverCell(cell));
    }
}

fn drag_strip(event: &PointerEvent) {
    let Some(strip) = current_target(event) else { return };
    let bounds = strip.get_bounding_client_rect();
    if bounds.width() > 0.0 {
        let fraction = (f64::from(event.client_x()) - bounds.left()) / bounds.width();
        dispatch(Msg::Strip { fraction: fraction.clamp(0.0, 1.0) });
    }
}

fn drag_timeline(event: &PointerEvent) {
    let x = f64::from(event.offset_x());
    let found = with_shell(|shell| shell.pictures.iteration_at(&shell.model, x));
    if let Some(iterations) = found.flatten() {
        dispatch(Msg::Timeline { iterations });
    }
}

fn point_at_landscape(event: &MouseEvent, pin: bool) {
    let at = place(event);
    let found = with_shell(|shell| shell.pictures.landscape_place(&shell.model, at)).flatten();
    dispatch(Msg::LandscapePoint { at: found, pin });
}

/// Arrow keys move what is pointed at; with Shift by ten places.
fn move_in_landscape(event: &KeyboardEvent) {
    let far = if event.shift_key() { 10 } else { 1 };
    let (across, up) = match &*event.key() {
        "ArrowRight" => (far, 0),
        "ArrowLeft" => (-far, 0),
        "ArrowUp" => (0, far),
        "ArrowDown" => (0, -far),
        _ => return,
    };
    event.prevent_default();
    dispatch(Msg::LandscapeMove { across, up });
}

fn point_diagnosis(event: &PointerEvent) {
    let x = f64::from(event.offset_x());
    let found = with_shell(|shell| shell.pictures.diagnosed_at(&shell.model, x));
    dispatch(Msg::PointDiagnosis(found.flatten()));
}

fn read_file(event: &Event) {
    let Some(input) = element(event).and_then(|e| e.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    if let Some(file) = input.files().and_then(|files| files.get(0)) {
        read(&file);
    }
    // The same file can be chosen again.
    input.set_value("");
}

fn drop_file(event: &web_sys::DragEvent) {
    event.prevent_default();
    let files = event.data_transfer().and_then(|transfer| transfer.files());
    if let Some(file) = files.and_then(|files| files.get(0)) {
        read(&file);
    }
}

/// Largest file that is read: no scenario comes near.
const LARGEST_BYTES: f64 = 64e6;

fn read(file: &web_sys::File) {
    let name = file.name();
    let Ok(reader) = FileReader::new() else { return };
    if file.size() > LARGEST_BYTES || reader.read_as_text(file).is_err() {
        dispatch(Msg::OpenFailed { name });
        return;
    }
    let done = reader.clone();
    let on_end = Closure::once_into_js(move || {
        let text = done.result().ok().and_then(|result| result.as_string());
        dispatch(match text {
            Some(text) => Msg::Opened { name, text },
            None => Msg::OpenFailed { name },
        });
    });
    reader.set_onloadend(Some(on_end.unchecked_ref()));
}

fn listen_to_theme(window: &web_sys::Window) {
    let Ok(Some(query)) = window.match_media("(prefers-color-scheme: dark)") else { return };
    dispatch(Msg::SystemTheme { dark: query.matches() });
    on(&query, "change", |event: &web_sys::MediaQueryListEvent| {
        dispatch(Msg::SystemTheme { dark: event.matches() });
    });
}

/// Pictures are drawn again when their boxes change their size.
fn listen_to_boxes(document: &web_sys::Document) {
    let closure = Closure::<dyn FnMut()>::new(ask_for_frame);
    if let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) {
        for id in [
            "network-box",
            "loss-chart-box",
            "outputs-box",
            "check-plot-box",
            "diagnosis-plot-box",
            "beside",
            "landscape-box",
        ] {
            if let Some(element) = document.get_element_by_id(id) {
                observer.observe(&element);
            }
        }
    }
    closure.forget();
}
