//! Runs side by side: what stands over each column.

use super::{Page, What};
use crate::app::html::escape;
use crate::app::page::runs::line;
use crate::app::{MOST_BESIDE, Outputs};
use crate::i18n::RUNS;
use crate::lab::Lab;
use crate::views::number;

impl Page<'_> {
    /// The columns, while runs are to be seen side by side.
    pub(super) fn beside(&mut self) {
        let model = self.model;
        let are_beside = model.runs.are_beside();
        self.flag("body", What::Class("side-by-side"), are_beside);
        self.attribute_if("beside", "hidden", !are_beside);
        let pressed = if are_beside { "true" } else { "false" };
        self.set("command:side_by_side", What::Attribute("aria-pressed"), pressed);
        let columns = model.columns();
        let labs: Vec<&Lab> = columns.iter().map(|column| column.lab).collect();
        let differences = model.differences(&labs);
        let is_busy = model.is_busy();
        for place in 0..MOST_BESIDE {
            let column = columns.get(place);
            self.attribute_if(&format!("column-{place}"), "hidden", column.is_none());
            let Some(column) = column else { continue };
            let same = if column.is_own { RUNS.own } else { RUNS.same };
            let what = differences.get(place).filter(|said| !said.is_empty());
            let what = what.map_or_else(|| self.text(same).to_owned(), Clone::clone);
            let html = format!(
                r#"{}<b class="run-name">{}</b><span class="run-what">{}</span>{}"#,
                line(column.look),
                column.letter,
                escape(&what),
                self.outcome(column.lab, column.loss),
            );
            self.set(&format!("column-head-{place}"), What::Html, html);
            // Nobody reads a description that changes with every frame.
            let said = if is_busy { String::new() } else { Outputs::summary_of(model, column.lab) };
            self.set(&format!("column-said-{place}"), What::Text, said);
        }
        let count = number::count(model.lab.completed_iterations());
        let mut note = self.fill(RUNS.after, &[("count", &count)]);
        let more = (model.runs.shown().count() + 1).saturating_sub(MOST_BESIDE);
        if more > 0 {
            note = format!(
                "{note} · {}",
                self.fill(RUNS.beside_more, &[("count", &more.to_string())])
            );
        }
        self.set("beside-note", What::Text, note);
    }
}
