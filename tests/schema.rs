//! `docs/scenario.schema.json` against the reader: what the schema refuses the reader refuses,
//! every document that ships passes both, and the limits are those of `src/lab/limits.rs`.

use std::sync::LazyLock;

use backstep::data::Set;
use backstep::examples;
use backstep::lab::{Scenario, limits};
use backstep::nn::{Activation, Initializer, Loss, OptimizerKind, ScheduleKind};
use serde_json::{Value, json};

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../docs/scenario.schema.json")).expect("the schema is JSON")
});

/// Whether `value` satisfies `rule`, with the keywords of JSON Schema that our schema uses; any
/// other one fails the test rather than being passed over.
fn satisfies(rule: &Value, value: &Value, root: &Value) -> bool {
    let number = |limit: &Value| limit.as_f64().expect("a limit is a number");
    rule.as_object().expect("a rule is an object").iter().all(|(keyword, rule)| {
        match keyword.as_str() {
            // The last one is seen to together with `properties`: see `has_no_other`.
            "$schema" | "$defs" | "title" | "description" | "additionalProperties" => true,
            "$ref" => {
                let pointer = rule.as_str().and_then(|to| to.strip_prefix('#')).expect("a place");
                satisfies(root.pointer(pointer).expect("it exists"), value, root)
            }
            "anyOf" => list(rule).iter().any(|rule| satisfies(rule, value, root)),
            "const" => equal(rule, value),
            "enum" => list(rule).iter().any(|allowed| equal(allowed, value)),
            "type" => match rule {
                Value::Array(types) => types.iter().any(|name| is_a(name, value)),
                name => is_a(name, value),
            },
            "minimum" => value.as_f64().is_none_or(|x| x >= number(rule)),
            "maximum" => value.as_f64().is_none_or(|x| x <= number(rule)),
            "minItems" => value.as_array().is_none_or(|a| a.len() as f64 >= number(rule)),
            "maxItems" => value.as_array().is_none_or(|a| a.len() as f64 <= number(rule)),
            "items" => {
                value.as_array().is_none_or(|a| a.iter().all(|item| satisfies(rule, item, root)))
            }
            "properties" => value.as_object().is_none_or(|object| {
                let rules = rule.as_object().expect("rules by name");
                rules.iter().all(|(name, rule)| {
                    object.get(name).is_none_or(|value| satisfies(rule, value, root))
                })
            }),
            "required" => value.as_object().is_none_or(|object| {
                list(rule).iter().all(|name| object.contains_key(name.as_str().expect("a name")))
            }),
            "pattern" => value.as_str().is_none_or(|text| matches(rule, text)),
            other => panic!("the test does not know the keyword {other}"),
        }
    }) && has_no_other(rule, value)
}

fn has_no_other(rule: &Value, value: &Value) -> bool {
    let (Some(false), Some(object)) =
        (rule.get("additionalProperties").and_then(Value::as_bool), value.as_object())
    else {
        return true;
    };
    object.keys().all(|name| rule["properties"].get(name).is_some())
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

/// 1 and 1.0 are one number.
fn equal(a: &Value, b: &Value) -> bool {
    a == b || a.as_f64().is_some_and(|a| Some(a) == b.as_f64())
}

fn is_a(name: &Value, value: &Value) -> bool {
    match name.as_str().expect("the name of a type") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("no such type: {other}"),
    }
}

/// Patterns of the form `^word:[0-9]+:[0-9]+$`.
fn matches(pattern: &Value, text: &str) -> bool {
    let pattern = pattern.as_str().expect("a pattern");
    let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let fits = |(wanted, found): (&str, &str)| match wanted {
        "[0-9]+" => is_number(found),
        word => word == found,
    };
    pattern.split(':').count() == text.split(':').count()
        && pattern.split(':').zip(text.split(':')).all(fits)
}

fn accepts(document: &Value) -> bool {
    satisfies(&SCHEMA, document, &SCHEMA)
}

