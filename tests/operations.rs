//! What an iteration consists of: the order of its operations, and what each says it did.

mod common;

use backstep::nn::{Activation, Loss, Optimizer, Param, Parameters, ScheduleKind, Term};
use backstep::step::{
    Cell, Columns, Expr, Machine, Op, Pass, Settings, Stage, Values, evaluate, predict,
};
use common::{
    Case, batch_columns, cases, cases_with_mistakes, cells, params, plain, same_bits, sample,
    settings, sgd, shape,
};
use proptest::prelude::*;

/// Whether an operation computes its equation's last form step by step as it stands there, so
/// that both have the same bits.
fn is_computed_as_written(machine: &Machine, op: Op) -> bool {
    let settings = machine.settings();
    let outputs = settings.shape.outputs();
    match op {
        // The largest z is subtracted first, which changes nothing but the rounding.
        Op::Activation { layer, .. } => {
            settings.shape.layers[layer].activation != Activation::Softmax
        }
        // Logarithms of 1 - y are taken by ln_1p, and terms are added output by output. Under
        // softmax the loss is taken from the weighted sums, not from the outputs in the formula.
        Op::SampleLoss => {
            matches!(settings.loss, Loss::HalfSquaredError | Loss::MeanSquaredError)
        }
        // The even and the odd samples are added up apart, as vector instructions do.
        Op::BatchLoss
        | Op::MeanGradient(_)
        | Op::BatchMean { .. }
        | Op::BatchVariance { .. }
        | Op::NormDelta { .. } => machine.batch().len() <= 2,
        // Divided by the number of outputs last, where the formula has one denominator.
        // The even and the odd places are added up apart, weights and biases too.
        Op::SquaredNorm(_) => false,
        // The power stands within the product, and halves are shares of η.
        Op::LearningRate => settings.schedule.kind != ScheduleKind::OneCycle,
        Op::OutputGradient { .. } => settings.loss != Loss::BinaryCrossEntropy || outputs == 1,
        _ => true,
    }
}

/// The size of the terms that an expression's value is rounded from: where they cancel, an error
/// is small next to them, not next to the value.
fn magnitude(expr: &Expr) -> f64 {
    match expr {
        Expr::Cell { value, .. } | Expr::Number(value) | Expr::Slope { value, .. } => value.abs(),
        Expr::Sum(parts) => parts.iter().map(magnitude).sum(),
        Expr::Difference(left, right) => magnitude(left) + magnitude(right),
        Expr::Product(parts) => parts.iter().map(magnitude).product(),
        Expr::Quotient(above, below) => {
            let loss_of_digits = magnitude(below) / below.value().abs();
            magnitude(above) / below.value().abs() * loss_of_digits
        }
        Expr::Negative(of) => magnitude(of),
        Expr::CosPi(_) => 1.0,
        Expr::Square(of) => magnitude(of) * magnitude(of),
        Expr::Root(of) => magnitude(of).sqrt(),
        Expr::Power(..)
        | Expr::Floor(_)
        | Expr::Sign(_)
        | Expr::Clamp(..)
        | Expr::Exp(_)
        | Expr::Apply(..) => expr.value().abs(),
        // d ln x = dx / x
        Expr::Ln(of) => expr.value().abs() + magnitude(of) / of.value().abs(),
    }
}

/// Every cell that an expression reads, with the sample whose it is and the number it read.
fn reads(expr: &Expr, watched: usize) -> Vec<(Cell, usize, f64)> {
    let mut reads = Vec::new();
    expr.visit_cells(&mut |cell, sample, value| {
        reads.push((cell, sample.unwrap_or(watched), value));
    });
    reads
}

