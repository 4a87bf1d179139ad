//! Runs that are forked and compared, without a browser.

use super::*;
use backstep::app::{MOST_KEPT, RunAction};

/// The rows of the list, each as the text a person reads.
fn rows(model: &Model) -> Vec<String> {
    let html = shown(model, "runs-list", What::Html);
    html.split("<li")
        .skip(1)
        .map(|row| {
            let texts = row.split('>').skip(1).filter_map(|part| part.split('<').next());
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
        })
        .collect()
}

/// Trains to the end of the iteration of that number, counted from 1.
fn train_to(model: &mut Model, iterations: u64) {
    model.update(Msg::Seek(Position { iteration: iterations - 1, op: END }));
    rest(model);
}

fn at(model: &Model, place: usize) -> u64 {
    model.runs.kept()[place].lab.completed_iterations()
}

#[test]
fn a_fork_keeps_the_run_and_goes_on_with_a_copy() {
    let mut model = opened("program");
    train_to(&mut model, 200);
    let before = model.lab.digest();
    press(&mut model, "f");
    assert_eq!(model.runs.kept().len(), 1);
    assert_eq!(model.lab.digest(), before, "the copy stands where the run stood");
    assert_eq!(model.status, "Run A is kept as it is; the page goes on with run B.");
    field(&mut model, "learning_rate", "0.5");
    train_to(&mut model, 300);
    let kept = &model.runs.kept()[0].lab;
    assert_eq!(kept.completed_iterations(), 300, "it goes along, an iteration each");
    assert_eq!(kept.settings().optimizer.learning_rate(), 0.1);
    let rows = rows(&model);
    assert!(rows[0].starts_with("A | η 0.1 | 0."), "{rows:?}");
    assert!(rows[1].starts_with("B | η 0.5 from iteration 201 | 0."), "{rows:?}");
    let mut alone = opened("program");
    train_to(&mut alone, 300);
    assert_eq!(kept.digest(), alone.lab.digest(), "as if nothing had been forked");
    press(&mut model, "Ctrl+z");
    press(&mut model, "Ctrl+z");
    assert!(model.runs.kept().is_empty(), "undo takes the fork back");
    press(&mut model, "Ctrl+y");
    assert_eq!(model.runs.kept().len(), 1);
}

#[test]
fn runs_stand_at_the_same_iteration_whichever_way_the_page_goes() {
    let mut model = opened("xor");
    train_to(&mut model, 40);
    press(&mut model, "f");
    field(&mut model, "seed", "3");
    rest(&mut model);
    assert_eq!((model.lab.completed_iterations(), at(&model, 0)), (0, 0), "begun anew");
    train_to(&mut model, 60);
    assert_eq!(at(&model, 0), 60);
    let loss = model.runs.kept()[0].lab.loss();
    train_to(&mut model, 10);
    assert_eq!(at(&model, 0), 10);
    assert_eq!(model.runs.kept()[0].lab.history().len(), 60, "its curve stays");
    model.update(Msg::Seek(Position::default()));
    rest(&mut model);
    assert_eq!(at(&model, 0), 0);
    press(&mut model, "4");
    press(&mut model, "ArrowRight");
    rest(&mut model);
    assert_eq!(at(&model, 0), 1);
    press(&mut model, "ArrowLeft");
    rest(&mut model);
    assert_eq!(at(&model, 0), 0);
    train_to(&mut model, 60);
    assert_eq!(model.runs.kept()[0].lab.loss(), loss, "the same bits");
    assert!(rows(&model)[1].contains("seed 3"), "{:?}", rows(&model));
}

#[test]
fn the_page_can_go_on_with_another_run_hide_one_and_let_go_of_it() {
    let mut model = opened("program");
    train_to(&mut model, 20);
    press(&mut model, "f");
    field(&mut model, "learning_rate", "0.5");
    train_to(&mut model, 30);
    let (first, second) = (model.runs.kept()[0].lab.digest(), model.lab.digest());
    model.update(Msg::Run(RunAction::Swap(0)));
    assert_eq!(model.lab.digest(), first);
    assert_eq!(model.runs.kept()[0].lab.digest(), second);
    assert_eq!(model.runs.own_letter(), "A");
    assert_eq!(model.runs.kept()[0].letter(), "B");
    model.update(Msg::Run(RunAction::Show(1)));
    press(&mut model, "Ctrl+z");
    assert!(model.runs.kept()[0].is_shown, "hiding is undone like anything else");
    press(&mut model, "Ctrl+y");
    assert!(!model.runs.kept()[0].is_shown);
    train_to(&mut model, 40);
    assert_eq!(at(&model, 0), 30, "what is hidden stays where it is");
    assert!(rows(&model)[1].contains("after 30"), "{:?}", rows(&model));
    let lines = model.with_loss_chart(1.0, |chart| chart.others.len());
    assert_eq!(lines, 0);
    model.update(Msg::Run(RunAction::Show(1)));
    rest(&mut model);
    assert_eq!(at(&model, 0), 40);
    assert_eq!(model.with_loss_chart(1.0, |chart| chart.others.len()), 1);
    model.update(Msg::Run(RunAction::Remove(1)));
    assert!(model.runs.kept().is_empty());
    assert_eq!(shown(&model, "runs-list", What::Html), "");
    press(&mut model, "Ctrl+z");
    assert_eq!(model.runs.kept().len(), 1);
    model.update(Msg::Run(RunAction::Swap(5)));
    model.update(Msg::Run(RunAction::Remove(usize::MAX)));
    assert_eq!(model.runs.kept().len(), 1, "what is not there is left alone");
    model.update(Msg::Link("mazur".to_owned()));
    assert!(model.runs.kept().is_empty(), "another experiment has no runs to compare");
    press(&mut model, "Ctrl+z");
    assert_eq!(model.runs.kept().len(), 1);
}

