//! Backstep steps through backpropagation: one operation, layer, pass, iteration or epoch at a
//! time, forwards and backwards, with the equation of every number beside it.

pub mod app;
pub mod data;
pub mod examples;
pub mod i18n;
pub mod lab;
pub mod math;
pub mod nn;
pub mod scene;
pub mod step;
pub mod views;
#[cfg(target_arch = "wasm32")]
pub mod web;