/// Every operation that a network of this shape could have, and some that none has.
fn conceivable(case: &Case) -> Vec<Op> {
    let shape = &case.settings.shape;
    let mut ops =
        vec![Op::Input, Op::SampleLoss, Op::BatchLoss, Op::LearningRate, Op::GradientNorm];
    for layer in 0..=shape.layers.len() {
        ops.push(Op::SquaredNorm(layer));
        let units = shape.layers.get(layer).map_or(1, |layer| layer.units);
        for unit in 0..=units {
            ops.extend([
                Op::WeightedSum { layer, unit },
                Op::Activation { layer, unit },
                Op::OutputGradient { layer, unit },
                Op::Delta { layer, unit },
                Op::InputGradient { layer, unit },
                Op::BatchMean { layer, unit },
                Op::BatchVariance { layer, unit },
                Op::Normalize { layer, unit },
                Op::ScaleShift { layer, unit },
                Op::RunningMean { layer, unit },
                Op::RunningVariance { layer, unit },
                Op::ScaledGradient { layer, unit },
                Op::NormalizedGradient { layer, unit },
                Op::NormDelta { layer, unit },
                Op::Dropout { layer, unit },
                Op::DroppedGradient { layer, unit },
                Op::DropoutGradient { layer, unit },
            ]);
            let fan_in = if layer < shape.layers.len() { shape.fan_in(layer) } else { 1 };
            let weights = (0..=fan_in).map(|input| Param::Weight { layer, unit, input });
            let norm = [Param::Scale { layer, unit }, Param::Shift { layer, unit }];
            for param in weights.chain([Param::Bias { layer, unit }]).chain(norm) {
                ops.extend([Op::Gradient(param), Op::MeanGradient(param), Op::Update(param)]);
                ops.extend(Term::ALL.map(|term| Op::Term(term, param)));
            }
        }
    }
    ops
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn each_place_has_one_operation_and_each_operation_one_place(case in cases()) {
        let machine = case.machine();
        let program = machine.program();
        for place in 0..program.len() {
            let op = program.op_at(place).expect("every place has an operation");
            prop_assert_eq!(program.place_of(op), Some(place), "{:?}", op);
        }
        prop_assert_eq!(program.op_at(program.len()), None);
        prop_assert_eq!(program.op_at(usize::MAX), None);

        // Of all that could be asked for, just as many have a place as there are places.
        let found: Vec<_> =
            conceivable(&case).into_iter().filter_map(|op| program.place_of(op)).collect();
        prop_assert_eq!(found.len(), program.len());
    }

    #[test]
    fn stages_tile_the_program(case in cases()) {
        let machine = case.machine();
        let program = machine.program();
        let mut next = 0;
        for (stage, start, len) in program.stages() {
            prop_assert_eq!(start, next, "{:?}", stage);
            for place in start..start + len {
                prop_assert_eq!(program.stage_at(place), Some(stage));
                let op = program.op_at(place).expect("every place has an operation");
                prop_assert_eq!(belongs_to(op), stage);
            }
            next += len;
        }
        prop_assert_eq!(next, program.len());
        prop_assert_eq!(program.stage_at(next), None);
        let passes: Vec<_> = program.stages().map(|(stage, ..)| stage.pass()).collect();
        prop_assert!(passes.is_sorted(), "{:?}", passes);
    }

    /// Counted from the formulas, not from the program.
    #[test]
    fn there_are_as_many_operations_as_numbers_to_compute(case in cases()) {
        let machine = case.machine();
        let shape = &case.settings.shape;
        let units: usize = shape.layers.iter().map(|layer| layer.units).sum();
        let hidden = units - shape.outputs();
        let normalized: usize =
            shape.layers.iter().filter(|l| l.batch_norm).map(|layer| layer.units).sum();
        let weights = shape.parameter_count() - units - 2 * normalized;
        let biases = if case.settings.train_biases { units } else { 0 };
        let trained = weights + biases + 2 * normalized;
        let is_batched = case.settings.batch_size > 1 && case.samples.len() > 1;
        let is_fused = case.settings.loss == Loss::CrossEntropy
            && shape.layers[shape.last()].activation == Activation::Softmax;
        let Settings { optimizer, schedule, penalty, clip, .. } = &case.settings;
        let decay = usize::from(optimizer.weight_decay() != 0.0);
        let steps = 1 + decay
            + match optimizer {
                Optimizer::Sgd(sgd) => usize::from(sgd.momentum != 0.0),
                Optimizer::Adagrad(_) | Optimizer::RmsProp(_) => 1,
                // m, v, and both without their bias.
                Optimizer::Adam(_) | Optimizer::AdamW(_) => 4,
            };

        let dropped: usize =
            shape.layers.iter().filter(|l| l.dropout > 0.0).map(|layer| layer.units).sum();

        // μ, σ², ẑ, y and two running statistics; back ∂L/∂y and ∂L/∂ẑ before δ.
        let forward = 1 + 2 * units + 6 * normalized + dropped;
        let loss = 1 + usize::from(is_batched);
        let grad_activations = hidden + if is_fused { 0 } else { shape.outputs() };
        let backward = grad_activations + dropped + 2 * normalized + units + trained;
        let mean = if is_batched { trained } else { 0 };
        let penalized = if penalty.l1 != 0.0 || penalty.l2 != 0.0 { weights } else { 0 };
        let scheduled = usize::from(schedule.kind != ScheduleKind::Constant);
        let clipped = if clip.value == 0.0 { 0 } else { trained };
        // A sum of squares for each layer, the norm, and every gradient scaled by it.
        let scaled = if clip.norm == 0.0 { 0 } else { shape.layers.len() + 1 + trained };
        let before = forward + loss + backward + mean + penalized + scheduled + clipped + scaled;
        prop_assert_eq!(machine.program().len(), before + trained * steps);
        prop_assert_eq!(machine.program().is_fused(), is_fused);
        prop_assert_eq!(machine.program().is_batched(), is_batched);
        prop_assert_eq!(
            machine.program().update_start(),
            before,
        );
    }

    /// Every number in an equation could be read before the operation ran and is the one that
    /// stood there; what the equation comes to is what the operation wrote.
    #[test]
    fn every_operation_explains_what_it_did(
        case in cases_with_mistakes(),
        iteration in 0..3_u64,
        watched in 0..4_usize,
    ) {
        let mut machine = case.machine_at(iteration);
        machine.watch(watched);
        let watched = machine.watched();
        while let Some(op) = machine.program().op_at(machine.cursor()) {
            let before = machine.clone();
            prop_assert_eq!(before.explain(op), None, "before it is done");
            prop_assert_eq!(machine.advance(), Some(op));
            prop_assert_eq!(machine.last_op(), Some(op));
            let Some(equation) = machine.explain(op) else {
                prop_assert_eq!(op, Op::Input);
                continue;
            };
            prop_assert_eq!(Some(equation.writes), op.writes());
            let written = machine.value(equation.writes).expect("it was just written");
            prop_assert!(same_bits(written, equation.result));
            prop_assert!(!equation.forms.is_empty());
            for form in &equation.forms {
                for (cell, sample, value) in reads(form, watched) {
                    let read = before.value_of(cell, sample);
                    prop_assert!(
                        read.is_some_and(|read| same_bits(read, value)),
                        "{op:?} reads {cell:?} as {value}; there was {read:?}"
                    );
                }
                let (value, result) = (form.value(), equation.result);
                if is_computed_as_written(&machine, op) {
                    // -0 and 0 are told apart by no reader.
                    let is_same = same_bits(value, result) || (value == 0.0 && result == 0.0);
                    prop_assert!(is_same, "{op:?}: {value} is not {result}, {form:?}");
                } else {
                    let tolerance = 1e-12 * magnitude(form);
                    prop_assert!(
                        (value - result).abs() <= tolerance,
                        "{op:?}: {value} is not {result} to {tolerance}, {form:?}"
                    );
                }
            }
        }
    }

    /// An operation that is long done is explained as when it was just done, with the weights
    /// that it used.
    #[test]
    fn explanations_last_until_the_end_of_the_iteration(case in cases_with_mistakes()) {
        let mut machine = case.machine();
        let mut fresh = Vec::new();
        while let Some(op) = machine.advance() {
            fresh.push((op, machine.explain(op)));
        }
        for (op, explanation) in fresh {
            prop_assert_eq!(machine.explain(op), explanation, "{:?}", op);
        }
    }

    /// A cell has a number from the moment on that its operation is done. Parameters, velocities
    /// and the optimizer's settings always have one.
    #[test]
    fn what_has_not_been_computed_yet_has_no_number(case in cases()) {
        let mut machine = case.machine();
        let shape = case.settings.shape.clone();
        let program = machine.program().clone();
        let mut writers = std::collections::BTreeMap::new();
        for place in 0..program.len() {
            let cell = program.op_at(place).and_then(Op::writes);
            writers.extend(cell.map(|cell| (cell, place)));
        }
        // Alone, a sample's loss and gradients are the batch's too.
        let writer = |cell| match cell {
            Cell::Input(_) | Cell::Target(_) => Some(0),
            Cell::BatchLoss if !program.is_batched() => writers.get(&Cell::SampleLoss).copied(),
            Cell::MeanGrad(p) if !program.is_batched() => writers.get(&Cell::Grad(p)).copied(),
            // Drawn with the batch.
            Cell::Mask { layer, .. } => shape.drops(layer).then_some(0),
            _ => writers.get(&cell).copied(),
        };
        loop {
            for cell in cells(&shape) {
                let expected = match cell {
                    Cell::Param(_) | Cell::LearningRate | Cell::BaseRate | Cell::Iteration => true,
                    Cell::ScheduleLength => case.settings.schedule.kind.has_length(),
                    Cell::Hyperparameter(one) => case.settings.get(one).is_some(),
                    Cell::Term(term, p) if term.is_state() => {
                        program.terms(p).any(|one| one == term)
                    }
                    Cell::RunningMean { layer, .. } | Cell::RunningVariance { layer, .. } => {
                        shape.normalizes(layer)
                    }
                    Cell::Epsilon => shape.has_norm(),
                    Cell::DropoutRate(layer) => shape.drops(layer),
                    _ => writer(cell).is_some_and(|place| place < machine.cursor()),
                };
                prop_assert_eq!(machine.value(cell).is_some(), expected, "{:?}", cell);
            }
            if machine.is_at_end() {
                break;
            }
            // Every place would take long, and a few in a row are much alike.
            for _ in 0..7 {
                machine.advance();
            }
        }
    }

    /// No weight changes before every gradient is known: new weights are not used in the same
    /// backward pass.
    #[test]
    fn parameters_change_in_the_update_alone(case in cases()) {
        let mut machine = case.machine();
        while machine.cursor() < machine.program().update_start() {
            prop_assert_eq!(machine.parameters(), &case.parameters);
            machine.advance();
        }
        let coming: Vec<_> =
            params(&case.settings.shape).iter().map(|&p| machine.coming_update(p)).collect();
        while let Some(op) = machine.advance() {
            prop_assert!(matches!(op, Op::Update(_) | Op::Term(..)));
            // What was announced does not change on the way.
            for (&param, &coming) in params(&case.settings.shape).iter().zip(&coming) {
                prop_assert_eq!(machine.coming_update(param), coming, "{:?}", param);
            }
        }
        for (param, coming) in params(&case.settings.shape).into_iter().zip(coming) {
            let expected = coming.unwrap_or(case.parameters.get(param));
            prop_assert_eq!(machine.parameters().get(param), expected);
            prop_assert_eq!(machine.weight_used(param), case.parameters.get(param));
        }
    }

    /// Operation by operation, or a whole data set at once: the same bits.
    #[test]
    fn prediction_and_evaluation_give_the_bits_of_the_operations(
        case in cases().prop_map(plain),
        iteration in 0..3_u64,
    ) {
        let mut machine = case.machine_at(iteration);
        let columns = batch_columns(&machine);
        let settings = machine.settings().clone();
        let parameters = machine.parameters().clone();
        machine.finish();
        let outputs = predict(&settings.shape, &parameters, &columns);
        let count = columns.count;
        for unit in 0..settings.shape.outputs() {
            for s in 0..count {
                let cell = Cell::Activation { layer: settings.shape.last(), unit };
                let computed = machine.value_of(cell, s).expect("it was computed");
                prop_assert!(same_bits(computed, outputs[unit * count + s]));
            }
        }
        let loss = evaluate(&settings.shape, &parameters, settings.loss, &columns);
        prop_assert_eq!(machine.batch_loss().map(f64::to_bits), loss.map(f64::to_bits));
    }

    /// Each epoch uses every sample once, in batches that are full but for the last.
    #[test]
    fn an_epoch_uses_every_sample_once(case in cases()) {
        let mut machine = case.machine();
        let full = case.settings.batch_size.min(case.samples.len());
        for epoch in 0..3 {
            prop_assert_eq!(machine.epoch_start(), machine.iteration());
            let mut seen = Vec::new();
            while machine.epoch() == epoch {
                let len = machine.batch().len();
                prop_assert!(len == full || (machine.ends_epoch() && 0 < len && len < full));
                seen.extend_from_slice(machine.batch());
                machine.finish();
                machine.next_iteration();
            }
            if !case.settings.shuffle {
                prop_assert!(seen.is_sorted());
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..case.samples.len()).collect::<Vec<_>>());
        }
    }
}

