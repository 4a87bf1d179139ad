//! Every text the page shows, in English and Chinese.

#[macro_use]
mod table;
mod check;
mod diagnosis;
mod example;
mod explain;
mod figures;
mod gallery;
mod landscape;
mod message;
mod names;
mod norm;
mod optimizer;
mod page;
mod picture;
mod problem;
mod runs;
mod spoken;
mod sweep;
mod training;
mod unfit;

pub use check::{CHECK, CheckTexts};
pub use diagnosis::{DIAGNOSIS, DiagnosisTexts};
pub use example::EXAMPLE;
pub use explain::{EXPLAIN, ExplainTexts};
pub use figures::FIGURES;
pub use gallery::GALLERY;
pub use landscape::LANDSCAPE;
pub use message::MESSAGE;
pub use names::NAMES;
pub use norm::{NORM, NormTexts};
pub use optimizer::OPTIMIZER;
pub use page::{PAGE, PageTexts};
pub use picture::PICTURE;
pub use problem::PROBLEM;
pub use runs::RUNS;
pub use spoken::SPOKEN;
pub use sweep::SWEEP;
pub use table::{Language, Text};
pub use training::{TRAINING, TrainingTexts};
pub use unfit::UNFIT;
