//! Every text the page shows, in English and Chinese.

#[macro_use]
mod table;
mod page;

pub use page::{PAGE, PageTexts};
pub use table::{Language, Text};
