//! The same run as code: what exported scripts say. What they compute is tested by running them,
//! with `scripts/check-exports.sh` and `scripts/check-frameworks.sh`.
//!
//! `BACKSTEP_GOLDEN=write cargo test --test exports` rewrites the files in
//! `tests/exports/golden/`, and `BACKSTEP_EXPORTS=FOLDER cargo test --test exports written`
//! writes every script and notebook into the folder.

mod scenarios;

use std::path::{Path, PathBuf};

use backstep::lab::export::{Framework, notebook, script};
use backstep::lab::{Lab, Recording};
use scenarios::Case;
use serde_json::Value;

fn is_write_asked_for() -> bool {
    std::env::var("BACKSTEP_GOLDEN").is_ok_and(|value| value == "write")
}

/// A preset after some iterations.
fn preset(id: &str, iterations: u64) -> Recording {
    let example = backstep::examples::by_id(id).expect("an example that ships");
    let lab = Lab::new(example.scenario().expect("valid")).expect("runs");
    let mut recording = Recording::new(&lab, iterations);
    while recording.advance() {}
    recording
}

#[test]
fn scripts_and_notebooks_are_written_where_they_are_asked_for() {
    let Some(folder) = std::env::var_os("BACKSTEP_EXPORTS").map(PathBuf::from) else { return };
    let cases = scenarios::all();
    for framework in Framework::ALL {
        let folder = folder.join(framework.name());
        std::fs::create_dir_all(&folder).expect("a folder");
        for Case { name, recording } in &cases {
            let write = |extension: &str, text: String| {
                std::fs::write(folder.join(format!("{name}.{extension}")), text).expect("written");
            };
            write("py", script(recording, framework));
            write("ipynb", notebook(recording, framework));
        }
    }
}

#[test]
fn scripts_are_the_golden_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports/golden");
    let changes = scenarios::case("changes", &scenarios::all_changes(), 60).recording;
    let in_turn = scenarios::updates::optimizers_in_turn().recording;
    let adamw = scenarios::updates::everything_around_adamw().recording;
    let norm = scenarios::updates::norm_around_adamw().recording;
    let mut texts = Vec::new();
    for framework in Framework::ALL {
        let name = framework.name();
        texts.push((format!("hand-{name}.py"), script(&preset("hand", 5), framework)));
        texts.push((format!("mazur-{name}.py"), script(&preset("mazur", 3), framework)));
        texts.push((format!("changes-{name}.py"), script(&changes, framework)));
        texts.push((format!("optimizers-{name}.py"), script(&in_turn, framework)));
        texts.push((format!("adamw-{name}.py"), script(&adamw, framework)));
        texts.push((format!("norm-{name}.py"), script(&norm, framework)));
    }
    texts.push(("mazur-numpy.ipynb".into(), notebook(&preset("mazur", 3), Framework::Numpy)));
    let mut different = Vec::new();
    for (name, text) in texts {
        let file = folder.join(&name);
        if is_write_asked_for() {
            std::fs::write(file, text).expect("the golden folder can be written");
        } else if std::fs::read_to_string(file).ok().as_deref() != Some(text.as_str()) {
            different.push(name);
        }
    }
    assert!(different.is_empty(), "not as in tests/exports/golden: {different:?}");
}

/// The lines of a notebook's code cells.
fn code_lines(notebook: &Value) -> Vec<&str> {
    let cells = notebook["cells"].as_array().expect("cells").iter();
    cells
        .filter(|cell| cell["cell_type"] == "code")
        .flat_map(|cell| cell["source"].as_array().expect("lines"))
        .map(|line| line.as_str().expect("a line").trim_end())
        .filter(|line| !line.is_empty())
        .collect()
}

