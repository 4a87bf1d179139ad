//! The static page: its words, its controls and its colours agree with what the program expects.

use std::collections::{BTreeMap, BTreeSet};

use backstep::i18n::{PageTexts, Text, TrainingTexts};
use backstep::scene::Color;
use backstep::views::Palette;

const PAGE: &str = include_str!("../index.html");
const THEME: &str = include_str!("../www/style/theme.css");

/// A start tag and the text up to the next tag.
#[derive(Debug)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    /// Ancestors, outermost first, as positions in the list of elements.
    ancestors: Vec<usize>,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Every element of a page as plain as ours: quoted attributes, no scripts, no `>` in attributes.
fn elements(page: &str) -> Vec<Element> {
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if rest.starts_with("<!--") {
            rest = &rest[rest.find("-->").expect("a comment ends") + 3..];
            continue;
        }
        let end = rest.find('>').expect("a tag ends");
        let (tag, after) = (&rest[1..end], &rest[end + 1..]);
        rest = after;
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().map(|index| found[index].name.as_str());
            assert_eq!(last, Some(name), "</{name}> closes something else");
            continue;
        }
        let closed = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        found.push(Element {
            name: name.to_owned(),
            attributes: attributes_of(attributes),
            text: after[..after.find('<').unwrap_or(0)].trim().to_owned(),
            ancestors: open.clone(),
        });
        let is_void = matches!(name, "meta" | "link" | "input" | "br" | "hr" | "img");
        if !closed && !is_void {
            open.push(found.len() - 1);
        }
    }
    assert!(open.is_empty(), "every element is closed");
    found
}