/// A document that has every field.
fn full() -> Value {
    json!({
        "format": "backstep-scenario",
        "version": 1,
        "title": "All of it",
        "data": {
            "train": [{ "input": [1, 2], "target": [1] }, { "input": [0.5, -2], "target": [0] }],
            "test": [{ "input": [1, 1], "target": [1] }]
        },
        "network": {
            "inputs": 2,
            "layers": [
                { "units": 2, "activation": "tanh", "batch_norm": true, "dropout": 0.25, "scale": [1, 0.5], "shift": [0, -1], "weight": [[0.5, 0.25], [-0.5, 1]], "bias": [0, 0.1] },
                { "units": 1, "activation": "sigmoid" }
            ],
            "initializer": "normal",
            "seed": 3,
            "train_biases": true,
            "dropout_seed": 9
        },
        "loss": "half_squared_error",
        "optimizer": {
            "kind": "sgd", "learning_rate": 0.1, "momentum": 0.9, "dampening": 0.25,
            "nesterov": true, "weight_decay": 0.5
        },
        "schedule": { "kind": "cosine", "length": 20, "factor": 0.5 },
        "penalty": { "l1": 0.5, "l2": 0.25 },
        "clip": { "value": 2, "norm": 3 },
        "batch": { "size": 2, "shuffle": true, "seed": 4 },
        "mistake": { "kind": "new_weights", "named": false },
        "changes": [
            { "iteration": 0, "set": "weight:1:0:1", "value": -0.5 },
            { "iteration": 0, "set": "bias:0:1", "value": 0.5 },
            { "iteration": 1, "set": "learning_rate", "value": 0.2 },
            { "iteration": 1, "set": "momentum", "value": 0.5 },
            { "iteration": 1, "set": "nesterov", "value": false },
            { "iteration": 1, "set": "dampening", "value": 0.5 },
            { "iteration": 1, "set": "l1", "value": 0.5 },
            { "iteration": 1, "set": "l2", "value": 0.5 },
            { "iteration": 1, "set": "clip_value", "value": 0.5 },
            { "iteration": 1, "set": "clip_norm", "value": 0.5 },
            { "iteration": 2, "set": "optimizer", "value": "adamw" },
            { "iteration": 2, "set": "beta1", "value": 0.5 },
            { "iteration": 2, "set": "beta2", "value": 0.5 },
            { "iteration": 2, "set": "epsilon", "value": 0.5 },
            { "iteration": 2, "set": "weight_decay", "value": 0.5 },
            { "iteration": 2, "set": "schedule", "value": "step" },
            { "iteration": 2, "set": "schedule_length", "value": 5 },
            { "iteration": 2, "set": "schedule_factor", "value": 0.5 },
            { "iteration": 3, "set": "optimizer", "value": "rmsprop" },
            { "iteration": 3, "set": "alpha", "value": 0.5 },
            { "iteration": 1, "set": "shuffle", "value": false },
            { "iteration": 1, "set": "train_biases", "value": false },
            { "iteration": 1, "set": "loss", "value": "mean_squared_error" },
            { "iteration": 2, "set": "batch_size", "value": null },
            { "iteration": 2, "set": "mistake", "value": null },
            { "iteration": 3, "set": "mistake", "value": { "kind": "batch_sum" } },
            { "iteration": 2, "set": "activation:0", "value": "relu" },
            { "iteration": 2, "set": "dropout:0", "value": 0.5 },
            { "iteration": 2, "set": "scale:0:1", "value": 1.5 },
            { "iteration": 2, "set": "shift:0:0", "value": 0.5 },
            { "iteration": 3, "set": "input:0:1", "value": 2.5 },
            { "iteration": 3, "set": "target:1:0", "value": 0.5 }
        ],
        "position": { "iteration": 3, "op": 2 }
    })
}

/// Every document that ships, and one with every field.
fn documents() -> Vec<Value> {
    let shipped = examples::ALL.iter().map(|e| serde_json::from_str(e.document).expect("JSON"));
    shipped.chain([full()]).collect()
}

/// The places of all values in a document, as JSON pointers.
fn places(value: &Value, here: &str, into: &mut Vec<String>) {
    into.push(here.to_owned());
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(name, value)| places(value, &format!("{here}/{name}"), into));
        }
        Value::Array(list) => {
            let entries = list.iter().enumerate();
            entries.for_each(|(i, value)| places(value, &format!("{here}/{i}"), into));
        }
        _ => {}
    }
}

fn without(document: &Value, place: &str) -> Option<Value> {
    let mut document = document.clone();
    let (parent, name) = place.rsplit_once('/')?;
    match document.pointer_mut(parent)? {
        Value::Object(object) => drop(object.remove(name)),
        Value::Array(list) => drop(list.remove(name.parse().ok()?)),
        _ => return None,
    }
    Some(document)
}

fn with(document: &Value, place: &str, value: Value) -> Value {
    let mut document = document.clone();
    *document.pointer_mut(place).expect("a place of the document") = value;
    document
}

#[test]
fn documents_that_ship_pass_both() {
    for document in documents() {
        assert!(Scenario::from_value(&document).is_ok(), "{document}");
        assert!(accepts(&document), "{document}");
        let written = Scenario::from_value(&document).expect("read").to_value();
        assert!(accepts(&written), "{written}");
    }
}

#[test]
fn what_the_schema_refuses_the_reader_refuses() {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(0.5),
        json!(1),
        json!(1.0),
        json!(1e7),
        json!(1e300),
        json!(""),
        json!("relu"),
        json!("weight:+1:0:0"),
        json!("weight:1:0"),
        json!("seed"),
        json!([]),
        json!([1]),
        json!({}),
    ];
    let mut refused = 0;
    let mut check = |document: &Value| {
        let read = Scenario::from_value(document);
        if !accepts(document) {
            refused += 1;
            assert!(read.is_err(), "the schema refuses what the reader takes: {document}");
        }
    };
    for document in documents() {
        let mut all = Vec::new();
        places(&document, "", &mut all);
        for place in &all {
            for value in &values {
                check(&with(&document, place, value.clone()));
            }
            if let Some(document) = without(&document, place) {
                check(&document);
            }
            let mut misspelt = document.clone();
            if let Some(object) = misspelt.pointer_mut(place).and_then(Value::as_object_mut) {
                object.insert("no_such_field".to_owned(), json!(1));
                check(&misspelt);
            }
        }
    }
    assert!(refused > 1000, "the schema refuses too little: {refused}");
}

