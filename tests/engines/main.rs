//! The same bits everywhere: the scenarios in `scenarios.json`, run natively. `bits.test.mjs` runs
//! them in Chromium, Firefox and WebKit and compares with the same file, `digests.json`.
//!
//! A scenario is a document or the name of an example, and moves that are made one after the
//! other: `["advance", size, count]`, `["rewind", size, count]`, `["seek", iteration, op]` (`null`
//! is the end) and `["set", path, value]`. A digest is taken before the first and after each.
//!
//! `BACKSTEP_GOLDEN=write cargo test --test engines` rewrites `digests.json`; a release whose
//! digests are others opens saved links at other bits.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use backstep::data::Set;
use backstep::examples;
use backstep::lab::{END, Lab, Position, Scenario, StepSize};
use backstep::nn::{
    Activation, Hyperparameter, Initializer, Loss, Optimizer, OptimizerKind, ScheduleKind,
};
use backstep::step::{Mistake, Planted};
use serde_json::Value;

/// One entry of `scenarios.json`.
struct Case {
    name: String,
    document: Value,
    moves: Vec<Value>,
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engines").join(name)
}

fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(file("scenarios.json")).expect("the scenarios");
    let list: Vec<Value> = serde_json::from_str(&text).expect("a list in JSON");
    list.into_iter()
        .map(|entry| Case {
            name: text_of(&entry["name"]).to_owned(),
            document: match entry["example"].as_str() {
                Some(id) => {
                    let example = examples::by_id(id).expect("an example");
                    serde_json::from_str(example.document).expect("its document")
                }
                None => entry["scenario"].clone(),
            },
            moves: entry["moves"].as_array().expect("moves").clone(),
        })
        .collect()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is to be a text"))
}

fn number_of(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is to be a whole number"))
}

fn lab(document: &Value) -> Lab {
    let scenario = Scenario::from_value(document).expect("a document that can be used");
    Lab::new(scenario).expect("a run")
}

fn make(lab: &mut Lab, step: &Value) {
    let size = || StepSize::from_name(text_of(&step[1])).expect("a size of a step");
    let count = || number_of(&step[2]);
    match text_of(&step[0]) {
        "advance" => (0..count()).for_each(|_| lab.advance(size())),
        "rewind" => (0..count()).for_each(|_| lab.rewind(size())),
        "seek" => {
            let op = step[2].as_u64().map_or(END, |op| op as usize);
            lab.seek(Position { iteration: number_of(&step[1]), op });
        }
        "set" => {
            lab.set(text_of(&step[1]), &step[2]).unwrap_or_else(|error| panic!("{step}: {error}"));
        }
        other => panic!("{other} is no move"),
    }
}

/// The digests of a run, before the first move and after each, as the browsers write them.
fn digests(case: &Case) -> Vec<String> {
    let mut lab = lab(&case.document);
    let mut digests = vec![format!("{:016x}", lab.digest())];
    for step in &case.moves {
        make(&mut lab, step);
        digests.push(format!("{:016x}", lab.digest()));
    }
    digests
}

/// As JSON, a scenario a paragraph and four digests a line.
fn written(all: &[(String, Vec<String>)]) -> String {
    let mut text = String::from("{\n");
    for (i, (name, digests)) in all.iter().enumerate() {
        let lines: Vec<_> =
            digests.chunks(4).map(|line| format!("    \"{}\"", line.join("\", \""))).collect();
        let comma = if i + 1 < all.len() { "," } else { "" };
        let name = Value::from(name.as_str());
        let _ = writeln!(text, "  {name}: [\n{}\n  ]{comma}", lines.join(",\n"));
    }
    text + "}\n"
}

