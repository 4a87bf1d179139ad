//! The experiment in JavaScript: the class `Lab`, and the page's own run as `window.backstep`.

use serde_json::Value;
use wasm_bindgen::prelude::*;

use super::{ask_for_frame, clock_secs, dispatch, with_shell};
use crate::app::Msg;
use crate::lab::{Lab, Position, Scope, StepSize};

/// A run of a scenario; see `docs/scenario.md`. Documents and traces are JSON text.
#[wasm_bindgen(js_name = Lab)]
#[derive(Debug)]
pub struct JsLab(Lab);

#[wasm_bindgen(js_class = Lab)]
impl JsLab {
    /// The run of a scenario document, at its position.
    ///
    /// # Errors
    /// An `Error` that says what is wrong with the document, and where.
    #[wasm_bindgen(constructor)]
    pub fn new(scenario: &str) -> Result<Self, JsError> {
        Ok(Self(Lab::from_json(scenario)?))
    }

    /// Goes forward by `op`, `layer`, `pass`, `iteration` or `epoch`.
    ///
    /// # Errors
    /// Another word.
    pub fn advance(&mut self, size: &str) -> Result<(), JsError> {
        self.0.advance(step_size(size)?);
        Ok(())
    }

    /// Goes back by one step; see [`advance`](Self::advance).
    ///
    /// # Errors
    /// As there.
    pub fn rewind(&mut self, size: &str) -> Result<(), JsError> {
        self.0.rewind(step_size(size)?);
        Ok(())
    }

    /// Goes to an operation of an iteration, both counted from 0.
    pub fn seek(&mut self, iteration: f64, op: usize) {
        self.0.seek(Position { iteration: iteration.max(0.0) as u64, op });
    }

    /// Every value of the current iteration; `null` is not yet computed.
    pub fn trace(&self) -> String {
        self.0.trace().to_string()
    }

    /// The document of the run as it stands.
    pub fn scenario(&self) -> String {
        self.0.scenario().to_json()
    }

    /// Sets what `path` names to a value given as JSON.
    ///
    /// # Errors
    /// What is wrong with the path or the value.
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), JsError> {
        self.0.set(path, &json(path, value)?)?;
        Ok(())
    }

    /// The mean loss over the training samples.
    #[wasm_bindgen(js_name = trainLoss)]
    pub fn train_loss(&self) -> f64 {
        self.0.train_loss()
    }

    /// The check of every gradient, `batch` or `sample`, with differences of step `step`: a list.
    ///
    /// # Errors
    /// Another word, or a step that is not above 0.
    #[wasm_bindgen(js_name = gradientCheck)]
    pub fn gradient_check(&self, scope: &str, step: f64) -> Result<String, JsError> {
        check(&self.0, scope, step)
    }

    /// A hash of every bit that the run has come to, as 16 hexadecimal digits.
    pub fn digest(&self) -> String {
        format!("{:016x}", self.0.digest())
    }
}

/// The page's own run. It has the methods of `Lab`, and the page follows.
#[wasm_bindgen(js_name = PageLab)]
#[derive(Debug)]
pub struct PageLab(());

#[expect(clippy::unused_self, reason = "it stands for the page, of which there is one")]
#[wasm_bindgen(js_class = PageLab)]
impl PageLab {
    /// See `Lab.advance`.
    ///
    /// # Errors
    /// A word that is no step size.
    pub fn advance(&self, size: &str) -> Result<(), JsError> {
        self.step(size, true)
    }

    /// See `Lab.rewind`.
    ///
    /// # Errors
    /// A word that is no step size.
    pub fn rewind(&self, size: &str) -> Result<(), JsError> {
        self.step(size, false)
    }

    /// See `Lab.seek`.
    pub fn seek(&self, iteration: f64, op: usize) {
        let target = Position { iteration: iteration.max(0.0) as u64, op };
        dispatch(Msg::Seek(target));
    }

    /// See `Lab.trace`.
    pub fn trace(&self) -> String {
        with_shell(|shell| shell.model.lab.trace().to_string()).unwrap_or_default()
    }

    /// See `Lab.scenario`.
    pub fn scenario(&self) -> String {
        with_shell(|shell| shell.model.lab.scenario().to_json()).unwrap_or_default()
    }

    /// Opens a scenario document in the page.
    ///
    /// # Errors
    /// What is wrong with the document, and where.
    pub fn open(&self, scenario: &str) -> Result<(), JsError> {
        crate::lab::Scenario::from_json(scenario)?;
        dispatch(Msg::Opened { name: String::new(), text: scenario.to_owned() });
        finish();
        Ok(())
    }

    /// See `Lab.set`.
    ///
    /// # Errors
    /// What is wrong with the path or the value.
    pub fn set(&self, path: &str, value: &str) -> Result<(), JsError> {
        let value = json(path, value)?;
        with_shell(|shell| shell.model.set(path, path, &value, true)).transpose()?;
        ask_for_frame();
        Ok(())
    }

    /// See `Lab.trainLoss`.
    #[wasm_bindgen(js_name = trainLoss)]
    pub fn train_loss(&self) -> f64 {
        with_shell(|shell| shell.model.lab.train_loss()).unwrap_or(f64::NAN)
    }

    /// See `Lab.gradientCheck`.
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = gradientCheck)]
    pub fn gradient_check(&self, scope: &str, step: f64) -> Result<String, JsError> {
        with_shell(|shell| check(&shell.model.lab, scope, step)).unwrap_or_else(|| Ok("[]".into()))
    }

    /// See `Lab.digest`.
    pub fn digest(&self) -> String {
        with_shell(|shell| format!("{:016x}", shell.model.lab.digest())).unwrap_or_default()
    }

    fn step(&self, size: &str, forward: bool) -> Result<(), JsError> {
        dispatch(Msg::Step { size: step_size(size)?, forward });
        finish();
        Ok(())
    }
}

/// Puts the page's own run on `window.backstep`.
pub(super) fn publish() {
    if let Some(window) = web_sys::window() {
        let _ = js_sys::Reflect::set(&window, &"backstep".into(), &PageLab(()).into());
    }
}

/// Does long work to its end: a script expects to find it done.
fn finish() {
    let start = clock_secs();
    with_shell(|shell| {
        while shell.model.task.is_some() && clock_secs() < start + 60.0 {
            shell.model.update(Msg::Work);
        }
    });
}

fn check(lab: &Lab, scope: &str, step: f64) -> Result<String, JsError> {
    let scope = Scope::from_name(scope).ok_or_else(|| {
        JsError::new(&format!("a check is of the batch or sample, not “{scope}”"))
    })?;
    if !(step.is_finite() && step > 0.0) {
        return Err(JsError::new(&format!("a step is a number above 0, not {step}")));
    }
    Ok(lab.gradient_check(scope, step).to_string())
}

fn step_size(name: &str) -> Result<StepSize, JsError> {
    StepSize::from_name(name).ok_or_else(|| {
        JsError::new(&format!("a step is op, layer, pass, iteration or epoch, not “{name}”"))
    })
}

fn json(path: &str, text: &str) -> Result<Value, JsError> {
    serde_json::from_str(text).map_err(|error| JsError::new(&format!("{path}: {error}")))
}
