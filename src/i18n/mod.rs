//! Every text the page shows, in English and Chinese.

#[macro_use]
mod table;
mod example;
mod page;
mod problem;

pub use example::EXAMPLE;
pub use page::PAGE;
pub use problem::PROBLEM;
pub use table::{Language, Text};