#[test]
fn the_bits_are_those_on_record() {
    let all: Vec<_> = cases().iter().map(|case| (case.name.clone(), digests(case))).collect();
    let names: BTreeSet<_> = all.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), all.len(), "every scenario has a name of its own");
    if std::env::var("BACKSTEP_GOLDEN").is_ok_and(|value| value == "write") {
        std::fs::write(file("digests.json"), written(&all)).expect("the folder can be written");
        return;
    }
    let record = std::fs::read_to_string(file("digests.json")).expect("the record");
    let record: Value = serde_json::from_str(&record).expect("JSON");
    assert_eq!(record.as_object().map(serde_json::Map::len), Some(all.len()), "as many scenarios");
    let mut different = Vec::new();
    for ((name, digests), case) in all.iter().zip(cases()) {
        let expected: Vec<_> = record[name].as_array().into_iter().flatten().collect();
        if let Some(at) = (0..digests.len().max(expected.len()))
            .find(|&at| expected.get(at).and_then(|e| e.as_str()) != digests.get(at).map(|d| &**d))
        {
            let after = match at.checked_sub(1) {
                None => "at the start".to_owned(),
                Some(i) => {
                    format!("from move {i} on: {}", case.moves.get(i).unwrap_or(&Value::Null))
                }
            };
            different.push(format!("{name}: {after}"));
        }
    }
    assert!(
        different.is_empty(),
        "other bits than in tests/engines/digests.json:\n{}\n",
        different.join("\n"),
    );
}

/// One bit of one parameter, and nothing is as on record any more.
#[test]
fn one_bit_makes_other_digests() {
    for mut case in cases().into_iter().filter(|case| case.name.starts_with("walk")) {
        let expected = digests(&case);
        let layer = &mut case.document["network"]["layers"][0];
        let units = layer["units"].as_u64().expect("units");
        layer["bias"] = (0..units).map(|_| Value::from(0.0)).collect();
        let same = digests(&case);
        case.document["network"]["layers"][0]["bias"][0] = Value::from(f64::from_bits(1));
        let different = digests(&case);
        assert_eq!(same, expected, "{}: biases start at 0", case.name);
        assert_ne!(different[0], expected[0], "{}", case.name);
    }
}

/// Everything that can be set.
const PATHS: &str = "learning_rate momentum dampening nesterov beta1 beta2 alpha epsilon weight_decay \
    optimizer schedule schedule_length schedule_factor l1 l2 clip_value clip_norm loss train_biases \
    batch_size shuffle mistake activation dropout weight bias scale shift input target set samples noise \
    test_fraction layers units batch_norm initializer seed";

