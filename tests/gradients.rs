//! Gradients against differences of the loss, and against other people's differentiation.

#![expect(clippy::unreadable_literal, reason = "expected numbers stand as they were printed")]

mod common;

use backstep::nn::{Activation, Loss, Optimizer, Param, Sgd, Term};
use backstep::step::{Cell, Machine, Probe, Values};
use common::{
    Case, assert_all_close, assert_close, cases, parameters, params, sample, settings, sgd, shape,
};
use proptest::prelude::*;

/// Distance of the points that a difference is taken between.
const H: f64 = 2e-5;

/// ∂L/∂w from four values of the loss, (8 (L(w+h) - L(w-h)) - (L(w+2h) - L(w-2h))) / 12h. Its
/// error falls with h⁴, so that h can be large enough for rounding not to matter.
fn difference(probe: &Probe, param: Param) -> f64 {
    let loss = |by: f64| probe.at(param, probe.value(param) + by).loss;
    (8.0 * (loss(H) - loss(-H)) - (loss(2.0 * H) - loss(-2.0 * H))) / (12.0 * H)
}

/// Whether the loss is smooth as far as the differences reach.
///
/// At z = 0 ReLU has a kink: a difference across it is a mixture of the slopes on both sides,
/// and neither is wrong. A weighted sum moves by at most about 100 h when a parameter moves by
/// 2 h, so z this far from 0 stays on its side. Binary cross-entropy of an output next to 0 or 1
/// is computed from 1 - ŷ, of which few digits are left: the differences would measure rounding.
fn is_smooth(machine: &Machine) -> bool {
    let mut machine = machine.clone();
    machine.finish();
    let shape = &machine.settings().shape;
    let every = |cell: &dyn Fn(usize, usize) -> Cell, layer: usize| -> Vec<f64> {
        let samples = 0..machine.batch().len();
        (0..shape.layers[layer].units)
            .flat_map(|unit| samples.clone().map(move |s| (unit, s)))
            .map(|(unit, s)| machine.value_of(cell(layer, unit), s).expect("it was computed"))
            .collect()
    };
    let has_kink = |a| matches!(a, Activation::Relu | Activation::LeakyRelu);
    let z = |layer, unit| {
        if shape.normalizes(layer) {
            Cell::Scaled { layer, unit }
        } else {
            Cell::Preactivation { layer, unit }
        }
    };
    let far_from_kinks = (0..shape.layers.len())
        .filter(|&layer| has_kink(shape.layers[layer].activation))
        .all(|layer| every(&z, layer).iter().all(|z| z.abs() > 100.0 * H));
    let a = |layer, unit| Cell::Activation { layer, unit };
    let keeps_digits = machine.settings().loss != Loss::BinaryCrossEntropy
        || every(&a, shape.last()).iter().all(|y| y * (1.0 - y) > 5e-3);
    // Where samples hardly differ, normalization magnifies what a parameter moves.
    let variance = |layer, unit| Cell::BatchVariance { layer, unit };
    let is_spread = (0..shape.layers.len())
        .filter(|&layer| shape.normalizes(layer))
        .all(|layer| every(&variance, layer).iter().all(|variance| *variance > 0.01));
    far_from_kinks && keeps_digits && is_spread
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_gradient_is_the_slope_of_the_loss(case in cases(), iteration in 0..4_u64) {
        let start = case.machine_at(iteration);
        prop_assume!(is_smooth(&start));
        let mut machine = start.clone();
        // With the masks that dropout has drawn.
        while machine.cursor() < machine.program().update_start() {
            machine.advance();
        }
        let probe = Probe::of_batch(&machine, 0..machine.batch().len());
        let loss = machine.batch_loss().expect("it was computed");
        for param in params(&case.settings.shape) {
            let Some(gradient) = machine.value(Cell::MeanGrad(param)) else { continue };
            let expected = difference(&probe, param);
            // What rounding makes of a difference, whatever its own size.
            let noise = 1e-9 * loss.abs().max(1.0);
            let tolerance = 1e-6 * gradient.abs().max(expected.abs()) + noise;
            prop_assert!(
                (gradient - expected).abs() <= tolerance,
                "{param:?}: {gradient} is not {expected}"
            );
        }
    }

    /// A parameter that is trained has a gradient, one that is not has none.
    #[test]
    fn every_trained_parameter_has_a_gradient(case in cases()) {
        let mut machine = case.machine();
        machine.finish();
        for param in params(&case.settings.shape) {
            let is_bias = matches!(param, Param::Bias { .. });
            let has = machine.value(Cell::MeanGrad(param)).is_some();
            prop_assert_eq!(has, !is_bias || case.settings.train_biases);
        }
    }
}

