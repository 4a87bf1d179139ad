//! The page in the browser: the only place that sees the DOM.
//!
//! What happens becomes a [`Msg`]; the model is changed; on the next frame what the page is to
//! hold is compared with what it holds, and the pictures are drawn again.

mod api;
mod canvas;
mod dom;
mod effects;
mod events;
mod focus;
mod paint;
mod pictures;

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use crate::app::{Frames, Model, Msg, Part, page};
use dom::Dom;
use pictures::Pictures;

/// The running page.
struct Shell {
    model: Model,
    dom: Dom,
    pictures: Pictures,
    frames: Frames,
}

impl Shell {
    /// Shows `part` of the model as it stands.
    fn show(&mut self, part: Part) {
        let now_secs = clock_secs();
        if part != Part::Nothing {
            // Sizes are read before anything is changed: later it would cost another layout.
            self.pictures.measure();
        }
        if matches!(part, Part::All | Part::Words) {
            self.dom.apply(&page(&self.model), &self.model);
        }
        self.pictures.draw(&self.model, part);
        self.frames.shown(part, now_secs, clock_secs() - now_secs);
    }
}

/// What the browser calls before it draws a frame, with the time in milliseconds.
type OnFrame = Closure<dyn FnMut(f64)>;

thread_local! {
    static SHELL: RefCell<Option<Shell>> = const { RefCell::new(None) };
    /// Messages that came while another was handled, as when touching the DOM fires an event.
    static QUEUE: RefCell<Vec<Msg>> = const { RefCell::new(Vec::new()) };
    static FRAME_ASKED: Cell<bool> = const { Cell::new(false) };
    static ON_FRAME: RefCell<Option<OnFrame>> = const { RefCell::new(None) };
}

/// Starts the page and marks its root element `data-ready="true"`.
pub fn start() {
    effects::report_panics();
    let Ok(mut model) = Model::new() else { return };
    model.language = effects::preferred_language();
    let Some(dom) = Dom::new() else { return };
    let pictures = Pictures::new(&dom);
    SHELL.set(Some(Shell { model, dom, pictures, frames: Frames::default() }));
    ON_FRAME.set(Some(Closure::new(|millis: f64| frame(millis / 1000.0))));
    events::listen();
    dispatch(Msg::Chance((js_sys::Math::random() * 9e15) as u64));
    effects::recall();
    api::publish();
    dispatch(Msg::Link(effects::left_behind().unwrap_or_else(effects::hash)));
    // Nobody has seen what was there before the link was followed.
    with_shell(|shell| shell.model.forget_past());
    frame(0.0);
    with_shell(|shell| shell.dom.ready());
}

/// Runs `f` on the page, unless it is being used already.
fn with_shell<T>(f: impl FnOnce(&mut Shell) -> T) -> Option<T> {
    SHELL.with(|shell| shell.try_borrow_mut().ok()?.as_mut().map(f))
}

/// Hands a message to the model and asks for a frame.
fn dispatch(msg: Msg) {
    QUEUE.with_borrow_mut(|queue| queue.push(msg));
    let effects = with_shell(|shell| {
        let mut effects = Vec::new();
        loop {
            let next = QUEUE.with_borrow_mut(|queue| (!queue.is_empty()).then(|| queue.remove(0)));
            let Some(msg) = next else { break effects };
            // Whoever did this sees at once that it was done.
            shell.frames.hurry(Part::answering(&msg));
            effects.extend(shell.model.update(msg));
        }
    });
    for effect in effects.into_iter().flatten() {
        effects::run(effect);
    }
    ask_for_frame();
}

/// Asks for one frame, however often it is called before it comes.
fn ask_for_frame() {
    if FRAME_ASKED.replace(true) {
        return;
    }
    ON_FRAME.with_borrow(|on_frame| {
        if let (Some(window), Some(on_frame)) = (web_sys::window(), on_frame) {
            // It fails only without a window to draw in.
            let _ = window.request_animation_frame(on_frame.as_ref().unchecked_ref());
        }
    });
}

fn frame(now_secs: f64) {
    FRAME_ASKED.set(false);
    let busy = with_shell(|shell| {
        let started = clock_secs();
        shell.frames.begin(now_secs);
        if shell.model.is_busy() {
            shell.model.update(Msg::Frame { now_secs });
            let part = shell.frames.due(shell.model.is_fast(), started);
            work(&mut shell.model, started + shell.frames.work_secs(part));
        }
        // Training may have come to its end, and then all is shown.
        shell.show(shell.frames.due(shell.model.is_fast(), started));
        shell.model.is_busy() || shell.pictures.are_moving()
    });
    // Touching the DOM may have fired events that were queued.
    if QUEUE.with_borrow(|queue| !queue.is_empty())
        && let Some(msg) = QUEUE.with_borrow_mut(Vec::pop)
    {
        dispatch(msg);
    }
    if busy == Some(true) {
        ask_for_frame();
    }
}

/// Works until `end` or until nothing is left to do.
fn work(model: &mut Model, end: f64) {
    while model.has_work() && clock_secs() < end {
        model.update(Msg::Work);
    }
}

/// Seconds on a clock that never goes back.
fn clock_secs() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(f64::INFINITY, |performance| performance.now() / 1000.0)
}
