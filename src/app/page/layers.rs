//! The network's layers: a row each, with what can be set of them.

use super::{Page, What};
use crate::app::html::{escape, options};
use crate::app::inspector::names;
use crate::i18n::{MESSAGE, NORM};
use crate::nn::Activation;
use crate::views::number;

impl Page<'_> {
    /// The rows of the layers and what is said below them.
    pub(super) fn network(&mut self) {
        let settings = self.model.lab.settings();
        let last = settings.shape.last();
        let mut html = format!(
            r#"<div class="layer input"><span class="layer-name">{}</span><span class="units">{}</span></div>"#,
            self.text(MESSAGE.layer_input),
            settings.shape.inputs,
        );
        for l in 0..=last {
            html.push_str(&self.layer_row(l, l == last));
        }
        self.set("layers", What::Html, html);
        for (l, layer) in settings.shape.layers.iter().enumerate() {
            self.field(&format!("units:{l}"), layer.units.to_string());
            self.field(&format!("activation:{l}"), layer.activation.name().to_owned());
            if l < last {
                self.field(&format!("dropout:{l}"), layer.dropout.to_string());
                // A box holds what was asked for as long as that is refused, as a field does.
                let field = format!("batch_norm:{l}");
                let asked = self.model.rejected(&field).map(|rejected| rejected.text == "true");
                self.flag(&field, What::Checked, asked.unwrap_or(layer.batch_norm));
            }
        }
        let network = &self.model.lab.base().network;
        let count = number::count(settings.shape.parameter_count() as u64);
        let biases: usize = settings.shape.layers.iter().map(|layer| layer.units).sum();
        let trained = number::count((settings.shape.parameter_count() - biases) as u64);
        let text =
            if settings.train_biases { MESSAGE.parameters } else { MESSAGE.parameters_trained };
        let values = [("count", &*count), ("trained", &*trained)];
        self.set("parameter-count", What::Text, self.fill(text, &values));
        self.field("initializer", network.initializer.name().to_owned());
        self.flag("train_biases", What::Checked, settings.train_biases);
    }

    fn layer_row(&self, layer: usize, is_last: bool) -> String {
        let number = (layer + 1).to_string();
        let name = if is_last {
            self.text(MESSAGE.layer_output).to_owned()
        } else {
            self.fill(MESSAGE.layer_hidden, &[("layer", &number)])
        };
        let units = self.fill(MESSAGE.units_of, &[("layer", &name)]);
        let function = self.fill(MESSAGE.activation_of, &[("layer", &name)]);
        let offered = Activation::ALL.iter().filter(|a| is_last || **a != Activation::Softmax);
        let functions = options(
            offered
                .map(|activation| (activation.name(), names(self.model).activation(*activation))),
        );
        // How many outputs there are, the data say.
        let fixed = if is_last { " readonly" } else { "" };
        let extras = if is_last { String::new() } else { self.layer_extras(layer, &name) };
        let (name, units, function) = (escape(&name), escape(&units), escape(&function));
        format!(
            r#"<div class="layer" role="group" aria-label="{name}"><span class="layer-name">{name}</span><input type="text" class="number" id="units:{layer}" data-field="units:{layer}" inputmode="numeric" autocomplete="off"{fixed} aria-label="{units}" aria-describedby="error-units:{layer}"><select id="activation:{layer}" data-field="activation:{layer}" aria-label="{function}" aria-describedby="error-activation:{layer}">{functions}</select>{extras}<p class="field-error" id="error-units:{layer}" aria-live="polite"></p><p class="field-error" id="error-activation:{layer}" aria-live="polite"></p></div>"#
        )
    }

    /// What else a hidden layer may do: a row below its own.
    fn layer_extras(&self, layer: usize, name: &str) -> String {
        let norm = self.text(NORM.batch_norm);
        let of = escape(&self.fill(NORM.batch_norm_of, &[("layer", name)]));
        let dropout = self.text(NORM.dropout);
        let label = escape(&self.fill(NORM.dropout_of, &[("layer", name)]));
        format!(
            r#"<div class="layer-extras"><input type="checkbox" id="batch_norm:{layer}" data-field="batch_norm:{layer}" aria-label="{of}" aria-describedby="error-batch_norm:{layer}"><label class="extra norm" for="batch_norm:{layer}">{norm}</label><label class="extra" for="dropout:{layer}">{dropout}</label><input type="text" class="number" id="dropout:{layer}" data-field="dropout:{layer}" inputmode="decimal" autocomplete="off" aria-label="{label}" aria-describedby="error-dropout:{layer}"></div><p class="field-error" id="error-batch_norm:{layer}" aria-live="polite"></p><p class="field-error" id="error-dropout:{layer}" aria-live="polite"></p>"#
        )
    }
}