/// The network and batch of tests/oracle.py.
fn oracle_case([hidden, output]: [Activation; 2], loss: Loss, targets: [[f64; 3]; 2]) -> Case {
    Case {
        settings: settings(shape(2, &[(3, hidden), (3, output)]), loss, sgd(0.1), 2),
        samples: vec![sample(&[0.8, -1.5], &targets[0]), sample(&[-0.4, 2.0], &targets[1])],
        parameters: parameters(&[
            (&[&[0.4, -0.7], &[-1.1, 0.3], &[0.2, 0.9]], &[0.1, -0.2, 0.3]),
            (&[&[0.5, -0.6, 0.8], &[-0.3, 1.2, 0.7], &[0.9, 0.1, -0.4]], &[-0.1, 0.2, 0.05]),
        ]),
    }
}

const CLASSES: [[f64; 3]; 2] = [[0.0, 1.0, 0.0], [0.25, 0.25, 0.5]];
const OTHER: [[f64; 3]; 2] = [[0.2, 0.0, 0.7], [1.0, 0.6, 0.0]];
const HALF_OF_OTHER: [[f64; 3]; 2] = [[0.1, 0.0, 0.35], [0.5, 0.3, 0.0]];

#[track_caller]
fn assert_loss_and_gradients(case: &Case, loss: f64, gradients: &[f64]) {
    let mut machine = case.machine();
    machine.finish();
    assert_close(machine.batch_loss().expect("it was computed"), loss, 1e-14);
    let gradient = |param| machine.value(Cell::MeanGrad(param)).expect("it was computed");
    let found: Vec<_> = params(&case.settings.shape).into_iter().map(gradient).collect();
    assert_all_close(&found, gradients, 1e-14);
}

#[test]
fn half_squared_error_of_identity_over_tanh_other_targets_agrees_with_jax() {
    let case = oracle_case([Activation::Tanh, Activation::Identity], Loss::HalfSquaredError, OTHER);
    assert_loss_and_gradients(
        &case,
        1.834280227708068,
        &[
            0.14371453746236623,
            -0.5088809754709562,
            -0.37720146035923735,
            1.4510721257689898,
            -0.24341588594853805,
            0.47498968612729375,
            -0.10765628944686575,
            0.4210814396654571,
            -0.28196797746713065,
            0.5902880273544117,
            -0.46514340770018026,
            -0.6185945245402947,
            -1.3608300901193982,
            1.2249282250652436,
            1.2509543721047687,
            0.6415361015426079,
            -0.5295354668066715,
            -0.6447465701922742,
            -0.5305261446186973,
            -0.14615106305641745,
            -0.36116858263766916,
        ],
    );
}

#[test]
fn mean_squared_error_of_tanh_over_sigmoid_other_targets_agrees_with_jax() {
    let case = oracle_case([Activation::Sigmoid, Activation::Tanh], Loss::MeanSquaredError, OTHER);
    assert_loss_and_gradients(
        &case,
        0.13600577196191294,
        &[
            0.005506092325364562,
            -0.036268882590122564,
            -0.002498361933668478,
            0.04456838890578072,
            0.027721702643889363,
            -0.07255858008991646,
            -0.024251335969371113,
            0.04473779991909719,
            0.009955663145713008,
            0.004735907640658047,
            -0.1459927754773835,
            -0.18072522142070907,
            0.08746728888657794,
            0.02976084678674941,
            0.04448423015068858,
            -0.022668411918057213,
            -0.018838813183199396,
            -0.02533268447967235,
            -0.16603601436242355,
            0.11998316771032225,
            -0.04410023634158782,
        ],
    );
}

