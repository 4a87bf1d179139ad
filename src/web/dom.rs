//! Touches the page's elements, and only where something has changed.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Document, Element, HtmlInputElement, HtmlProgressElement, HtmlSelectElement, Node, NodeList,
};

use super::effects::reveal;
use crate::app::{Model, Patch, What};
use crate::i18n::{Language, PageTexts, TrainingTexts};
use crate::views::equation::cell_key;

/// The document and what was last set in it.
pub(super) struct Dom {
    document: Document,
    last: Vec<Patch>,
    /// The field that somebody types in, or the slider they drag: theirs until they are done.
    held: Option<String>,
    language: Option<Language>,
    lit: Option<String>,
}

/// Stands in `last` for a value that the page may not hold.
const UNKNOWN: &str = "\0";

impl Dom {
    pub(super) fn new() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        Some(Self { document, last: Vec::new(), held: None, language: None, lit: None })
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// Says that the page can be used.
    pub(super) fn ready(&self) {
        if let Some(boot) = self.document.get_element_by_id("boot") {
            boot.remove();
        }
        if let Some(root) = self.document.document_element() {
            let _ = root.set_attribute("data-ready", "true");
        }
    }

    /// Leaves the field of that id alone from now on.
    pub(super) fn hold(&mut self, id: String) {
        self.held = Some(id);
    }

    /// Puts into the field of that id what the model says, whatever it holds now.
    pub(super) fn release(&mut self, id: &str) {
        self.held = None;
        for patch in &mut self.last {
            if patch.target == id && patch.what == What::Value {
                UNKNOWN.clone_into(&mut patch.value);
            }
        }
    }

    /// Brings the page to what `patches` say.
    pub(super) fn apply(&mut self, patches: &[Patch], model: &Model) {
        if self.language != Some(model.language) {
            self.language = Some(model.language);
            self.translate(model.language);
        }
        let last = std::mem::replace(&mut self.last, patches.to_vec());
        // Elements that were just made hold nothing yet: whatever is in them is set again.
        let mut made: Vec<String> = Vec::new();
        for (i, patch) in patches.iter().enumerate() {
            // Patches come in the same order each time, but for how many of some there are.
            let is_same = last.get(i) == Some(patch);
            if is_same && !made.contains(&patch.target) {
                continue;
            }
            for element in self.targets(&patch.target) {
                if self.is_held(&element, patch) {
                    UNKNOWN.clone_into(&mut self.last[i].value);
                } else {
                    self.set(&element, patch);
                }
                if !is_same && patch.what == What::Html {
                    // A list of choices that was made anew has forgotten which one it is.
                    made.push(patch.target.clone());
                    if HOLDERS.contains(&&*patch.target) {
                        made.extend(targets_in(&element));
                    }
                }
            }
        }
        self.light(model);
    }

    fn targets(&self, target: &str) -> Vec<Element> {
        let one = |element: Option<Element>| element.into_iter().collect();
        match target {
            "root" => one(self.document.document_element()),
            "body" => one(self.document.body().map(Into::into)),
            _ => match target.strip_prefix("command:") {
                Some(id) => {
                    let selector = format!("[data-command=\"{id}\"]");
                    elements(self.document.query_selector_all(&selector).ok())
                }
                None => one(self.document.get_element_by_id(target)),
            },
        }
    }

