//! Small pieces of HTML.

use std::fmt::Write as _;

/// The text with what HTML would read as markup written out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The options of a `<select>`, each a value and its text.
pub(super) fn options<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut html = String::new();
    for (value, text) in rows {
        let _ = write!(html, r#"<option value="{}">{}</option>"#, escape(value), escape(text));
    }
    html
}

/// Options of a `<select>` that belong together.
pub(super) fn option_group(label: &str, options: &str) -> String {
    format!(r#"<optgroup label="{}">{options}</optgroup>"#, escape(label))
}