#[test]
fn binary_cross_entropy_of_sigmoid_over_relu_other_targets_agrees_with_jax() {
    let case = oracle_case(
        [Activation::Relu, Activation::Sigmoid],
        Loss::BinaryCrossEntropy,
        HALF_OF_OTHER,
    );
    assert_loss_and_gradients(
        &case,
        0.9713929900640617,
        &[
            0.07305028810275536,
            -0.1369692901926663,
            -0.0434953524462648,
            0.21747676223132398,
            -0.03295155149836891,
            0.16475775749184454,
            0.0913128601284442,
            0.10873838111566199,
            0.08237887874592227,
            0.1356374710703785,
            0.032677591800546836,
            0.078581827901315,
            0.10780978314102596,
            0.08851697555928617,
            0.212862250749712,
            0.10972678199547947,
            0.047264245463407704,
            0.11365925694771853,
            0.13117228348390167,
            0.17871734038760323,
            0.1309110282696891,
        ],
    );
}

#[test]
fn cross_entropy_of_sigmoid_over_leaky_relu_other_targets_agrees_with_jax() {
    let case = oracle_case([Activation::LeakyRelu, Activation::Sigmoid], Loss::CrossEntropy, OTHER);
    assert_loss_and_gradients(
        &case,
        0.2982963902465293,
        &[
            -0.06444843870580745,
            0.12007915753446048,
            -0.02233845600783285,
            0.11203456484678335,
            0.0485542032768735,
            -0.24275650988507644,
            -0.08147454642897349,
            0.05625688178872507,
            -0.12136810039303447,
            -0.04889244661821915,
            -0.11203846226322711,
            -0.2703906717356311,
            0.00029547403300390256,
            -0.01699987587145741,
            -0.04088065388136186,
            -0.10383041653370215,
            0.0010806839271875121,
            0.0006286331341156115,
            -0.16860031795235988,
            -0.020237947466020725,
            -0.07063293641748444,
        ],
    );
}

#[test]
fn cross_entropy_of_softmax_over_tanh_classes_agrees_with_jax() {
    let case = oracle_case([Activation::Tanh, Activation::Softmax], Loss::CrossEntropy, CLASSES);
    assert_loss_and_gradients(
        &case,
        2.6819699970512643,
        &[
            0.10419589746677822,
            -0.27684524694848683,
            -0.16921183787769825,
            0.5740947624792065,
            -0.14069953828563353,
            0.28462451677126266,
            0.03247134479553952,
            0.09667228240310397,
            -0.15089896387420212,
            0.20791149955425026,
            -0.1936646758913575,
            -0.18364560365333585,
            -0.7041140339662806,
            0.6447449062556643,
            0.6346976829630946,
            0.4962025344120303,
            -0.4510802303643067,
            -0.45105207930975877,
            0.08079933356257087,
            -0.17385546395417434,
            0.0930561303916036,
        ],
    );
}

#[test]
fn cross_entropy_of_softmax_over_tanh_other_targets_agrees_with_jax() {
    let case = oracle_case([Activation::Tanh, Activation::Softmax], Loss::CrossEntropy, OTHER);
    assert_loss_and_gradients(
        &case,
        1.4689784875593213,
        &[
            0.017078102076116975,
            -0.10412020020811584,
            -0.15365611559601344,
            0.7652295643467171,
            0.029663583050667255,
            -0.06225474901140382,
            -0.0651708829833296,
            0.3804790726300135,
            0.029116841863650808,
            0.4137368778339584,
            -0.3251193675828011,
            -0.43461318131537585,
            -0.33062335477774096,
            0.24830179096770263,
            0.36051064838061453,
            -0.08311352305621746,
            0.07681757661509848,
            0.07410253293476136,
            -0.3799496326065356,
            0.4068596472915156,
            -0.02691001468497995,
        ],
    );
}

#[test]
fn mean_squared_error_of_softmax_over_identity_classes_agrees_with_jax() {
    let case =
        oracle_case([Activation::Identity, Activation::Softmax], Loss::MeanSquaredError, CLASSES);
    assert_loss_and_gradients(
        &case,
        0.380685995078549,
        &[
            0.018303673910073318,
            -0.053580839215523604,
            -0.0033588955966814197,
            0.04514209095183719,
            -0.02726233037138424,
            0.05222020547547435,
            -0.00023414837337171375,
            0.04241437455381966,
            -0.0327539097292756,
            -0.011596253949861414,
            0.022868878666254373,
            -0.011032036404524046,
            -0.03347178383134511,
            0.022511593270468044,
            0.040870899654814774,
            0.0450680377812065,
            -0.0453804719367224,
            -0.029838863250290705,
            -0.039562254885839615,
            0.013382541939756305,
            0.026179712946083313,
        ],
    );
}