/// Something that a run can have in it, and whether it has.
type Fact = (&'static str, fn(&Lab) -> bool);

/// What else has to be so in some scenario at some time.
const FACTS: [Fact; 23] = [
    ("no momentum", |lab| !optimizer(lab).has_velocity()),
    ("momentum", |lab| optimizer(lab).has_velocity() && !optimizer(lab).nesterov()),
    ("Nesterov's momentum", |lab| optimizer(lab).has_velocity() && optimizer(lab).nesterov()),
    ("dampening", |lab| has(lab, Hyperparameter::Dampening)),
    ("weight decay", |lab| has(lab, Hyperparameter::WeightDecay)),
    ("a penalty", |lab| has(lab, Hyperparameter::L1) && has(lab, Hyperparameter::L2)),
    ("clipping", |lab| has(lab, Hyperparameter::ClipValue) && has(lab, Hyperparameter::ClipNorm)),
    ("Adagrad", |lab| optimizer(lab).kind() == OptimizerKind::Adagrad),
    ("RMSprop", |lab| optimizer(lab).kind() == OptimizerKind::RmsProp),
    ("Adam", |lab| optimizer(lab).kind() == OptimizerKind::Adam),
    ("AdamW", |lab| optimizer(lab).kind() == OptimizerKind::AdamW),
    ("a cosine", |lab| schedule(lab) == ScheduleKind::Cosine),
    ("one cycle", |lab| schedule(lab) == ScheduleKind::OneCycle),
    ("a warm-up", |lab| schedule(lab) == ScheduleKind::WarmUp),
    ("noise", |lab| lab.base().to_value()["data"]["noise"].as_f64().is_some_and(|n| n > 0.0)),
    ("test samples", |lab| !lab.test_samples().is_empty()),
    ("shuffled batches", |lab| lab.machine().settings().shuffle),
    ("ragged batches", |lab| !lab.samples().len().is_multiple_of(batch_size(lab))),
    ("single samples", |lab| batch_size(lab) == 1 && lab.samples().len() > 1),
    ("all samples at once", |lab| batch_size(lab) == lab.samples().len()),
    ("fixed biases", |lab| !lab.machine().settings().train_biases),
    ("divergence", |lab| lab.divergence().is_some()),
    ("1000 iterations", |lab| lab.completed_iterations() >= 1000),
];

fn has(lab: &Lab, one: Hyperparameter) -> bool {
    lab.machine().settings().get(one).is_some_and(|value| value != 0.0)
}

fn schedule(lab: &Lab) -> ScheduleKind {
    lab.machine().settings().schedule.kind
}

fn optimizer(lab: &Lab) -> Optimizer {
    lab.machine().settings().optimizer
}

fn batch_size(lab: &Lab) -> usize {
    lab.machine().settings().batch_size
}

/// What scenarios.json leaves out, no engine is tested with.
#[test]
fn the_scenarios_have_everything_in_them() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let mut lab = lab(&case.document);
        note(&mut seen, &lab);
        for step in &case.moves {
            let name = text_of(&step[0]);
            seen.insert(match name {
                "seek" => name.to_owned(),
                "set" => format!("set {}", text_of(&step[1]).split(':').next().unwrap_or_default()),
                _ => format!("{name} {}", text_of(&step[1])),
            });
            make(&mut lab, step);
            note(&mut seen, &lab);
        }
    }
    let mut wanted: Vec<String> = Vec::new();
    wanted.extend(Activation::ALL.map(|a| format!("activation {}", a.name())));
    for loss in Loss::ALL {
        wanted.push(format!("loss {}", loss.name()));
        wanted.push(format!("softmax with {}", loss.name()));
    }
    wanted.extend(Mistake::ALL.map(|m| format!("mistake {}", m.name())));
    wanted.extend(Initializer::ALL.map(|i| format!("initializer {}", i.name())));
    wanted.extend(Set::ALL.map(|s| format!("data {}", s.name())));
    for size in StepSize::ALL {
        wanted.extend(["advance", "rewind"].map(|way| format!("{way} {}", size.name())));
    }
    wanted.extend(PATHS.split_whitespace().map(|path| format!("set {path}")));
    wanted.extend(FACTS.map(|(fact, _)| fact.to_owned()));
    wanted.push("seek".to_owned());
    let missing: Vec<_> = wanted.iter().filter(|name| !seen.contains(*name)).collect();
    assert!(missing.is_empty(), "no scenario has {missing:?}");
}

/// Takes note of what a run has in it where it stands.
fn note(seen: &mut BTreeSet<String>, lab: &Lab) {
    let settings = lab.machine().settings();
    let document = lab.scenario().to_value();
    for layer in &settings.shape.layers {
        seen.insert(format!("activation {}", layer.activation.name()));
    }
    seen.insert(format!("loss {}", settings.loss.name()));
    if settings.shape.layers.last().is_some_and(|l| l.activation == Activation::Softmax) {
        seen.insert(format!("softmax with {}", settings.loss.name()));
    }
    if let Some(Planted { mistake, .. }) = settings.mistake {
        seen.insert(format!("mistake {}", mistake.name()));
    }
    seen.insert(format!("initializer {}", text_of(&document["network"]["initializer"])));
    if let Some(set) = document["data"]["set"].as_str() {
        seen.insert(format!("data {set}"));
    }
    seen.extend(FACTS.iter().filter(|(_, is_so)| is_so(lab)).map(|(fact, _)| (*fact).to_owned()));
}
