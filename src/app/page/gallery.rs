//! The gallery: a part for each worked example with its published numbers beside ours, and the
//! examples that are data to train on.

use std::fmt::Write as _;

use super::{Page, What};
use crate::app::gallery::{Ours, worked};
use crate::app::html::escape;
use crate::examples::{self, Example, Published, Source};
use crate::i18n::GALLERY;
use crate::views::number;

/// With more rows than this, those that agree are folded away.
const MOST_ROWS: usize = 10;

impl Page<'_> {
    /// The gallery, while it is open.
    pub(super) fn gallery(&mut self) {
        let mut html = String::new();
        if self.model.gallery.is_open() {
            for (index, (example, source)) in worked().enumerate() {
                html.push_str(&self.worked_example(index, example, &source));
            }
            for (heading, are_troubles) in [(GALLERY.data_sets, false), (GALLERY.troubles, true)] {
                let _ = write!(html, "<h3>{}</h3><div class=\"plain\">", self.text(heading));
                let plain = examples::ALL.iter().filter(|example| example.source.is_none());
                for example in plain.filter(|example| example.is_trouble() == are_troubles) {
                    let _ = write!(html, "<section>{}</section>", self.heading("h4", example));
                }
                html.push_str("</div>");
            }
        }
        self.set("gallery-list", What::Html, html);
    }

    /// An example's title and note, with the button that opens it.
    fn heading(&self, level: &str, example: &Example) -> String {
        let title = self.text(example.title);
        format!(
            r#"<header><{level}>{}</{level}><button type="button" class="small" data-example="{}" aria-label="{}">{}</button></header><p>{}</p>"#,
            escape(title),
            example.id,
            escape(&self.fill(GALLERY.open_example, &[("title", title)])),
            self.text(GALLERY.open),
            escape(self.text(example.note)),
        )
    }

    fn worked_example(&self, index: usize, example: &Example, source: &Source) -> String {
        let title = escape(self.text(source.title));
        let cited = match source.address {
            "" => title,
            address => {
                format!(r#"<a href="{address}" target="_blank" rel="noopener">{title}</a>"#)
            }
        };
        let rows = || source.published.iter().enumerate();
        let agree = source.published.iter().filter(|row| row.reason.en.is_empty()).count();
        let mut numbers = String::new();
        if source.published.len() > MOST_ROWS {
            let shown = rows().filter(|(_, row)| !row.reason.en.is_empty());
            numbers.push_str(&self.table(index, shown));
            let summary = self.fill(GALLERY.agree, &[("count", &number::count(agree as u64))]);
            let folded = rows().filter(|(_, row)| row.reason.en.is_empty());
            let _ = write!(
                numbers,
                "<details><summary>{summary}</summary>{}</details>",
                self.table(index, folded)
            );
        } else {
            numbers = self.table(index, rows());
        }
        format!(
            r#"<section class="worked" id="worked-{}"><div>{}<p class="hint">{}<cite>{cited}</cite></p></div><div>{numbers}</div></section>"#,
            example.id,
            self.heading("h3", example),
            self.text(GALLERY.source),
        )
    }

    fn table<'a>(
        &self,
        index: usize,
        rows: impl Iterator<Item = (usize, &'a Published)>,
    ) -> String {
        let mut html = format!(
            r#"<table><thead><tr><th scope="col"><span class="visually-hidden">{}</span></th><th scope="col">{}</th><th scope="col">{}</th><th scope="col"><span class="visually-hidden">{}</span></th></tr></thead><tbody>"#,
            self.text(GALLERY.number),
            self.text(GALLERY.published),
            self.text(GALLERY.ours),
            self.text(GALLERY.comparison),
        );
        let mut rows = rows.peekable();
        while let Some((place, row)) = rows.next() {
            let next = rows.peek().map(|(_, row)| row.reason);
            html.push_str(&self.row(row, self.model.gallery.ours(index, place)));
            // What is said of several in a row is said once.
            if !row.reason.en.is_empty() && next != Some(row.reason) {
                let reason = escape(self.text(row.reason));
                let _ = write!(html, r#"<tr class="reason"><td colspan="4">{reason}</td></tr>"#);
            }
        }
        html.push_str("</tbody></table>");
        html
    }

    fn row(&self, row: &Published, ours: Ours) -> String {
        let (class, mark, word) = match ours {
            Ours::Coming => ("", "", ""),
            Ours::Nothing => ("", "", self.text(GALLERY.nothing)),
            Ours::Number(ours) if row.agrees(ours) => ("agrees", "✓", self.text(GALLERY.agrees)),
            Ours::Number(_) => ("differs", "≠", self.text(GALLERY.differs)),
        };
        let (number, full) = match ours {
            Ours::Coming => ("…".to_owned(), String::new()),
            Ours::Nothing => ("–".to_owned(), String::new()),
            Ours::Number(ours) => {
                let rounded = |decimals| number::fixed(ours, decimals);
                let number = row.decimals().map_or_else(|| number::short(ours), rounded);
                (number, number::full(ours))
            }
        };
        format!(
            r#"<tr class="{class}"><th scope="row">{}</th><td>{}</td><td title="{full}">{number}</td><td title="{word}"><span aria-hidden="true">{mark}</span><span class="visually-hidden">{word}</span></td></tr>"#,
            escape(self.text(row.what)),
            escape(self.text(row.printed)),
        )
    }
}
