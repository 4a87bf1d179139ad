//! Every text the page shows, in English and Chinese.

#[macro_use]
mod table;
mod page;
mod picture;

pub use page::PAGE;
pub use picture::PICTURE;
pub use table::{Language, Text};
