//! The gradient check, and planted mistakes, without a browser.

use super::*;

#[test]
fn the_gradient_check_is_done_while_the_run_stands_still_and_begins_anew_when_it_moves_on() {
    let mut model = opened("program");
    assert!(!model.has_work());
    press(&mut model, "c");
    assert!(model.has_work() && model.is_busy(), "frames are wanted until it is done");
    rest(&mut model);
    let verdict = |model: &Model| shown(model, "check-verdict", What::Html);
    assert!(verdict(&model).contains("All 13 gradients agree"), "{}", verdict(&model));
    press(&mut model, "ArrowRight");
    assert!(!model.has_work(), "within the iteration nothing changes");
    press(&mut model, "4");
    press(&mut model, "ArrowRight");
    press(&mut model, "ArrowRight");
    assert!(model.has_work(), "the second iteration has other gradients");
    press(&mut model, " ");
    assert!(verdict(&model).contains("stands still"), "{}", verdict(&model));
    press(&mut model, " ");
    rest(&mut model);
    field(&mut model, "mistake", "batch_sum");
    rest(&mut model);
    // The update of this iteration is done: the mistake is made from the next one on.
    assert!(shown(&model, "mistake-text", What::Text).contains("from the next iteration on"));
    assert!(verdict(&model).contains("All 13 gradients agree"), "{}", verdict(&model));
    press(&mut model, "ArrowRight");
    rest(&mut model);
    assert!(!shown(&model, "mistake-text", What::Text).contains("from the next iteration on"));
    assert!(verdict(&model).contains("of 13 gradients are not the slope"), "{}", verdict(&model));
    press(&mut model, "Escape");
    assert!(model.check.is_none() && !model.has_work());
}

#[test]
fn the_picture_and_the_list_show_the_same_check() {
    let mut model = opened("mazur");
    field(&mut model, "mistake", "new_weights");
    press(&mut model, "c");
    let before = shown(&model, "check-rows", What::Html);
    assert_eq!(before, "", "nothing is checked yet");
    rest(&mut model);
    let rows = shown(&model, "check-rows", What::Html);
    assert_eq!(rows.matches("<tr").count(), 8);
    assert_eq!(rows.matches("✗").count(), 4);
    let svg = model.network_scene(Size::new(800.0, 600.0), None).to_svg("check");
    assert_eq!(svg.matches("✗ 0.1").count(), 4, "the four weights of the hidden layer");
    assert_eq!(svg.matches("✓ ").count(), 4);
}

#[test]
fn a_step_that_cannot_be_used_is_told_and_the_check_stays() {
    let mut model = opened("mazur");
    press(&mut model, "c");
    field(&mut model, "check_step", "x");
    assert_ne!(shown(&model, "error-check_step", What::Text), "");
    field(&mut model, "check_step", "1e300");
    assert_eq!(
        model.check.as_ref().map(|check| check.step),
        Some(1.0),
        "as far as the slider goes"
    );
    rest(&mut model);
    assert!(shown(&model, "check-verdict", What::Html).contains("of the others"));
}

#[test]
fn the_page_hides_every_mistake_that_the_network_has_a_place_for_and_no_other() {
    let mut hidden = std::collections::BTreeSet::new();
    for seed in 0..60 {
        let mut model = opened("program");
        model.update(Msg::Chance(seed));
        model.update(Msg::Command(Command::HideMistake));
        let planted = model.lab.settings().mistake.expect("one is planted");
        assert!(!planted.is_named);
        assert!(!shown(&model, "mistake-text", What::Text).contains("Planted mistake"));
        hidden.insert(planted.mistake.name());
    }
    // No tanh in it, and its layer of three hands down to a layer of one.
    let expected = "slope_left_out relu_for_its_slope cross_entropy_sign new_weights \
        bias_forgotten bias_wrong_axis batch_sum gradient_not_reset";
    assert_eq!(hidden, expected.split_whitespace().collect());
}

#[test]
fn a_hidden_mistake_travels_with_the_link_and_is_found_there() {
    let mut model = opened("mazur");
    model.update(Msg::Command(Command::HideMistake));
    let planted = model.lab.settings().mistake;
    let mut other = opened("hand");
    other.update(Msg::Link(model.link()));
    settle(&mut other);
    assert_eq!(other.lab.settings().mistake, planted);
    while !shown(&other, "mistake-text", What::Text).starts_with("Found") {
        press(&mut other, "ArrowRight");
        press(&mut other, "x");
        assert!(other.lab.completed_iterations() < 2, "it is in every iteration");
    }
    assert!(other.lab.settings().mistake.is_some_and(|planted| planted.is_named));
}

#[test]
fn the_run_without_the_mistake_goes_along_and_is_made_anew_by_a_change() {
    let mut model = opened("xor");
    field(&mut model, "mistake", "slope_left_out");
    model.update(Msg::Command(Command::CompareTraining));
    rest(&mut model);
    let both = |model: &Model| {
        let ghost = model.ghost.as_ref().expect("it is compared with").lab.completed_iterations();
        (model.lab.completed_iterations(), ghost)
    };
    assert_eq!(both(&model), (200, 200));
    field(&mut model, "learning_rate", "0.01");
    rest(&mut model);
    assert_eq!(both(&model), (200, 200));
    let ghost = model.ghost.as_ref().expect("it is compared with");
    assert!(!ghost.lab.has_mistake());
    assert_eq!(ghost.lab.settings().optimizer.learning_rate(), 0.01);
    model.update(Msg::Command(Command::RemoveMistake));
    model.update(Msg::Command(Command::CompareTraining));
    assert!(model.ghost.is_none());
}