/// The stage that an operation is about, from its name alone.
fn belongs_to(op: Op) -> Stage {
    match op {
        Op::Input => Stage::Input,
        Op::WeightedSum { layer, .. }
        | Op::Activation { layer, .. }
        | Op::BatchMean { layer, .. }
        | Op::BatchVariance { layer, .. }
        | Op::Normalize { layer, .. }
        | Op::ScaleShift { layer, .. }
        | Op::RunningMean { layer, .. }
        | Op::RunningVariance { layer, .. }
        | Op::Dropout { layer, .. } => Stage::Forward(layer),
        Op::SampleLoss | Op::BatchLoss => Stage::Loss,
        Op::OutputGradient { layer, .. }
        | Op::DropoutGradient { layer, .. }
        | Op::ScaledGradient { layer, .. }
        | Op::NormalizedGradient { layer, .. }
        | Op::NormDelta { layer, .. }
        | Op::Delta { layer, .. } => Stage::Backward(layer),
        Op::Gradient(param) => Stage::Backward(param.layer()),
        // Handed down by the layer above.
        Op::InputGradient { layer, .. } | Op::DroppedGradient { layer, .. } => {
            Stage::Backward(layer + 1)
        }
        Op::MeanGradient(param) => Stage::Mean(param.layer()),
        Op::LearningRate => Stage::Schedule,
        Op::SquaredNorm(_) | Op::GradientNorm => Stage::Norm,
        Op::Term(Term::PenalizedGradient, param) => Stage::Penalty(param.layer()),
        Op::Term(Term::ClippedGradient, param) => Stage::Clip(param.layer()),
        Op::Term(Term::ScaledGradient, param) => Stage::Scale(param.layer()),
        Op::Term(_, param) | Op::Update(param) => Stage::Update(param.layer()),
    }
}

