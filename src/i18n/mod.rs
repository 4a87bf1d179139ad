//! Every text the page shows, in English and Chinese.

#[macro_use]
mod table;
mod check;
mod diagnosis;
mod example;
mod explain;
mod figures;
mod gallery;
mod message;
mod names;
mod page;
mod picture;
mod problem;
mod runs;
mod spoken;
mod sweep;
mod unfit;

pub use check::{CHECK, CheckTexts};
pub use diagnosis::{DIAGNOSIS, DiagnosisTexts};
pub use example::EXAMPLE;
pub use explain::{EXPLAIN, ExplainTexts};
pub use figures::FIGURES;
pub use gallery::GALLERY;
pub use message::MESSAGE;
pub use names::NAMES;
pub use page::{PAGE, PageTexts};
pub use picture::PICTURE;
pub use problem::PROBLEM;
pub use runs::RUNS;
pub use spoken::SPOKEN;
pub use sweep::SWEEP;
pub use table::{Language, Text};
pub use unfit::UNFIT;
