//! Spot the bug: the control that plants a mistake, and what the page says while one is planted.

use super::{Page, What};
use crate::app::field::HIDDEN;
use crate::app::html::options;
use crate::app::mistake::{Ghost, has_place, planted, said, words};
use crate::i18n::CHECK;
use crate::step::{Mistake, Planted};
use crate::views::number;

impl Page<'_> {
    pub(super) fn mistake(&mut self) {
        let model = self.model;
        let planted = planted(model);
        let names: Vec<String> = Mistake::ALL
            .iter()
            .map(|mistake| {
                let name = self.text(words(*mistake)[0]);
                if has_place(model, *mistake) {
                    name.to_owned()
                } else {
                    self.fill(CHECK.no_place, &[("name", name)])
                }
            })
            .collect();
        let is_hidden = planted.is_some_and(|planted| !planted.is_named);
        let mut list = vec![("", self.text(CHECK.none))];
        list.extend(is_hidden.then(|| (HIDDEN, self.text(CHECK.hidden))));
        list.extend(Mistake::ALL.iter().zip(&names).map(|(m, name)| (m.name(), name.as_str())));
        self.set("mistake", What::Html, options(list));
        let value = match planted {
            None => "",
            Some(Planted { is_named: false, .. }) => HIDDEN,
            Some(Planted { mistake, .. }) => mistake.name(),
        };
        self.field("mistake", value.to_owned());
        let said = said(model).unwrap_or_default();
        self.attribute_if("mistake-bar", "hidden", said.is_empty());
        self.flag("body", What::Class("mistaken"), !said.is_empty());
        self.set("mistake-text", What::Text, said);
        for id in ["accuse", "name-mistake"] {
            self.attribute_if(id, "hidden", !is_hidden);
        }
        let is_compared = if model.ghost.is_some() { "true" } else { "false" };
        self.set("command:compare_training", What::Attribute("aria-pressed"), is_compared);
        let is_checked = if model.check.is_some() { "true" } else { "false" };
        self.set("command:check", What::Attribute("aria-pressed"), is_checked);
        let compared = model.ghost.as_ref().and_then(|ghost| self.compared(ghost));
        self.attribute_if("compared", "hidden", compared.is_none());
        self.set("compared", What::Text, compared.unwrap_or_default());
        self.attribute_if("ghost-key", "hidden", model.ghost.is_none());
    }

    /// Both losses, once both runs have come equally far.
    fn compared(&self, ghost: &Ghost) -> Option<String> {
        let count = self.model.lab.completed_iterations();
        if count == 0 || ghost.lab.completed_iterations() != count {
            return None;
        }
        let (with, without) = (self.model.losses().train, ghost.lab.train_loss());
        let values = [
            ("count", &*number::count(count)),
            ("with", &digits(with)),
            ("without", &digits(without)),
        ];
        let mut text = self.fill(CHECK.compared, &values);
        if with < without {
            text.push_str(self.model.language.space());
            text.push_str(self.text(CHECK.lower));
        }
        Some(text)
    }
}

/// A loss to nine digits, as worked examples print it, or to its size where that is too small.
fn digits(loss: f64) -> String {
    if loss.abs() < 1e-3 { number::short(loss) } else { number::fixed(loss, 9) }
}
