//! Every text the page shows, in English and Chinese.

#[macro_use]
mod table;
pub mod explain;
mod figures;
mod names;
mod page;
mod spoken;

pub use explain::EXPLAIN;
pub use figures::FIGURES;
pub use names::{NAMES, Names};
pub use page::PAGE;
pub use spoken::SPOKEN;
pub use table::{Language, Text};