#[test]
fn passes_come_in_the_order_of_the_text_book() {
    let machine = small(2, 2).machine();
    let mut passes: Vec<_> = machine.program().stages().map(|(stage, ..)| stage.pass()).collect();
    passes.dedup();
    assert_eq!(passes, [Pass::Forward, Pass::Loss, Pass::Backward, Pass::Update]);
}

/// A network of one tanh unit over one sigmoid output.
fn small(samples: usize, batch_size: usize) -> Case {
    let shape = shape(1, &[(1, Activation::Tanh), (1, Activation::Sigmoid)]);
    let mut parameters = Parameters::zeros(&shape);
    for (index, linear) in parameters.layers.iter_mut().enumerate() {
        linear.weight.fill(0.5 + index as f64);
    }
    Case {
        settings: settings(shape, Loss::BinaryCrossEntropy, sgd(0.1), batch_size),
        samples: (0..samples).map(|s| sample(&[s as f64], &[(s % 2) as f64])).collect(),
        parameters,
    }
}

#[test]
fn without_samples_nothing_happens() {
    let mut machine = small(0, 1).machine();
    assert_eq!(machine.advance(), None);
    machine.finish();
    machine.next_iteration();
    assert_eq!((machine.iteration(), machine.cursor()), (0, 0));
    assert_eq!(machine.rewind(), None);
    assert_eq!(machine.batch_loss(), None);
    assert_eq!(machine.value(Cell::Input(0)), None);
    let settings = machine.settings();
    let none = Columns::new(machine.samples());
    assert_eq!(evaluate(&settings.shape, machine.parameters(), settings.loss, &none), None);
}