fn attributes_of(mut rest: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    rest = rest.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("a quoted value ends"),
            None => ("", after),
        };
        attributes.push((name.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    attributes
}

fn ids(elements: &[Element]) -> BTreeMap<&str, usize> {
    let mut ids = BTreeMap::new();
    for element in elements {
        if let Some(id) = element.get("id") {
            *ids.entry(id).or_default() += 1;
        }
    }
    ids
}

#[test]
fn ids_are_unique() {
    let page = elements(PAGE);
    for (id, count) in ids(&page) {
        assert_eq!(count, 1, "id {id}");
    }
}

/// The texts of the page itself.
fn rows() -> impl Iterator<Item = (&'static str, Text)> {
    PageTexts::ROWS.iter().chain(TrainingTexts::ROWS).copied()
}

#[test]
fn every_text_is_a_row_of_the_table_and_every_row_is_used() {
    let table: BTreeMap<_, _> = rows().collect();
    let mut used = BTreeSet::new();
    for element in elements(PAGE) {
        for (name, key) in &element.attributes {
            let Some(kind) = name.strip_prefix("data-i18n") else { continue };
            let row = table.get(key.as_str()).unwrap_or_else(|| panic!("no row {key}"));
            let shown = match kind.strip_prefix('-') {
                None => element.text.as_str(),
                Some(attribute) => element.get(attribute).unwrap_or_default(),
            };
            assert_eq!(shown, row.en, "{name}=\"{key}\"");
            used.insert(key.clone());
        }
    }
    for (key, _) in rows() {
        assert!(used.contains(key), "row {key} is used nowhere");
    }
}

#[test]
fn every_word_on_the_page_can_be_translated() {
    for element in elements(PAGE) {
        let untranslated = ["kbd", "span"].contains(&element.name.as_str())
            || element.get("data-i18n").is_some()
            || !element.text.chars().any(char::is_alphabetic);
        assert!(untranslated, "<{}> says \"{}\" in one language", element.name, element.text);
        for attribute in ["title", "aria-label", "placeholder", "alt"] {
            let key = format!("data-i18n-{attribute}");
            assert_eq!(
                element.get(attribute).is_some(),
                element.get(&key).is_some(),
                "{attribute} of <{} {:?}>",
                element.name,
                element.get("id")
            );
        }
    }
}

#[test]
fn both_languages_fill_in_the_same_values() {
    for (key, text) in rows() {
        assert!(!text.en.is_empty() && !text.zh.is_empty(), "{key}");
        assert_eq!(placeholders(text.en), placeholders(text.zh), "{key}");
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn commands_stand_on_buttons_and_are_the_ones_agreed_on() {
    let expected = "play forward back start size_op size_layer size_pass size_iteration size_epoch \
        reset undo redo save open share present language theme help axis_linear axis_log \
        export close_export export_numpy export_pytorch export_jax export_keras export_trace \
        export_traces export_history export_receipt export_receipts export_script export_notebook \
        cancel_export start_export copy_export save_export \
        add_layer remove_layer previous_sample next_sample to_last_finite dismiss close_help gallery close_gallery \
        toggle_experiment check diagnosis to_divergence check_batch check_sample hide_mistake \
        accuse name_mistake remove_mistake compare_training fork side_by_side sweep close_sweep \
        start_sweep cancel_sweep landscape close_landscape cancel_landscape compute_landscape \
        landscape_back landscape_forward landscape_linear landscape_log set_landscape";
    let expected: BTreeSet<_> = expected.split_whitespace().collect();
    // The experiment can be closed where it lies open over the page, too; the check is opened from
    // what is selected and from what is said of a mistake, and closed where it stands.
    let repeated = BTreeMap::from([
        ("toggle_experiment", 2),
        ("check", 3),
        ("diagnosis", 2),
        ("side_by_side", 2),
    ]);
    let page = elements(PAGE);
    let mut counts = BTreeMap::new();
    for element in &page {
        if let Some(command) = element.get("data-command") {
            assert_eq!(element.name, "button", "{command}");
            assert_eq!(element.get("type"), Some("button"), "{command}");
            *counts.entry(command).or_insert(0) += 1;
        }
    }
    assert_eq!(counts.keys().copied().collect::<BTreeSet<_>>(), expected);
    for (command, count) in counts {
        assert_eq!(count, repeated.get(command).copied().unwrap_or(1), "{command}");
    }
}

#[test]
fn every_field_has_a_label_and_a_place_for_its_error() {
    let expected = "example dataset noise samples train_fraction initializer train_biases loss \
        optimizer learning_rate learning_rate_slider momentum nesterov dampening beta1 beta2 alpha \
        epsilon weight_decay schedule schedule_length schedule_factor l1 l2 clip_value clip_norm batch_size shuffle seed \
        speed export_iterations check_step mistake timeline go_to_iteration sweep_varied sweep_iterations \
        landscape_cut landscape_x landscape_y landscape_seed landscape_over landscape_reach landscape_points";
    let expected: BTreeSet<_> = expected.split_whitespace().collect();
    let page = elements(PAGE);
    let ids = ids(&page);
    let labelled: BTreeSet<_> = page.iter().filter_map(|element| element.get("for")).collect();
    let mut fields = BTreeSet::new();
    for element in &page {
        if !["input", "select", "textarea"].contains(&element.name.as_str()) {
            continue;
        }
        let id = element.get("id").expect("a control has an id");
        assert!(labelled.contains(id), "{id} has no label");
        if let Some(field) = element.get("data-field") {
            assert_eq!(field, id);
            assert!(ids.contains_key(format!("error-{field}").as_str()), "error-{field}");
            fields.insert(field);
        }
    }
    assert_eq!(fields, expected);
}

#[test]
fn references_lead_somewhere() {
    let page = elements(PAGE);
    let ids = ids(&page);
    let attributes =
        ["for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget"];
    for element in &page {
        for attribute in attributes {
            for id in element.get(attribute).unwrap_or_default().split_whitespace() {
                assert!(ids.contains_key(id), "{attribute}=\"{id}\"");
            }
        }
        if let Some(id) = element.get("href").and_then(|target| target.strip_prefix('#')) {
            assert!(ids.contains_key(id), "href=\"#{id}\"");
        }
    }
}

#[test]
fn every_button_has_a_name() {
    let page = elements(PAGE);
    for (index, button) in page.iter().enumerate() {
        if button.name != "button" || button.get("aria-label").is_some() || !button.text.is_empty()
        {
            continue;
        }
        let has_words = page
            .iter()
            .any(|inner| inner.ancestors.contains(&index) && inner.get("data-i18n").is_some());
        assert!(has_words, "{:?}", button.get("data-command"));
    }
}

#[test]
fn what_the_program_fills_is_there() {
    let slots = "notice notice-text network network-description loss-chart outputs example-note \
        data-summary sample-inputs sample-targets watched parameter-count position op-name strip \
        equation inspector train-loss test-loss outputs-title progress speed-reached status \
        layers file help gallery gallery-list boot export export-about export-command export-form export-count \
        export-progress export-bar export-progress-text export-preview export-remark export-error \
        export-size export-done runs-card runs-list runs-note \
        beside beside-note column-0 column-head-3 column-network-3 column-outputs-3 column-said-3 \
        sweep sweep-list sweep-said sweep-start sweep-progress sweep-bar \
        landscape landscape-said landscape-box landscape-plot landscape-bar landscape-progress \
        landscape-stopped landscape-read landscape-place";
    let page = elements(PAGE);
    let ids = ids(&page);
    for slot in slots.split_whitespace() {
        assert!(ids.contains_key(slot), "{slot}");
    }
}

#[test]
fn every_style_sheet_is_on_the_page_once() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("www/style");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder of the style sheets")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    let page = elements(PAGE);
    let linked: Vec<&str> =
        page.iter().filter_map(|element| element.get("href")?.strip_prefix("www/style/")).collect();
    assert_eq!(linked.len(), files.len(), "{linked:?}");
    for name in linked {
        assert!(files.contains(name), "{name}");
    }
}

/// The custom properties in the first block that follows `selector`.
fn properties(selector: &str) -> BTreeMap<&'static str, &'static str> {
    let start = THEME.find(selector).unwrap_or_else(|| panic!("{selector} is in the style sheet"));
    let block = THEME[start + selector.len()..].split_once('}').expect("a block ends").0;
    let block = block.split_once('{').expect("a block starts").1;
    block
        .split(';')
        .filter_map(|declaration| declaration.trim().strip_prefix("--")?.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect()
}

fn colors(palette: Palette) -> [(&'static str, Color); 12] {
    [
        ("ground", palette.ground),
        ("panel", palette.panel),
        ("ink", palette.ink),
        ("muted", palette.muted),
        ("line", palette.line),
        ("weight-positive", palette.weight_positive),
        ("weight-negative", palette.weight_negative),
        ("gradient-positive", palette.gradient_positive),
        ("gradient-negative", palette.gradient_negative),
        ("highlight", palette.highlight),
        ("accent", palette.accent),
        ("error", palette.error),
    ]
}

#[test]
fn the_style_sheet_has_the_pictures_colours() {
    let themes = [
        ("\n:root {", Palette::LIGHT),
        ("\n  :root:not([data-theme=\"light\"]) {", Palette::DARK),
        ("\n:root[data-theme=\"dark\"] {", Palette::DARK),
    ];
    for (selector, palette) in themes {
        let selector = selector.trim_end_matches(" {");
        let properties = properties(selector);
        for (name, color) in colors(palette) {
            let expected = format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b);
            assert_eq!(properties.get(name), Some(&expected.as_str()), "{selector} --{name}");
        }
    }
}

/// Contrast as WCAG 2 defines it: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
fn contrast(one: Color, other: Color) -> f64 {
    fn luminance(color: Color) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
    }
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_can_be_read_on_what_lies_behind_it() {
    for palette in [Palette::LIGHT, Palette::DARK] {
        for background in [palette.ground, palette.panel, palette.highlight] {
            for (name, color) in colors(palette) {
                let is_text = !["ground", "panel", "line", "highlight"].contains(&name);
                let only_on_paper = background == palette.highlight && name != "ink";
                if is_text && !only_on_paper {
                    let ratio = contrast(color, background);
                    assert!(ratio >= 4.5, "{name} has {ratio:.2}");
                }
            }
        }
    }
}
