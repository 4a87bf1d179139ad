//! The loss landscape without a browser.

use super::*;
use backstep::app::LandscapeAction;
use backstep::scene::{Point, Primitive};
use backstep::views::number;

fn act(model: &mut Model, action: LandscapeAction) -> Vec<Effect> {
    model.update(Msg::Command(Command::Landscape(action)))
}

/// Opens the landscape of a kind and computes all of it.
fn look(model: &mut Model, cut: &str) {
    if !model.landscape.is_open() {
        assert_eq!(press(model, "v"), [Effect::ShowLandscape(true)]);
    }
    field(model, "landscape_points", "21");
    field(model, "landscape_cut", cut);
    assert!(model.has_work() && model.is_busy());
    rest(model);
}

fn said(model: &Model) -> String {
    shown(model, "landscape-said", What::Text)
}

fn weight(model: &Model, input: usize) -> f64 {
    let param = Param::Weight { layer: 0, unit: 0, input };
    model.lab.machine().parameters().get(param)
}

#[test]
fn one_key_says_where_a_longer_step_would_land() {
    let mut model = opened("circle");
    model.update(Msg::Seek(Position { iteration: 39, op: END }));
    let before = model.lab.digest();
    look(&mut model, "update");
    let text = said(&model);
    assert!(text.contains("then rises. From "), "{text}");
    assert_eq!(model.lab.digest(), before, "the run has not moved");
    field(&mut model, "landscape_over", "training");
    rest(&mut model);
    let now = number::short(model.lab.train_loss());
    assert!(said(&model).contains(&format!("falls from {now} to ")), "{}", said(&model));
    let promised = said(&model);
    act(&mut model, LandscapeAction::Forward);
    let landed = number::short(model.lab.train_loss());
    assert!(promised.ends_with(&format!("This update lands at {landed}.")), "{promised} {landed}");
    rest(&mut model);
    assert_ne!(said(&model), promised);
    assert_eq!(shown(&model, "landscape-place", What::Text), "iterations done: 41");
    act(&mut model, LandscapeAction::Back);
    rest(&mut model);
    assert_eq!(said(&model), promised, "going back brings the same numbers");
    assert_eq!(model.lab.digest(), before);
}

#[test]
fn a_rate_that_is_too_large_lands_on_the_far_wall() {
    let mut model = opened("circle");
    field(&mut model, "learning_rate", "500");
    look(&mut model, "update");
    assert!(
        said(&model).contains("worse than none: the learning rate is too large"),
        "{}",
        said(&model)
    );
}

#[test]
fn it_is_stopped_and_gone_on_with_and_closed_at_any_time() {
    let mut model = opened("spiral");
    press(&mut model, " ");
    press(&mut model, "v");
    assert!(!model.playing, "both would want the same time");
    for _ in 0..60 {
        model.update(Msg::Work);
    }
    assert!(said(&model).ends_with("% computed"), "{}", said(&model));
    act(&mut model, LandscapeAction::Cancel);
    assert!(!model.has_work());
    assert!(said(&model).starts_with("Stopped"));
    assert_eq!(shown(&model, "landscape-stopped", What::Attribute("hidden")), "");
    act(&mut model, LandscapeAction::Compute);
    rest(&mut model);
    assert!(said(&model).starts_with("Along this update"));
    field(&mut model, "landscape_cut", "random");
    model.update(Msg::Work);
    assert_eq!(press(&mut model, "Escape"), [Effect::ShowLandscape(false)]);
    assert!(!model.has_work() && !model.landscape.is_open());
    assert_eq!(said(&model), "");
    // Another network, before it is opened again.
    field(&mut model, "units:0", "1");
    press(&mut model, "v");
    rest(&mut model);
    assert!(said(&model).starts_with("The loss goes from "), "{}", said(&model));
    model.update(Msg::LandscapeClosed);
    assert!(!model.landscape.is_open());
}

#[test]
fn the_weight_that_is_selected_comes_first_and_two_are_never_the_same() {
    let mut model = opened("xor");
    let param = Param::Weight { layer: 1, unit: 0, input: 2 };
    model.update(Msg::Select(Some(Mark::Param(param))));
    look(&mut model, "weight");
    assert!(
        said(&model).starts_with("Weight from hidden unit 3 to output 1: "),
        "{}",
        said(&model)
    );
    look(&mut model, "weights");
    let chosen =
        |model: &Model| ["landscape_x", "landscape_y"].map(|id| shown(model, id, What::Value));
    assert_eq!(chosen(&model), ["weight:1:0:2", "weight:1:0:3"]);
    field(&mut model, "landscape_x", "weight:1:0:3");
    assert_eq!(chosen(&model), ["weight:1:0:3", "weight:1:0:2"], "changed round");
    field(&mut model, "landscape_y", "bias:0:1");
    assert_eq!(chosen(&model), ["weight:1:0:3", "bias:0:1"]);
    let options = shown(&model, "landscape_x", What::Html);
    assert_eq!(options.matches("<option").count(), 17);
}

