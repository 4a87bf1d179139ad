//! What the export dialog holds.

use std::fmt::Write as _;

use super::{Page, What};
use crate::app::Model;
use crate::app::export::{Failure, HandedOver, ITERATIONS, Made, Product, State};
use crate::app::html::escape;
use crate::i18n::{MESSAGE, PAGE, PROBLEM, Text};
use crate::views::number;

/// Bytes of the text that are shown: more than anybody scrolls through.
const PREVIEW_BYTES: usize = 48 << 10;

impl<'a> Page<'a> {
    /// The dialog, while it is open.
    pub(super) fn export(&mut self) {
        let model = self.model;
        let export = &model.export;
        if !export.is_open {
            return;
        }
        let is_code = matches!(export.product, Product::Code(_));
        self.set("export-about", What::Text, self.text(about(export.product)));
        self.set("export-command", What::Text, self.export_command());
        self.attribute_if("export-form", "hidden", !is_code);
        self.attribute_if("export-count", "hidden", !export.product.takes_iterations());
        self.field(ITERATIONS, export.iterations.to_string());
        let rejected = model.rejected(ITERATIONS).map(|rejected| {
            let problem = rejected.invalid.problem.message(model.language);
            let label = self.text(PAGE.export_iterations);
            self.fill(PROBLEM.at, &[("field", label), ("problem", &problem)])
        });
        let invalid = if rejected.is_some() { "true" } else { "" };
        self.set(ITERATIONS, What::Attribute("aria-invalid"), invalid);
        self.set("error-export_iterations", What::Text, rejected.unwrap_or_default());

        let (share, progress) = self.export_progress();
        self.attribute_if("export-progress", "hidden", progress.is_empty());
        self.set("export-bar", What::Value, format!("{share:.3}"));
        self.set("export-progress-text", What::Text, progress);

        self.attribute_if("export-idle", "hidden", !export.is_idle());
        let (preview, remark) = self.export_preview();
        self.attribute_if("export-preview", "hidden", preview.is_empty());
        self.set("export-preview", What::Text, preview);
        self.set("export-remark", What::Text, remark);
        self.set("export-error", What::Html, self.export_error());
        self.set("export-size", What::Text, self.export_size());
        self.set("export-done", What::Text, self.export_done());
    }

    /// What one types to use the file.
    fn export_command(&self) -> String {
        let export = &self.model.export;
        let file = self.model.export_file();
        match export.product {
            Product::Code(_) if export.as_notebook => format!("jupyter lab {file}"),
            Product::Code(_) => format!("python {file}"),
            Product::Receipt => format!("{VERIFIER} general {file}"),
            Product::Receipts => format!("{VERIFIER} multi {file}"),
            Product::Trace | Product::Traces | Product::History => String::new(),
        }
    }

    fn export_progress(&self) -> (f64, String) {
        let State::Making(making) = &self.model.export.state else { return (0.0, String::new()) };
        let (done, count) = making.progress();
        let values = [("done", &*number::count(done)), ("count", &number::count(count))];
        (done as f64 / count.max(1) as f64, self.fill(MESSAGE.export_progress, &values))
    }

    /// The beginning of the text, and what is to be known about it.
    fn export_preview(&self) -> (&'a str, String) {
        let model: &'a Model = self.model;
        let State::Made(Made { text, ends_after, .. }) = &model.export.state else {
            return ("", String::new());
        };
        let mut end = PREVIEW_BYTES.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut remarks = Vec::new();
        if self.model.lab.has_mistake() {
            remarks.push(self.text(MESSAGE.export_mistake).to_owned());
        }
        if let Some(done) = ends_after {
            let values = [("done", &*number::count(*done)), ("next", &number::count(done + 1))];
            remarks.push(self.fill(MESSAGE.export_ends, &values));
        }
        if end < text.len() {
            let shown = size(end);
            remarks.push(self.fill(MESSAGE.export_beginning, &[("shown", &shown)]));
        }
        (&text[..end], remarks.join(" "))
    }

    /// Why there is nothing, as a list of reasons.
    fn export_error(&self) -> String {
        let State::Failed(failure) = &self.model.export.state else { return String::new() };
        let mut html = format!("<p>{}</p><ul>", self.text(MESSAGE.export_impossible));
        let reasons = match failure {
            Failure::Nothing => vec![self.text(MESSAGE.export_nothing).to_owned()],
            Failure::NotExportable(reasons) => {
                reasons.0.iter().map(|reason| reason.message(self.model.language)).collect()
            }
        };
        for reason in reasons {
            let _ = write!(html, "<li>{}</li>", escape(&reason));
        }
        html.push_str("</ul>");
        html
    }

    fn export_size(&self) -> String {
        let file = self.model.export_file();
        match &self.model.export.state {
            State::Made(made) => {
                let lines = number::count(made.lines as u64);
                let values =
                    [("file", &*file), ("size", &size(made.text.len())), ("lines", &lines)];
                self.fill(MESSAGE.export_size, &values)
            }
            State::Making(_) => file,
            State::Idle | State::Failed(_) => String::new(),
        }
    }

    fn export_done(&self) -> String {
        let text = match self.model.export.handed_over {
            None => return String::new(),
            Some(HandedOver::Copied) => MESSAGE.export_copied,
            Some(HandedOver::NotCopied) => MESSAGE.export_not_copied,
            Some(HandedOver::Saved) => MESSAGE.export_saved,
        };
        self.text(text).to_owned()
    }
}

/// How the program that verifies receipts is run.
const VERIFIER: &str = "npx -p @mcptoolshop/backprop-trace@1.0.0 bp verify";

fn about(product: Product) -> Text {
    match product {
        Product::Code(_) => MESSAGE.export_about_code,
        Product::Trace => MESSAGE.export_about_trace,
        Product::Traces => MESSAGE.export_about_traces,
        Product::History => MESSAGE.export_about_history,
        Product::Receipt => MESSAGE.export_about_receipt,
        Product::Receipts => MESSAGE.export_about_receipts,
    }
}

/// A size in bytes for people.
pub(super) fn size(bytes: usize) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
