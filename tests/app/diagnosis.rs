//! The diagnosis without a browser.

use super::*;
use backstep::scene::Primitive;

fn said(model: &Model) -> String {
    shown(model, "diagnosis-findings", What::Html)
}

/// The example after so many iterations, diagnosed.
fn diagnosed(example: &str, iterations: u64) -> Model {
    let mut model = opened(example);
    model.update(Msg::Seek(Position { iteration: iterations - 1, op: END }));
    press(&mut model, "d");
    rest(&mut model);
    model
}

fn words(model: &Model) -> Vec<String> {
    let scene = model.network_scene(Size::new(820.0, 640.0), None);
    let texts = scene.items.into_iter().filter_map(|item| match item.primitive {
        Primitive::Text(run) => Some(run.text),
        _ => None,
    });
    texts.collect()
}

#[test]
fn each_trouble_is_said_with_its_numbers_and_what_to_try() {
    let vanishing = said(&diagnosed("vanishing", 100));
    assert!(vanishing.contains("Gradients vanish"), "{vanishing}");
    assert!(vanishing.contains("δ in Hidden 1 is 48,900 times smaller than in Output"));
    assert!(vanishing.contains("Try tanh or ReLU"));
    let exploding = said(&diagnosed("exploding", 1));
    assert!(exploding.contains("δ in Hidden 1 is 164 times as large as in Output"), "{exploding}");
    let dying = said(&diagnosed("dying_relu", 100));
    assert!(dying.contains("Hidden 2: 6 of 6 put out 0 for each of 100 training samples"));
    assert_eq!(dying.matches("Dead ReLU units").count(), 1, "once for both layers: {dying}");
    let oscillating = said(&diagnosed("oscillating", 100));
    assert!(oscillating.contains("The loss oscillates"), "{oscillating}");
    let mut well = diagnosed("circle", 100);
    assert!(said(&well).contains("No sign of trouble"), "{}", said(&well));
    assert!(said(&well).contains("units by 250 training samples"), "{}", said(&well));
    press(&mut well, "l");
    assert!(said(&well).contains("没有发现问题"), "{}", said(&well));
}

#[test]
fn it_opens_and_closes_and_the_run_stays_as_it_is() {
    let mut model = opened("dying_relu");
    model.update(Msg::Seek(Position { iteration: 99, op: END }));
    let before = model.lab.digest();
    let effects = press(&mut model, "d");
    assert_eq!(effects, [Effect::ShowPanel { id: "diagnosis-card", on: true }]);
    assert!(model.has_work() && model.is_busy(), "frames are wanted until it is done");
    rest(&mut model);
    assert_eq!(model.lab.digest(), before);
    assert_eq!(shown(&model, "body", What::Class("checking")), "false");
    press(&mut model, "c");
    assert!(model.diagnosis.is_none(), "the check stands in the same place");
    press(&mut model, "d");
    assert!(model.check.is_none() && model.diagnosis.is_some());
    press(&mut model, "Escape");
    assert!(model.diagnosis.is_none() && !model.has_work());
    press(&mut model, "d");
    press(&mut model, "d");
    assert!(model.diagnosis.is_none());
}

#[test]
fn units_that_are_dead_are_marked_in_the_picture_while_it_is_open() {
    let mut model = opened("dying_relu");
    model.update(Msg::Seek(Position { iteration: 99, op: END }));
    let dead = |model: &Model| words(model).iter().filter(|text| *text == "dead").count();
    assert_eq!(dead(&model), 0);
    press(&mut model, "d");
    rest(&mut model);
    assert_eq!(dead(&model), 7);
    assert!(words(&model).iter().any(|text| text == "dead: 0 for every sample"), "the legend");
    let unit = Mark::Unit { layer: 1, unit: 0 };
    model.update(Msg::Hover(Some(unit)));
    assert!(words(&model).iter().any(|text| text == "dead, at 100 % of samples"));
    model.update(Msg::SelectListed(Some(unit)));
    assert_eq!(model.selected, Some(unit));
    // At the start every unit is alive.
    press(&mut model, "Home");
    settle(&mut model);
    rest(&mut model);
    assert_eq!(dead(&model), 0);
    assert!(said(&model).contains("No sign of trouble"), "{}", said(&model));
}

