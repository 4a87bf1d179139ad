//! The page in the browser: the only place that sees the DOM.
//!
//! What happens becomes a [`Msg`]; the model is changed; on the next frame what the page is to
//! hold is compared with what it holds, and the pictures are drawn again.

mod api;
mod canvas;
mod dom;
mod effects;
mod events;
mod paint;
mod pictures;

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use crate::app::{Model, Msg, page};
use dom::Dom;
use pictures::Pictures;

/// Time in a frame for training and drawing together: the rest of 1/60 s is the browser's, which
/// lays out and paints.
const FRAME_SECS: f64 = 0.010;
/// Least and most of it for training, however long drawing takes.
const WORK_SECS: [f64; 2] = [0.001, 0.007];

/// At full speed, time between two looks at the words and the smaller pictures: nobody reads
/// faster, and laying out a formula costs more than drawing the network.
const WORDS_SECS: f64 = 0.1;

/// The running page.
struct Shell {
    model: Model,
    dom: Dom,
    pictures: Pictures,
    /// When the words were last brought up to date.
    words_secs: f64,
    /// How long showing the model took lately, without the words and with them.
    cost_secs: [f64; 2],
}

impl Shell {
    /// Shows the model as it stands; at full speed the network in every frame, all else now and
    /// then.
    fn show(&mut self, now_secs: f64) {
        // Sizes are read before anything is changed: later it would cost another layout.
        self.pictures.measure();
        let is_due = self.words_are_due(now_secs);
        if is_due {
            self.words_secs = now_secs;
            self.dom.apply(&page(&self.model), &self.model);
        }
        self.pictures.draw(&self.model, is_due);
        let cost = &mut self.cost_secs[usize::from(is_due)];
        *cost += 0.2 * (clock_secs() - now_secs - *cost);
    }

    fn words_are_due(&self, now_secs: f64) -> bool {
        !self.model.is_fast() || now_secs - self.words_secs >= WORDS_SECS
    }

    /// Time for training in a frame that begins now: what drawing is going to leave.
    fn work_secs(&self, now_secs: f64) -> f64 {
        let drawing = self.cost_secs[usize::from(self.words_are_due(now_secs))];
        let [least, most] = WORK_SECS;
        (FRAME_SECS - drawing).clamp(least, most)
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
    SHELL.set(Some(Shell { model, dom, pictures, words_secs: 0.0, cost_secs: [0.0; 2] }));
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
            effects.extend(shell.model.update(msg));
            // Whoever did this sees at once that it was done.
            shell.words_secs = 0.0;
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
        if shell.model.is_busy() {
            shell.model.update(Msg::Frame { now_secs });
            let now_secs = clock_secs();
            let secs = shell.work_secs(now_secs);
            work(&mut shell.model, now_secs + secs);
        }
        shell.show(clock_secs());
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
