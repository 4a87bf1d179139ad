//! The sweep without a browser.

use super::*;
use backstep::app::{MOST_KEPT, RunAction, Setting};

fn sweep(model: &mut Model, varied: &str, iterations: &str) {
    press(model, "w");
    assert!(model.sweep.is_open());
    field(model, "sweep_varied", varied);
    field(model, "sweep_iterations", iterations);
    model.update(Msg::Command(Command::StartSweep));
    assert!(model.has_work() && model.is_busy());
    rest(model);
}

#[test]
fn one_press_trains_the_same_start_at_several_rates_and_says_which_diverged_when_and_why() {
    let mut model = opened("plane");
    field(&mut model, "activation:0", "relu");
    field(&mut model, "learning_rate", "0.1");
    let before = model.lab.digest();
    sweep(&mut model, "learning_rate", "150");
    assert_eq!(model.lab.digest(), before, "the run on the page has not moved");
    let trials = model.sweep.trials();
    let rates: Vec<_> = trials.iter().map(|trial| trial.setting).collect();
    let expected = [0.0032, 0.01, 0.032, 0.1, 0.32, 1.0, 3.2].map(Setting::LearningRate);
    assert_eq!(rates, expected);
    assert!(trials[3].is_present);
    let best = model.sweep.best().expect("some come to the end");
    let least = trials.iter().map(|trial| trial.lab.loss()).fold(f64::INFINITY, f64::min);
    assert_eq!(trials[best].lab.loss(), least);
    let diverged: Vec<_> =
        trials.iter().filter_map(|trial| Some((trial.setting, trial.lab.divergence()?))).collect();
    assert!(!diverged.is_empty() && diverged.len() < trials.len(), "{diverged:?}");
    let said = shown(&model, "sweep-said", What::Text);
    assert!(said.starts_with("Lowest loss after 150 iterations: 1"), "{said}");
    assert!(said.contains("diverged: η"), "{said}");
    let html = shown(&model, "sweep-list", What::Html);
    assert_eq!(html.matches("<svg").count(), 7);
    assert_eq!(html.matches("★").count(), 1);
    for (_, divergence) in &diverged {
        let when = format!("Diverged in iteration {}: ", divergence.position.iteration + 1);
        assert!(html.contains(&when), "{when}");
    }
    // Each is the run that the page itself comes to with that rate.
    let place = best;
    let Setting::LearningRate(rate) = trials[place].setting else { panic!("a rate") };
    let digest = trials[place].lab.digest();
    press(&mut model, "Escape");
    assert!(!model.sweep.is_open());
    field(&mut model, "learning_rate", &rate.to_string());
    model.update(Msg::Seek(Position { iteration: 149, op: END }));
    assert_eq!(model.lab.digest(), digest);
}

#[test]
fn a_run_of_the_sweep_can_be_gone_on_with_or_kept() {
    let mut model = opened("xor");
    sweep(&mut model, "momentum", "50");
    assert_eq!(model.sweep.trials().len(), 4);
    model.update(Msg::Run(RunAction::Keep(1)));
    assert_eq!(model.runs.kept().len(), 1);
    assert!(shown(&model, "sweep-list", What::Html).contains("kept as B"));
    let digest = model.sweep.trials()[2].lab.digest();
    let before = model.lab.digest();
    let effects = model.update(Msg::Run(RunAction::Take(2)));
    assert_eq!(effects, [Effect::ShowSweep(false)]);
    assert_eq!(model.lab.digest(), digest);
    assert_eq!(model.lab.settings().optimizer.momentum(), 0.9);
    rest(&mut model);
    assert_eq!(model.runs.kept()[0].lab.completed_iterations(), 50);
    press(&mut model, "w");
    let present: Vec<bool> = model.sweep.trials().iter().map(|trial| trial.is_present).collect();
    assert_eq!(present, [false, false, true, false], "the others are still there to be looked at");
    press(&mut model, "Escape");
    press(&mut model, "Ctrl+z");
    assert_eq!(model.lab.digest(), before);
    model.update(Msg::Run(RunAction::Take(99)));
    model.update(Msg::Run(RunAction::Keep(99)));
    for _ in 0..=MOST_KEPT {
        model.update(Msg::Run(RunAction::Keep(0)));
    }
    assert_eq!(model.runs.kept().len(), MOST_KEPT);
}

#[test]
fn everything_that_can_be_varied_gives_runs_that_differ() {
    for (example, varied, count) in [
        ("hand", "initializer", 8),
        ("circle", "initializer", 7),
        ("circle", "batch_size", 6),
        ("circle", "seed", 6),
        ("mazur", "momentum", 4),
    ] {
        let mut model = opened(example);
        sweep(&mut model, varied, "20");
        let trials = model.sweep.trials();
        assert_eq!(trials.len(), count, "{example} {varied}");
        let present = trials.iter().filter(|trial| trial.is_present).count();
        assert_eq!(present, 1, "{example} {varied}");
        for trial in trials {
            let done = trial.lab.completed_iterations();
            assert!(done == 20 || trial.lab.divergence().is_some(), "{:?}", trial.setting);
        }
        let mut digests: Vec<u64> = trials.iter().map(|trial| trial.lab.digest()).collect();
        digests.sort_unstable();
        digests.dedup();
        assert!(digests.len() + 1 >= count, "{example} {varied}");
    }
}

#[test]
fn a_sweep_is_stopped_and_what_does_not_hold_any_more_is_forgotten() {
    let mut model = opened("circle");
    press(&mut model, "w");
    field(&mut model, "sweep_iterations", "none");
    assert_ne!(shown(&model, "error-sweep_iterations", What::Text), "");
    field(&mut model, "sweep_iterations", "1000000");
    assert!(shown(&model, "error-sweep_iterations", What::Text).contains("100"));
    field(&mut model, "sweep_iterations", "500");
    model.update(Msg::Command(Command::StartSweep));
    for _ in 0..70 {
        model.update(Msg::Work);
    }
    let far = |model: &Model| -> Vec<u64> {
        model.sweep.trials().iter().map(|trial| trial.lab.completed_iterations()).collect()
    };
    assert_eq!(far(&model), [10; 7], "an iteration each");
    assert!(shown(&model, "sweep-said", What::Text).contains("2 %"));
    model.update(Msg::Command(Command::CancelSweep));
    assert!(!model.has_work());
    assert!(shown(&model, "sweep-said", What::Text).contains("Stopped"));
    press(&mut model, "Escape");
    press(&mut model, "w");
    assert_eq!(far(&model), [10; 7], "it is all still there");
    model.update(Msg::SweepClosed);
    assert!(!model.sweep.is_open());
    field(&mut model, "units:0", "3");
    press(&mut model, "w");
    assert!(model.sweep.trials().is_empty(), "it was of another network");
}