    fn set(&self, element: &Element, patch: &Patch) {
        let value = &patch.value;
        match patch.what {
            What::Text => {
                element.set_text_content(Some(value));
                // What is wrong is seen, even where the field stands at the edge of what is.
                if patch.target.starts_with("error-") && !value.is_empty() {
                    reveal(&patch.target);
                }
            }
            What::Html if HOLDERS.contains(&&*patch.target) => self.morph(element, value),
            What::Html => element.set_inner_html(value),
            What::Value => set_value(element, value),
            What::Checked => {
                if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                    input.set_checked(value == "true");
                }
            }
            What::Attribute(name) if value.is_empty() => {
                let _ = element.remove_attribute(name);
            }
            What::Attribute(name) => {
                let _ = element.set_attribute(name, value);
            }
            What::Class(name) => {
                let _ = element.class_list().toggle_with_force(name, value == "true");
            }
        }
    }

    /// Whether a value would change under somebody's fingers. A slider can be dragged without
    /// having the focus.
    fn is_held(&self, element: &Element, patch: &Patch) -> bool {
        patch.what == What::Value
            && self.held.as_deref() == Some(&*patch.target)
            && (element.get_attribute("type").as_deref() == Some("range")
                || self.document.active_element().as_ref() == Some(element))
    }

    /// Makes what is in `element` what `html` says. Elements that can stay do, so that a field
    /// keeps the focus and the text that is being typed in it.
    fn morph(&self, element: &Element, html: &str) {
        let Ok(wanted) = self.document.create_element(&element.local_name()) else { return };
        wanted.set_inner_html(html);
        // It cannot fail: these nodes were parsed where they are to stand.
        let _ = morph_children(element, &wanted);
    }

    /// Puts every static text into `language`.
    fn translate(&self, language: Language) {
        for (key, text) in PageTexts::ROWS.iter().chain(TrainingTexts::ROWS) {
            let text = text.get(language);
            for element in self.with_attribute("data-i18n", key) {
                element.set_text_content(Some(text));
            }
            for name in ["title", "aria-label", "placeholder"] {
                for element in self.with_attribute(&format!("data-i18n-{name}"), key) {
                    let _ = element.set_attribute(name, text);
                }
            }
        }
    }

    fn with_attribute(&self, name: &str, value: &str) -> Vec<Element> {
        let selector = format!("[{name}=\"{value}\"]");
        elements(self.document.query_selector_all(&selector).ok())
    }

    /// Lights the symbols of the mark that is pointed at.
    fn light(&mut self, model: &Model) {
        let cells = model.lit_cells();
        let selector = cells
            .iter()
            .map(|cell| format!("[data-cell=\"{}\"]", cell_key(*cell)))
            .collect::<Vec<_>>()
            .join(",");
        if self.lit.as_deref() == Some(&*selector) && selector.is_empty() {
            return;
        }
        for element in elements(self.document.query_selector_all(".cell.lit").ok()) {
            let _ = element.class_list().remove_1("lit");
        }
        if !selector.is_empty() {
            for element in elements(self.document.query_selector_all(&selector).ok()) {
                let _ = element.class_list().add_1("lit");
            }
        }
        self.lit = Some(selector);
    }
}

/// Elements whose HTML is made by the program and holds fields or choices.
const HOLDERS: &[&str] = &[
    "example",
    "dataset",
    "layers",
    "sample-inputs",
    "sample-targets",
    "inspector",
    "gallery-list",
    "runs-list",
    "sweep-list",
    "landscape_x",
    "landscape_y",
];

fn set_value(element: &Element, value: &str) {
    if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        select.set_value(value);
    } else if let Some(progress) = element.dyn_ref::<HtmlProgressElement>() {
        progress.set_value(value.parse().unwrap_or(0.0));
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.set_value(value);
    }
}

fn morph_children(element: &Node, wanted: &Node) -> Result<(), JsValue> {
    let (old, new) = (nodes(element), nodes(wanted));
    for (i, node) in new.iter().enumerate() {
        match old.get(i) {
            None => drop(element.append_child(node)?),
            Some(here) if here.is_equal_node(Some(node)) => {}
            Some(here) => match (here.dyn_ref(), node.dyn_ref()) {
                (Some(here), Some(node)) if is_alike(here, node) => {
                    copy_attributes(here, node)?;
                    morph_children(here, node)?;
                }
                _ => drop(element.replace_child(node, here)?),
            },
        }
    }
    for node in old.iter().skip(new.len()) {
        element.remove_child(node)?;
    }
    Ok(())
}

fn nodes(parent: &Node) -> Vec<Node> {
    let list = parent.child_nodes();
    (0..list.length()).filter_map(|i| list.item(i)).collect()
}

fn is_alike(here: &Element, wanted: &Element) -> bool {
    here.tag_name() == wanted.tag_name() && here.id() == wanted.id()
}

fn copy_attributes(here: &Element, wanted: &Element) -> Result<(), JsValue> {
    let names = |element: &Element| element.get_attribute_names().iter().collect::<Vec<_>>();
    for name in names(here).iter().filter_map(JsValue::as_string) {
        if !wanted.has_attribute(&name) {
            here.remove_attribute(&name)?;
        }
    }
    for name in names(wanted).iter().filter_map(JsValue::as_string) {
        let value = wanted.get_attribute(&name).unwrap_or_default();
        if here.get_attribute(&name).as_ref() != Some(&value) {
            here.set_attribute(&name, &value)?;
        }
    }
    Ok(())
}

/// What patches may be about in `holder`: few, where asking each patch's element took long.
fn targets_in(holder: &Element) -> Vec<String> {
    let inside = elements(holder.query_selector_all("[id], [data-command]").ok());
    let targets = inside.into_iter().flat_map(|element| {
        let command = element.get_attribute("data-command").map(|id| format!("command:{id}"));
        command.into_iter().chain([element.id()])
    });
    targets.collect()
}

fn elements(list: Option<NodeList>) -> Vec<Element> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.item(i)?.dyn_into().ok()).collect()
}