#[test]
fn what_is_pointed_at_is_read_and_can_be_made_the_weights() {
    let mut model = opened("xor");
    model.update(Msg::Seek(Position { iteration: 9, op: END }));
    look(&mut model, "weights");
    let size = Size::new(800.0, 500.0);
    let centre =
        model.with_landscape(|view| view.place_at(size, Point::new(400.0, 250.0)).expect("inside"));
    model.update(Msg::LandscapePoint { at: centre, pin: false });
    assert!(shown(&model, "landscape-read", What::Text).starts_with("At ("));
    model.update(Msg::LandscapePoint { at: None, pin: false });
    assert!(!Command::Landscape(LandscapeAction::Set).is_enabled(&model));
    // From where the run stands, with the keys.
    let before = [weight(&model, 0), weight(&model, 1)];
    let undoable = model.lab.digest();
    model.update(Msg::LandscapeMove { across: 3, up: -2 });
    let read = shown(&model, "landscape-read", What::Text);
    model.update(Msg::LandscapePoint { at: None, pin: false });
    assert_eq!(shown(&model, "landscape-read", What::Text), read, "it stays");
    act(&mut model, LandscapeAction::Set);
    let after = [weight(&model, 0), weight(&model, 1)];
    assert!(after[0] > before[0] && after[1] < before[1], "{before:?} {after:?}");
    let loss = number::short(model.lab.train_loss());
    assert!(read.ends_with(&format!("loss {loss}")), "{read} {loss}");
    press(&mut model, "Escape");
    press(&mut model, "Ctrl+z");
    assert_eq!(model.lab.digest(), undoable, "one undo takes both back");
}

#[test]
fn a_point_of_a_plane_is_made_all_the_parameters() {
    for kind in ["update", "random", "path"] {
        let mut model = opened("xor");
        model.update(Msg::Seek(Position { iteration: 9, op: END }));
        look(&mut model, kind);
        field(&mut model, "landscape_points", "21");
        rest(&mut model);
        let (before, undoable) = (model.lab.machine().parameters().clone(), model.lab.digest());
        assert!(!Command::Landscape(LandscapeAction::Set).is_enabled(&model), "nothing is chosen");
        model.update(Msg::LandscapeMove { across: 4, up: 2 });
        let read = shown(&model, "landscape-read", What::Text);
        act(&mut model, LandscapeAction::Set);
        let after = model.lab.machine().parameters();
        let moved = before.iter().zip(after.iter()).filter(|(before, after)| before != after);
        assert!(moved.count() > 8, "{kind}");
        let loss = number::short(model.lab.train_loss());
        assert!(read.ends_with(&format!("loss {loss}")), "{kind}: {read} {loss}");
        assert!(shown(&model, "status", What::Text).contains("All 17 parameters"), "{kind}");
        rest(&mut model);
        let here = model.with_landscape(|view| view.here).expect("it is computed again");
        assert!(kind == "path" || here[0] == 0.0, "{kind}: {here:?}");
        // A saved document comes to the same place.
        let saved = Lab::new(model.lab.scenario()).expect("it can be opened");
        assert_eq!(saved.digest(), model.lab.digest(), "{kind}");
        press(&mut model, "Escape");
        press(&mut model, "Ctrl+z");
        assert_eq!(model.lab.digest(), undoable, "{kind}: one undo takes all back");
    }
}

#[test]
fn too_many_parameters_are_not_set_at_once() {
    let mut model = opened("circle");
    for layer in 0..2 {
        field(&mut model, &format!("units:{layer}"), "40");
    }
    for (kind, hidden) in [("random", "hidden"), ("weights", "")] {
        look(&mut model, kind);
        let found = shown(&model, "command:set_landscape", What::Attribute("hidden"));
        assert_eq!(found, hidden, "{kind}");
        press(&mut model, "Escape");
    }
}

#[test]
fn what_cannot_be_used_stays_with_what_is_wrong() {
    let mut model = opened("xor");
    look(&mut model, "update");
    for (id, text) in [
        ("landscape_reach", "far"),
        ("landscape_reach", "-1"),
        ("landscape_reach", "0"),
        ("landscape_seed", "1.5"),
        ("landscape_seed", "-3"),
        ("landscape_seed", "one"),
    ] {
        field(&mut model, id, text);
        assert_ne!(shown(&model, &format!("error-{id}"), What::Text), "", "{id} {text}");
        assert_eq!(shown(&model, id, What::Value), text);
        model.update(Msg::GiveUp { field: id.to_owned() });
    }
    field(&mut model, "landscape_reach", "3");
    rest(&mut model);
    let ends = model.with_landscape(|view| view.axes[0].at.last().copied()).flatten();
    assert!((ends.expect("an axis") - 3.0).abs() < 0.05);
    field(&mut model, "landscape_reach", "");
    rest(&mut model);
    assert_eq!(shown(&model, "error-landscape_reach", What::Text), "");
    field(&mut model, "landscape_cut", "nonsense");
    field(&mut model, "landscape_points", "1000000");
    rest(&mut model);
}

#[test]
fn the_path_has_to_be_there_first() {
    let mut model = opened("xor");
    look(&mut model, "path");
    assert!(said(&model).starts_with("The run has no path yet"));
    assert_eq!(shown(&model, "landscape-box", What::Attribute("hidden")), "hidden");
    for _ in 0..3 {
        act(&mut model, LandscapeAction::Forward);
        rest(&mut model);
    }
    assert!(said(&model).contains("Its path of 3 iterations began at"), "{}", said(&model));
    let scene = model.with_landscape(|view| view.scene(Size::new(700.0, 500.0)));
    let texts: Vec<String> = scene
        .expect("a picture")
        .items
        .into_iter()
        .filter_map(|item| match item.primitive {
            Primitive::Text(run) => Some(run.text),
            _ => None,
        })
        .collect();
    assert!(texts.iter().any(|text| text.starts_with("main direction 1 of the path, ")));
}

#[test]
fn the_scale_is_chosen_and_chinese_says_the_same() {
    let mut model = opened("xor");
    look(&mut model, "update");
    let is_log =
        |model: &Model| shown(model, "command:landscape_log", What::Attribute("aria-pressed"));
    assert_eq!(is_log(&model), "false");
    act(&mut model, LandscapeAction::Log);
    assert_eq!(is_log(&model), "true");
    model.update(Msg::Command(Command::Language));
    assert!(said(&model).starts_with("沿这次更新的方向"), "{}", said(&model));
}