#[test]
fn binary_cross_entropy_of_softmax_over_relu_classes_agrees_with_jax() {
    let case =
        oracle_case([Activation::Relu, Activation::Softmax], Loss::BinaryCrossEntropy, CLASSES);
    assert_loss_and_gradients(
        &case,
        1.1706006418472086,
        &[
            0.16867291315599287,
            -0.3162617121674866,
            -0.09839253064921273,
            0.49196265324606364,
            -0.03743248046755312,
            0.1871624023377656,
            0.21084114144499108,
            0.24598132662303182,
            0.0935812011688828,
            0.036541359956278024,
            -0.06737689756920272,
            -0.16202539653546366,
            -0.27046085158887345,
            0.14496407824082258,
            0.34860409291245426,
            0.2339194916325954,
            -0.07758718067161986,
            -0.1865786963769906,
            -0.055352524346820905,
            -0.011410690249955058,
            0.06676321459677594,
        ],
    );
}

#[test]
fn half_squared_error_of_leaky_relu_over_tanh_other_targets_agrees_with_jax() {
    let case =
        oracle_case([Activation::Tanh, Activation::LeakyRelu], Loss::HalfSquaredError, OTHER);
    assert_loss_and_gradients(
        &case,
        0.7541368358894415,
        &[
            0.045238034840934055,
            -0.13526057245128292,
            -0.17735213948196413,
            0.8779812659171439,
            -0.020779584039530258,
            0.07930858248583775,
            -0.0039795649982703185,
            0.4328450309136982,
            0.022441754844649386,
            0.06158770743694381,
            -0.06121490424160419,
            -0.04998421122017555,
            -0.6140942979068152,
            0.469188263330233,
            0.6604291652229017,
            0.15888429582190033,
            -0.16078815527340376,
            -0.12566083459405467,
            0.058454849808063064,
            0.6839450995453433,
            0.17651359720218784,
        ],
    );
}

/// Five steps on one sigmoid unit, x = 1.5, target 0.2, from w = 0.8, b = -0.3, η = 0.7, μ = 0.9:
/// w and b after each. From optax (tests/oracle.py), whose `sgd` is PyTorch's: v ← μ v + g, then
/// w ← w - η v, or with Nesterov w ← w - η (g + μ v).
#[track_caller]
fn assert_steps(nesterov: bool, expected: [[f64; 2]; 5], velocity: [f64; 2]) {
    let optimizer =
        Optimizer::Sgd(Sgd { learning_rate: 0.7, momentum: 0.9, nesterov, ..Sgd::default() });
    let shape = shape(1, &[(1, Activation::Sigmoid)]);
    let case = Case {
        settings: settings(shape.clone(), Loss::HalfSquaredError, optimizer, 1),
        samples: vec![sample(&[1.5], &[0.2])],
        parameters: parameters(&[(&[&[0.8]], &[-0.3])]),
    };
    let mut machine = case.machine();
    for expected in expected {
        machine.finish();
        let numbers: Vec<_> = machine.parameters().iter().collect();
        assert_all_close(&numbers, &expected, 1e-14);
        machine.next_iteration();
    }
    let velocities: Vec<_> = params(&shape)
        .into_iter()
        .map(|param| machine.value(Cell::Term(Term::Velocity, param)).expect("there is momentum"))
        .collect();
    assert_all_close(&velocities, &velocity, 1e-14);
}

#[test]
fn momentum_is_pytorchs() {
    assert_steps(
        false,
        [
            [0.6897497061828943, -0.37350019587807043],
            [0.48217891897621956, -0.5118807206825202],
            [0.2038207958134206, -0.6974528027910528],
            [-0.09807253778308583, -0.8987150251887237],
            [-0.3819042058119901, -1.0879361372079932],
        ],
        [0.4054738114698632, 0.2703158743132421],
    );
}

#[test]
fn nesterovs_momentum_is_pytorchs() {
    assert_steps(
        true,
        [
            [0.5905244417474992, -0.43965037216833386],
            [0.30671394024529036, -0.6288573731698064],
            [0.015702278774081257, -0.8228651474839458],
            [-0.2327389719146193, -0.9884926479430796],
            [-0.4366564717322126, -1.124437647821475],
        ],
        [0.32150895263115853, 0.21433930175410568],
    );
}
