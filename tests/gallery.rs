//! The gallery without a browser: how it opens, fills and closes.

use backstep::app::{Command, Effect, KeyPress, Model, Msg, What, page};
use backstep::i18n::Language;
use backstep::lab::Position;

fn press(model: &mut Model, key: &str) -> Vec<Effect> {
    let press = KeyPress { key: key.to_owned(), shift: false, ctrl: false, alt: false };
    model.update(Msg::Key(press))
}

/// What the gallery's list holds.
fn list(model: &Model) -> String {
    let patches = page(model);
    let found = patches.into_iter().find(|p| p.target == "gallery-list" && p.what == What::Html);
    found.expect("the gallery has a place").value
}

/// Works until nothing is left to do; how often that was.
fn settle(model: &mut Model) -> u64 {
    let mut slices = 0;
    while model.has_work() {
        model.update(Msg::Work);
        slices += 1;
    }
    slices
}

#[test]
fn it_fills_in_slices_while_it_is_open_and_keeps_its_numbers() {
    let mut model = Model::new().expect("the first example runs");
    assert_eq!(list(&model), "", "nothing is written for a closed gallery");
    assert_eq!(press(&mut model, "g"), [Effect::ShowGallery(true)]);
    assert!(model.is_gallery_open() && model.is_busy() && model.has_work());
    assert!(list(&model).contains('…'));
    model.update(Msg::Work);

    // Closed half way it rests, and goes on when it is opened again.
    assert_eq!(press(&mut model, "Escape"), [Effect::ShowGallery(false)]);
    assert!(!model.has_work() && !model.is_busy());
    press(&mut model, "g");
    assert!(settle(&mut model) > 10_000, "an iteration of Mazur’s 10,000 is a slice at most");
    let html = list(&model);
    assert!(!html.contains('…') && !html.contains("NaN"));
    assert!(html.contains("0.291027924") && html.contains("0.291027774"));

    press(&mut model, "Escape");
    press(&mut model, "g");
    assert!(!model.has_work(), "what was computed is kept");
    assert_eq!(list(&model), html);
    assert_eq!(model.lab.position(), Position::default(), "the page’s own run has not moved");
}

#[test]
fn marks_do_not_tell_by_colour_alone_and_reasons_stand_where_numbers_differ() {
    let mut model = Model::new().expect("the first example runs");
    press(&mut model, "g");
    settle(&mut model);
    let html = list(&model);
    let count = |text: &str| html.matches(text).count();
    assert_eq!(count("class=\"agrees\""), count("✓"));
    assert_eq!(count("class=\"differs\""), count("≠"));
    assert_eq!(count("✓") + count("≠"), 68, "and one that no network computes");
    // Two rows share theirs, and the number that is not computed has one.
    assert_eq!(count("class=\"reason\""), count("≠"));
    assert_eq!(count("target=\"_blank\" rel=\"noopener\""), 9);
    assert_eq!(count("data-example="), backstep::examples::ALL.len());
}

#[test]
fn it_speaks_both_languages() {
    let mut model = Model::new().expect("the first example runs");
    press(&mut model, "g");
    settle(&mut model);
    let english = list(&model);
    model.update(Msg::Command(Command::Language));
    assert_eq!(model.language, Language::Zh);
    let chinese = list(&model);
    for word in ["published", "the same", "Open", "Source", "numbers agree"] {
        assert!(english.contains(word) && !chinese.contains(word), "{word}");
    }
    assert!(!english.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
}

#[test]
fn choosing_an_example_opens_it_and_closes_the_gallery() {
    let mut model = Model::new().expect("the first example runs");
    press(&mut model, "g");
    let effects = model.update(Msg::Example("micrograd".to_owned()));
    assert_eq!(effects, [Effect::ShowGallery(false)]);
    assert_eq!(model.example.map(|example| example.id), Some("micrograd"));
    assert!(!model.is_gallery_open());
    settle(&mut model);
    model.update(Msg::Command(Command::Undo));
    assert_eq!(model.example.map(|example| example.id), Some("hand"));
}

#[test]
fn it_fills_while_the_run_plays_at_full_speed() {
    let mut model = Model::new().expect("the first example runs");
    model.update(Msg::Field { field: "speed".to_owned(), text: "max".to_owned(), done: true });
    press(&mut model, " ");
    press(&mut model, "g");
    for frame in 0..100 {
        model.update(Msg::Frame { now_secs: f64::from(frame) / 60.0 });
        for _ in 0..500 {
            model.update(Msg::Work);
        }
    }
    assert!(model.playing && model.lab.completed_iterations() > 0);
    assert!(!list(&model).contains('…'));
}
