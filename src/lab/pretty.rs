//! JSON for people to read: a field a line, but a list of numbers, a row of a matrix and a small
//! object on one.

use std::fmt::Write as _;

use serde_json::Value;

/// The document as text, ending in a newline.
pub(super) fn pretty(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    text.push('\n');
    text
}

/// Longest object that stands on one line, in bytes.
const ONE_LINE: usize = 88;

/// The object on one line, if it holds nothing but texts and numbers and is short.
fn on_one_line(value: &Value) -> Option<String> {
    let fields = value.as_object()?;
    if fields.is_empty() || fields.values().any(|value| value.is_array() || value.is_object()) {
        return None;
    }
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    let line = format!("{{ {} }}", fields.join(", "));
    (line.len() <= ONE_LINE).then_some(line)
}

fn write(text: &mut String, value: &Value, depth: usize) {
    if let Some(line) = on_one_line(value) {
        text.push_str(&line);
        return;
    }
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let fields = fields.iter().map(|(name, value)| (Some(name), value));
            block(text, ['{', '}'], fields, depth);
        }
        Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
            block(text, ['[', ']'], items.iter().map(|item| (None, item)), depth);
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            let _ = write!(text, "[{}]", items.join(", "));
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

fn block<'a>(
    text: &mut String,
    [open, close]: [char; 2],
    items: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
    depth: usize,
) {
    text.push(open);
    for (i, (name, value)) in items.enumerate() {
        text.push_str(if i == 0 { "\n" } else { ",\n" });
        indent(text, depth + 1);
        if let Some(name) = name {
            let _ = write!(text, "\"{name}\": ");
        }
        write(text, value, depth + 1);
    }
    text.push('\n');
    indent(text, depth);
    text.push(close);
}

fn indent(text: &mut String, depth: usize) {
    text.extend(std::iter::repeat_n("  ", depth));
}
