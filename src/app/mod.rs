//! The page as one model, one kind of message and one `update`: no browser in sight.

mod chain;
mod check;
mod command;
mod differences;
mod export;
mod field;
mod gallery;
mod html;
mod inspector;
mod link;
mod loss;
mod mistake;
mod model;
mod msg;
mod outputs;
mod page;
mod pictures;
mod point;
mod runs;
mod sentence;
mod strip;
mod timeline;
mod update;

pub use check::{Check, STEP_SLIDER};
pub use command::{COMMANDS, Command, KeyPress, Spec};
pub use export::{Export, ExportAction, MOST_ITERATIONS, Product};
pub use field::{RATE_SLIDER, slider_to_rate};
pub use mistake::{Answer, Ghost, Search};
pub use model::{Model, Notice, Speed, Task, ThemeChoice};
pub use msg::{Effect, Msg};
pub use outputs::Outputs;
pub use page::{Patch, What, page};
pub use pictures::mark_of;
pub use runs::{Kept, MOST_KEPT, RunAction, Runs};
pub use strip::{Segment, Strip};