#[test]
fn when_no_more_can_be_kept_it_is_said() {
    let mut model = opened("hand");
    for _ in 0..MOST_KEPT + 2 {
        press(&mut model, "f");
    }
    assert_eq!(model.runs.kept().len(), MOST_KEPT);
    assert!(shown(&model, "runs-note", What::Text).contains("6 runs are kept"));
    assert_eq!(shown(&model, "command:fork", What::Attribute("disabled")), "disabled");
    model.update(Msg::Run(RunAction::Remove(2)));
    assert_eq!(shown(&model, "runs-note", What::Text), "");
    press(&mut model, "f");
    assert_eq!(model.runs.own_letter(), "C", "a letter that is free is given again");
}

#[test]
fn a_kept_run_that_diverges_says_when_and_why_and_holds_nothing_up() {
    let mut model = opened("plane");
    field(&mut model, "activation:0", "relu");
    field(&mut model, "learning_rate", "1000");
    press(&mut model, "f");
    field(&mut model, "learning_rate", "0.01");
    train_to(&mut model, 100);
    assert_eq!(model.lab.completed_iterations(), 100);
    let divergence = model.runs.kept()[0].lab.divergence().expect("it diverges");
    let row = &rows(&model)[0];
    let iteration = (divergence.position.iteration + 1).to_string();
    assert!(row.contains(&format!("diverged in {iteration}")), "{row}");
    let html = shown(&model, "runs-list", What::Html);
    assert!(html.contains(&format!("Diverged in iteration {iteration}: ")), "{html}");
    assert!(model.notice.is_none(), "the page’s own run has not");
}

#[test]
fn what_differs_is_said_whatever_was_changed() {
    let mut model = opened("circle");
    train_to(&mut model, 10);
    press(&mut model, "f");
    for (name, text, said) in [
        ("batch_size", "5", "batch 5"),
        ("momentum", "0.9", "μ 0.9"),
        ("weight:0:0:0", "0.5", "w1,1[1] 0.50"),
        ("activation:0", "relu", "ReLU"),
        ("shuffle", "false", "off"),
    ] {
        field(&mut model, name, text);
        let row = rows(&model)[1].to_lowercase();
        assert!(row.contains(&said.to_lowercase()), "{name}: {row}");
        assert!(row.contains("from iteration 11"), "{name}: {row}");
        press(&mut model, "Ctrl+z");
    }
    for (name, text, said) in [
        ("initializer", "zeros", "from zeros"),
        ("units:0", "7", "network 2–7–"),
        ("layers", "4", "network 2–"),
        ("dataset", "spiral", "spiral"),
        ("noise", "0.2", "noise 20 %"),
        ("samples", "50", "samples 50"),
    ] {
        field(&mut model, name, text);
        let row = rows(&model)[1].clone();
        assert!(row.contains(said), "{name}: {row}");
        press(&mut model, "Ctrl+z");
    }
    field(&mut model, "learning_rate", "0.5");
    field(&mut model, "learning_rate", "0.1");
    assert!(rows(&model)[0].contains("the same so far"), "set to what it was");
    press(&mut model, "l");
    field(&mut model, "learning_rate", "0.5");
    assert!(rows(&model)[1].contains("第 11 次迭代起 η 0.5"), "{:?}", rows(&model));
}

#[test]
fn networks_stand_side_by_side_at_the_same_iteration() {
    let mut model = opened("circle");
    press(&mut model, "b");
    assert!(!model.runs.are_beside(), "there is nothing to compare");
    train_to(&mut model, 20);
    for seed in ["3", "4", "5", "6"] {
        press(&mut model, "f");
        field(&mut model, "seed", seed);
    }
    train_to(&mut model, 30);
    press(&mut model, "b");
    assert!(model.runs.are_beside());
    assert_eq!(shown(&model, "beside", What::Attribute("hidden")), "");
    let heads: Vec<String> =
        (0..4).map(|i| shown(&model, &format!("column-head-{i}"), What::Html)).collect();
    for (head, seed) in heads.iter().zip(["seed 1", "seed 3", "seed 4", "seed 6"]) {
        assert!(head.contains(seed), "{head}");
    }
    assert!(heads[3].contains(">E</b>"), "the page’s own has a column always: {}", heads[3]);
    let note = shown(&model, "beside-note", What::Text);
    assert!(note.starts_with("after 30 iterations · 1 more"), "{note}");
    let size = Size::new(300.0, 240.0);
    let svg = |place| model.column_network(place, size).map(|scene| scene.to_svg("a run"));
    let networks: Vec<_> = (0..4).filter_map(svg).collect();
    assert_eq!(networks.len(), 4);
    assert_ne!(networks[0], networks[1]);
    assert!(model.column_network(4, size).is_none() && model.column_outputs(4, size).is_none());
    let own = model.outputs_scene(size).to_svg("own");
    assert_eq!(model.column_outputs(3, size).expect("the page’s own").to_svg("own"), own);
    let said = shown(&model, "column-said-1", What::Text);
    assert!(said.starts_with("Output over both inputs"), "{said}");
    press(&mut model, "Escape");
    assert!(!model.runs.are_beside());
    press(&mut model, "b");
    for place in 0..4 {
        model.update(Msg::Run(RunAction::Remove(place)));
    }
    assert!(!model.runs.are_beside(), "alone again");
}
