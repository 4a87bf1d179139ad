//! The timeline without a browser.

use super::*;

#[test]
fn the_timeline_goes_anywhere_within_the_run_and_stepping_goes_on_from_there() {
    let mut model = opened("mazur");
    assert_eq!(shown(&model, "timeline", What::Attribute("disabled")), "disabled");
    field(&mut model, "go_to_iteration", "500");
    assert_eq!(model.lab.completed_iterations(), 500);
    assert_eq!(shown(&model, "timeline", What::Attribute("max")), "500");
    field(&mut model, "timeline", "120");
    assert_eq!(model.lab.position(), Position { iteration: 119, op: 34 });
    assert_eq!(shown(&model, "go_to_iteration", What::Value), "120");
    assert_eq!(shown(&model, "timeline", What::Attribute("max")), "500", "the rest stays");
    press(&mut model, "4");
    press(&mut model, "ArrowRight");
    assert_eq!(model.lab.completed_iterations(), 121);
    press(&mut model, "ArrowLeft");
    assert_eq!(model.lab.completed_iterations(), 120);
    model.update(Msg::Timeline { iterations: 1e9 });
    assert_eq!(model.lab.completed_iterations(), 500, "no further than it has run");
    model.update(Msg::Timeline { iterations: -3.0 });
    assert_eq!(model.lab.position(), Position::default());
}

#[test]
fn an_iteration_that_cannot_be_gone_to_is_told() {
    let mut model = opened("mazur");
    for text in ["-1", "1.5", "x", "1e300", "1000000001"] {
        field(&mut model, "go_to_iteration", text);
        assert_ne!(shown(&model, "error-go_to_iteration", What::Text), "", "{text}");
        assert_eq!(shown(&model, "go_to_iteration", What::Value), text, "what was typed stays");
        assert_eq!(model.lab.position(), Position::default());
    }
}

#[test]
fn a_far_place_is_gone_to_in_slices_and_a_press_stops_on_the_way() {
    let mut model = opened("spiral");
    model.update(Msg::Field {
        field: "go_to_iteration".to_owned(),
        text: "100000".to_owned(),
        done: true,
    });
    assert!(model.task.is_some(), "it takes long");
    for _ in 0..5 {
        model.update(Msg::Work);
    }
    assert!(shown(&model, "progress-text", What::Text).contains("100,000"));
    press(&mut model, "ArrowRight");
    assert!(model.task.is_none());
    assert!(model.lab.completed_iterations() < 10_000);
}