#[test]
fn any_batch_size_comes_to_the_end_of_the_epoch() {
    for (batch_size, expected) in [(0, 3), (1, 3), (2, 2), (3, 1), (4, 1), (usize::MAX, 1)] {
        let mut machine = small(3, batch_size).machine();
        let mut seen = Vec::new();
        while machine.epoch() == 0 {
            seen.extend_from_slice(machine.batch());
            machine.finish();
            machine.next_iteration();
        }
        assert_eq!((machine.iteration(), &seen[..]), (expected, &[0, 1, 2][..]), "{batch_size}");
    }
}

#[test]
fn a_sample_that_is_not_in_the_batch_has_no_numbers() {
    let mut machine = small(5, 2).machine();
    machine.finish();
    for cell in cells(&machine.settings().shape) {
        let first = machine.value_of(cell, 0);
        for outside in [2, 3, usize::MAX] {
            let expected = if cell.is_of_sample() { None } else { first };
            assert_eq!(machine.value_of(cell, outside), expected, "{cell:?}");
        }
    }
}

/// What `torch.nn.BCELoss` does with a saturated output: logarithms are held above -100, and the
/// gradient's denominator above 1e-12. Its slope is then 0, so that nothing is learnt. The
/// equations say so instead of ln 0 and a division by 0.
#[test]
fn a_saturated_output_is_explained_as_it_is_held() {
    let shape = shape(1, &[(1, Activation::Sigmoid)]);
    for (weight, loss, gradient) in [(1000.0, 100.0, 1e12), (-1000.0, 0.0, 0.0)] {
        let mut case = Case {
            settings: settings(shape.clone(), Loss::BinaryCrossEntropy, sgd(0.1), 1),
            samples: vec![sample(&[1.0], &[0.0])],
            parameters: Parameters::zeros(&shape),
        };
        case.parameters.layers[0].weight = vec![weight];
        let mut machine = case.machine();
        machine.finish();
        assert!(machine.batch_loss().is_some_and(|found| same_bits(found, loss)), "and not -0");
        for (op, expected) in [
            (Op::SampleLoss, loss),
            (Op::OutputGradient { layer: 0, unit: 0 }, gradient),
            (Op::Delta { layer: 0, unit: 0 }, 0.0),
        ] {
            let equation = machine.explain(op).expect("it is done");
            assert!(same_bits(equation.result.abs(), expected), "{op:?}");
            for form in equation.forms {
                assert_eq!(form.value(), expected, "{op:?}: {form:?}");
            }
        }
    }
}

/// Under cross-entropy a class that is not the target adds nothing, not even ln 0.
#[test]
fn an_output_of_zero_that_is_not_the_target_adds_nothing() {
    let shape = shape(1, &[(2, Activation::Relu)]);
    let mut case = Case {
        settings: settings(shape.clone(), Loss::CrossEntropy, sgd(0.1), 1),
        samples: vec![sample(&[1.0], &[0.0, 1.0])],
        parameters: Parameters::zeros(&shape),
    };
    case.parameters.layers[0].weight = vec![-1.0, 1.0];
    let mut machine = case.machine();
    machine.finish();
    for op in [Op::SampleLoss, Op::OutputGradient { layer: 0, unit: 0 }] {
        let equation = machine.explain(op).expect("it is done");
        assert_eq!(equation.result, 0.0, "{op:?}");
        for form in equation.forms {
            assert_eq!(form.value(), 0.0, "{op:?}: {form:?}");
        }
    }
    assert!(machine.parameters().is_finite());
}