/// The lines of a script without the text at its top, its headings and the comments below them.
fn script_lines(python: &str) -> Vec<&str> {
    let code = python.splitn(3, "\"\"\"").nth(2).expect("code");
    let mut lines = Vec::new();
    let mut is_text = false;
    for line in code.lines().map(str::trim_end) {
        is_text = line.starts_with("# %% ") || is_text && line.starts_with("# ");
        if !is_text && !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

#[test]
fn a_notebook_holds_the_code_of_the_script() {
    for Case { name, recording } in scenarios::edges() {
        for framework in Framework::ALL {
            let text = notebook(&recording, framework);
            let document: Value = serde_json::from_str(&text).expect("JSON");
            let python = script(&recording, framework);
            assert_eq!(code_lines(&document), script_lines(&python), "{name}, {framework:?}");
            let first = document["cells"][0]["source"][0].as_str().expect("a line");
            assert!(first.starts_with("# "), "{name}, {framework:?}: {first}");
        }
    }
}

#[test]
fn a_script_has_only_what_its_run_needs() {
    for framework in Framework::ALL {
        let plain = script(&preset("mazur", 3), framework).to_lowercase();
        for word in ["state", "adam", "beta", "decay", "schedule", "clip", "penalty", "math"] {
            assert!(!plain.contains(word), "{framework:?}: {word}");
        }
        for word in ["momentum", "batches", "shuffle", "relu", "softmax", "entropy", "rounding"] {
            assert!(!plain.contains(word), "{framework:?}: {word}");
        }
        assert!(!plain.contains("from iteration"), "{framework:?}: a change");
        let spiral = script(&preset("spiral", 3), framework);
        assert!(spiral.contains("momentum") && spiral.contains("def shuffled"), "{framework:?}");
    }
}

#[test]
fn pytorchs_schedulers_are_used_as_long_as_they_do_what_the_page_does() {
    let cases = scenarios::updates::all();
    let python = |name: &str| {
        let case = cases.iter().find(|case| case.name == name).expect("the case");
        script(&case.recording, Framework::Pytorch)
    };
    for (name, scheduler) in [
        ("step_inside", "StepLR(optimizer, step_size=12, gamma=0.25)"),
        ("exponential_inside", "ExponentialLR(optimizer, gamma=0.25)"),
        ("cosine_of_the_run", "CosineAnnealingLR(optimizer, T_max=40, eta_min=0.0)"),
        ("warm_up_inside", "LinearLR("),
        ("one_cycle_of_the_run", "OneCycleLR("),
    ] {
        let python = python(name);
        assert!(python.contains(scheduler) && python.contains("scheduler.step()"), "{name}");
        assert!(!python.contains("(t):"), "{name}");
    }
    for (name, function) in [
        ("cosine_inside", "cosine(t):"),
        ("one_cycle_inside", "one_cycle(t):"),
        ("warm_up_from_nothing", "warm_up(t):"),
        ("schedules", "stepwise(t):"),
    ] {
        let python = python(name);
        assert!(python.contains(function) && !python.contains("scheduler"), "{name}");
    }
}

#[test]
fn a_title_and_a_note_are_text_whatever_they_say() {
    let edges = scenarios::edges();
    let titled = edges.iter().find(|case| case.name == "title").expect("the case");
    for framework in Framework::ALL {
        let python = script(&titled.recording, framework);
        let lines: Vec<_> = python.lines().collect();
        let title = "\"\"\"''' import os # %% /N{x} $iterations  标题 in ";
        assert!(lines[0].starts_with(title), "{}", lines[0]);
        assert_eq!(lines[2], "NOTE: A mistake is planted: ''' #? one");
        assert_eq!(python.matches("import os").count(), 1, "{framework:?}");
        let end = python.match_indices("\"\"\"").nth(1).expect("the end of the text").0;
        assert!(python[..end].contains("pip install"), "{framework:?}");
    }
}

#[test]
fn lines_are_not_longer_than_a_hundred_characters() {
    let mut cases = scenarios::edges();
    cases.extend((0..10).map(scenarios::random));
    cases.extend(scenarios::updates::all());
    for Case { name, recording } in cases {
        for framework in Framework::ALL {
            for line in script(&recording, framework).lines() {
                assert!(line.chars().count() <= 100, "{name}, {framework:?}: {line}");
            }
        }
    }
}

#[test]
fn every_loss_of_a_short_run_is_expected_and_a_selection_of_a_long_one() {
    let expected = |iterations| {
        let python = script(&preset("hand", iterations), Framework::Numpy);
        let losses = python.split_once("page_losses = {").expect("losses").1;
        let losses = losses.split_once('}').expect("an end").0;
        let iteration = |entry: &str| entry.trim().split_once(':')?.0.parse().ok();
        losses.split(',').filter_map(iteration).collect::<Vec<u64>>()
    };
    assert_eq!(expected(100), (0..100).collect::<Vec<_>>());
    let selected = expected(2000);
    assert_eq!((selected.len(), selected.first(), selected.last()), (50, Some(&0), Some(&1999)));
    assert!(selected.windows(2).all(|pair| (40..=41).contains(&(pair[1] - pair[0]))));
}

#[test]
fn a_run_that_amplifies_rounding_is_settled_up_to_there() {
    let quiet = preset("mazur", 2000);
    assert_eq!(quiet.settled(), 2000);
    assert_eq!(quiet.settled_parameters(), quiet.lab().machine().parameters());
    let chaotic = scenarios::case("chaotic", &scenarios::chaotic(), 400).recording;
    assert_eq!(chaotic.losses().len(), 400);
    assert!((5..100).contains(&chaotic.settled()), "{}", chaotic.settled());
    let python = script(&chaotic, Framework::Numpy);
    assert!(python.contains(&format!("train({})  # iterations 0 to", chaotic.settled())));
    assert!(python.contains("checked = {l: parameters(l) for l in W}"));
}

#[test]
fn biases_that_are_nothing_but_rounding_end_no_check_and_are_no_part_of_it() {
    let cases = scenarios::updates::all();
    let find = |name: &str| &cases.iter().find(|case| case.name == name).expect("it").recording;
    for (name, has_noise) in [
        ("norm_rmsprop_scheduled", true),
        ("norm_biases_rest", true),
        ("norm_adam_decay_without_biases", false),
        ("norm_momentum", false),
    ] {
        let recording = find(name);
        assert_eq!(recording.settled(), 40, "{name}");
        for framework in Framework::ALL {
            let python = script(recording, framework);
            assert_eq!(python.contains("page_b[1]"), !has_noise, "{name}, {framework:?}");
            assert!(python.contains("page_b[3]"), "{name}, {framework:?}");
        }
    }
}
