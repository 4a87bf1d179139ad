//! A script as a notebook: its sections become cells.

use serde_json::{Value, json};

use super::{Framework, script};
use crate::lab::Recording;

/// What begins a section.
const SECTION: &str = "# %% ";

/// The [`script`] as a Jupyter notebook (nbformat 4): a text and a code cell for each of its
/// sections.
///
/// ```
/// # use backstep::lab::{Lab, Recording};
/// # use backstep::lab::export::{Framework, notebook};
/// # let xor = backstep::examples::by_id("xor").ok_or("no such example")?;
/// # let mut recording = Recording::new(&Lab::new(xor.scenario()?)?, 2);
/// # while recording.advance() {}
/// let document: serde_json::Value = serde_json::from_str(&notebook(&recording, Framework::Jax))?;
/// assert_eq!(document["cells"][0]["cell_type"], "markdown");
/// assert_eq!(document["cells"][2]["source"][0], "## Data\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn notebook(recording: &Recording, framework: Framework) -> String {
    let python = script(recording, framework);
    let mut cells = Cells::default();
    let (intro, code) = split_docstring(&python);
    let (title, rest) = intro.split_once('\n').unwrap_or((intro, ""));
    cells.push("markdown", &format!("# {title}\n{rest}"));
    let mut sections = format!("\n{code}");
    sections.push('\n');
    for (i, section) in sections.split(&format!("\n{SECTION}")).enumerate() {
        if i == 0 {
            cells.push("code", section);
            continue;
        }
        let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
        let (comment, code) = split_comment(body);
        cells.push("markdown", &format!("## {heading}\n\n{comment}"));
        cells.push("code", code);
    }
    let document = json!({
        "cells": cells.0,
        "metadata": {
            "kernelspec": { "display_name": "Python 3", "language": "python", "name": "python3" },
            "language_info": { "name": "python" },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    });
    format!("{document:#}\n")
}

#[derive(Default)]
struct Cells(Vec<Value>);

impl Cells {
    /// Adds a cell, unless there is nothing in it.
    fn push(&mut self, kind: &str, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let lines: Vec<_> = text.split_inclusive('\n').collect();
        let id = format!("cell-{}", self.0.len() + 1);
        let mut cell = json!({ "cell_type": kind, "id": id, "metadata": {} });
        if kind == "code" {
            cell["execution_count"] = Value::Null;
            cell["outputs"] = json!([]);
        }
        cell["source"] = json!(lines);
        self.0.push(cell);
    }
}

/// The text in quotes that the script begins with, and what follows.
fn split_docstring(python: &str) -> (&str, &str) {
    let inside = python.strip_prefix("\"\"\"").and_then(|rest| rest.split_once("\"\"\"\n"));
    inside.unwrap_or(("", python))
}

/// The comment that the section begins with, without its marks, and the code after it.
fn split_comment(body: &str) -> (String, &str) {
    let mut comment = String::new();
    let mut rest = body;
    while let Some((line, after)) = rest.split_once('\n')
        && let Some(text) = line.strip_prefix("# ")
    {
        comment.push_str(text);
        comment.push('\n');
        rest = after;
    }
    (comment, rest)
}