#[test]
fn it_keeps_up_with_a_run_that_plays_and_does_not_hold_it_up() {
    let play = |diagnosed: bool| {
        let mut model = opened("circle");
        press(&mut model, "4");
        field(&mut model, "speed", "100");
        if diagnosed {
            press(&mut model, "d");
            rest(&mut model);
        }
        press(&mut model, " ");
        for frame in 0..=60 {
            model.update(Msg::Frame { now_secs: f64::from(frame) / 60.0 });
            let mut slices = 0;
            while model.has_work() {
                model.update(Msg::Work);
                slices += 1;
            }
            assert!(slices < 12, "{slices} slices in a frame");
        }
        press(&mut model, " ");
        model
    };
    let mut model = play(true);
    assert_eq!(model.lab.digest(), play(false).lab.digest());
    assert!(model.lab.completed_iterations() >= 90);
    let course = |model: &Model| model.diagnosis.as_ref().expect("open").course().clone();
    let live = course(&model).iterations().len();
    assert!((8..20).contains(&live), "one every tenth of a second: {live}");
    rest(&mut model);
    let all = course(&model);
    assert_eq!(all.iterations().len() as u64, model.lab.reached());
    let now = all.now().expect("looked at").iteration;
    assert_eq!(now, model.lab.position().iteration);
}

#[test]
fn a_change_drops_what_is_no_longer_true_and_undo_brings_it_back() {
    let mut model = diagnosed("oscillating", 100);
    let before = said(&model);
    field(&mut model, "learning_rate", "0.5");
    rest(&mut model);
    model.update(Msg::Seek(Position { iteration: 299, op: END }));
    rest(&mut model);
    assert!(said(&model).contains("No sign of trouble"), "{}", said(&model));
    press(&mut model, "Ctrl+z");
    rest(&mut model);
    assert_eq!(said(&model), before);
    field(&mut model, "example", "vanishing");
    rest(&mut model);
    assert!(said(&model).contains("Gradients vanish"), "{}", said(&model));
}

#[test]
fn one_press_goes_to_the_operation_that_wrote_the_first_number_that_is_not_finite() {
    let mut model = opened("exploding");
    field(&mut model, "speed", "max");
    press(&mut model, "4");
    press(&mut model, " ");
    model.update(Msg::Frame { now_secs: 0.0 });
    rest(&mut model);
    let divergence = model.lab.divergence().expect("it overflows");
    let notice = shown(&model, "notice-text", What::Text);
    let start = format!("The run diverged in iteration {}: ", divergence.position.iteration + 1);
    assert!(notice.starts_with(&start), "{notice}");
    assert!(
        notice.contains("weighted sum of hidden 4 unit 1 (z = Σ w a + b) became NaN"),
        "{notice}"
    );
    assert!(
        notice
            .contains("Among the numbers it read, activation of hidden 3 unit 8 was −1.35·10²⁵³."),
        "{notice}"
    );
    assert_eq!(shown(&model, "to-divergence", What::Attribute("hidden")), "");
    press(&mut model, "d");
    rest(&mut model);
    assert!(said(&model).contains(r#"data-command="to_divergence""#), "{}", said(&model));
    press(&mut model, "Home");
    settle(&mut model);
    // Back to before it: there is nothing to go to.
    assert!(!Command::ToDivergence.is_enabled(&model));
    model.update(Msg::Seek(Position { iteration: 9, op: END }));
    model.update(Msg::Command(Command::ToDivergence));
    assert_eq!(model.lab.position(), divergence.position);
    assert_eq!(model.selected, Some(Mark::Unit { layer: 3, unit: 0 }));
    assert_eq!(model.lab.machine().watched(), divergence.sample);
    let equation = shown(&model, "equation", What::Html);
    assert!(equation.contains("NaN"), "{equation}");
}

#[test]
fn pointing_at_the_charts_reads_the_numbers_of_that_iteration() {
    let mut model = diagnosed("circle", 100);
    let size = Size::new(340.0, 480.0);
    let rows = |model: &Model| shown(model, "diagnosis-rows", What::Html);
    let now = rows(&model);
    assert_eq!(now.matches("<tr>").count(), 3);
    let pointed = model.diagnosed_iteration_at(size, 40.0).expect("within the charts");
    model.update(Msg::PointDiagnosis(Some(pointed)));
    assert_eq!(shown(&model, "diagnosis-iteration", What::Text), "2");
    assert_ne!(rows(&model), now);
    assert!(model.diagnosis_scene(size).expect("charts").items.len() > 20);
    model.update(Msg::PointDiagnosis(None));
    assert_eq!(rows(&model), now);
}