#[test]
fn limits_are_the_readers() {
    let cases = [
        ("/network/seed", json!(limits::INTEGER), json!(limits::INTEGER as f64 * 2.0)),
        (
            "/optimizer/learning_rate",
            json!(limits::LEARNING_RATE),
            json!(limits::LEARNING_RATE + 1.0),
        ),
        ("/network/layers/0/dropout", json!(limits::DROPOUT), json!(limits::DROPOUT + 0.01)),
        ("/optimizer/momentum", json!(1), json!(1.01)),
        ("/optimizer/dampening", json!(1), json!(1.01)),
        ("/optimizer/weight_decay", json!(100), json!(100.1)),
        ("/schedule/length", json!(1), json!(0)),
        ("/schedule/length", json!(limits::ITERATION), json!(limits::ITERATION + 1)),
        ("/schedule/factor", json!(1), json!(1.1)),
        ("/penalty/l1", json!(100), json!(101)),
        ("/penalty/l2", json!(100), json!(-0.1)),
        ("/clip/value", json!(1e6), json!(1.1e6)),
        ("/clip/norm", json!(1e6), json!(-1)),
        ("/batch/size", json!(limits::SAMPLES), json!(limits::SAMPLES + 1)),
        ("/position/iteration", json!(limits::ITERATION), json!(limits::ITERATION + 1)),
        ("/changes/0/value", json!(limits::MAGNITUDE), json!(limits::MAGNITUDE + 1.0)),
        ("/changes/1/value", json!(-limits::MAGNITUDE), json!(-limits::MAGNITUDE - 1.0)),
        ("/data/train/0/input/0", json!(limits::MAGNITUDE), json!(limits::MAGNITUDE + 1.0)),
    ];
    for (place, most, more) in cases {
        check_limit(&full(), place, most, more);
    }
    let circle = examples::by_id("circle").expect("an example").document;
    let circle = serde_json::from_str(circle).expect("JSON");
    let cases = [
        ("/data/samples", json!(limits::SAMPLES), json!(limits::SAMPLES + 1)),
        ("/data/samples", json!(4), json!(3)),
        ("/data/noise", json!(limits::NOISE), json!(limits::NOISE + 0.1)),
        ("/data/test_fraction", json!(limits::TEST_FRACTION), json!(limits::TEST_FRACTION + 0.05)),
        ("/network/layers/0/units", json!(limits::UNITS), json!(limits::UNITS + 1)),
    ];
    for (place, most, more) in cases {
        check_limit(&circle, place, most, more);
    }
    let layers = |count| vec![json!({ "units": 1, "activation": "tanh" }); count];
    check_limit(
        &circle,
        "/network/layers",
        json!(layers(limits::LAYERS)),
        json!(layers(limits::LAYERS + 1)),
    );
}

#[track_caller]
fn check_limit(document: &Value, place: &str, most: Value, more: Value) {
    let (most, more) = (with(document, place, most), with(document, place, more));
    assert!(accepts(&most) && Scenario::from_value(&most).is_ok(), "{place}: within the limit");
    assert!(!accepts(&more) && Scenario::from_value(&more).is_err(), "{place}: beyond it");
}

#[test]
fn words_are_the_readers() {
    let words = |pointer: &str| -> Vec<String> {
        let list = SCHEMA.pointer(pointer).expect(pointer).as_array().expect("words");
        list.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    assert_eq!(words("/$defs/loss/enum"), Loss::ALL.map(Loss::name));
    assert_eq!(words("/$defs/activation/enum"), Activation::ALL.map(Activation::name));
    assert_eq!(words("/$defs/optimizer_kind/enum"), OptimizerKind::ALL.map(OptimizerKind::name));
    assert_eq!(words("/$defs/schedule_kind/enum"), ScheduleKind::ALL.map(ScheduleKind::name));
    let initializers = Initializer::ALL.map(Initializer::name);
    assert_eq!(words("/$defs/network/properties/initializer/enum"), initializers);
    assert_eq!(words("/$defs/generated/properties/set/enum"), Set::ALL.map(Set::name));
}

#[test]
fn documents_in_the_manual_are_scenarios() {
    let manual = include_str!("../docs/scenario.md");
    let blocks: Vec<&str> = manual
        .split("```json\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|block| block.contains("\"format\""))
        .collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let document = serde_json::from_str(block).expect("JSON");
        assert!(accepts(&document), "{block}");
        assert_eq!(Scenario::from_value(&document).err(), None, "{block}");
    }
}
