//! Equations are read back: as markup, as arithmetic, and as keys of cells.

use proptest::prelude::*;

use super::key::tests::any_cell;
use super::*;
use crate::math;
use crate::nn::{Activation, Param};

const NOTATION: Notation = Notation { layers: 2, widest: 3, sample: None, normalized: 0 };

/// A piece of markup.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Element { name: String, attributes: String, children: Vec<Node> },
    Text(String),
}

/// Reads markup in which every element is closed by the one that opened it.
fn parse_markup(html: &str) -> Vec<Node> {
    let mut open: Vec<(String, String, Vec<Node>)> = vec![Default::default()];
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, tag_on) = rest.split_at(start);
        assert!(!text.contains('>'), "stray > in {html}");
        if !text.is_empty() {
            open.last_mut().unwrap().2.push(Node::Text(text.to_owned()));
        }
        let (tag, after) = tag_on[1..].split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let (opened, attributes, children) = open.pop().unwrap();
            assert_eq!(opened, name, "in {html}");
            open.last_mut().expect("closed once").2.push(Node::Element {
                name: opened,
                attributes,
                children,
            });
        } else {
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            assert_eq!(attributes.matches('"').count() % 2, 0, "{tag}");
            open.push((name.to_owned(), attributes.to_owned(), Vec::new()));
            if tag.ends_with('/') {
                let (name, attributes, children) = open.pop().unwrap();
                open.last_mut().unwrap().2.push(Node::Element { name, attributes, children });
            }
        }
    }
    assert!(rest.is_empty(), "text after the end: {rest}");
    assert_eq!(open.len(), 1, "unclosed element in {html}");
    open.pop().unwrap().2
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Value(f64),
    Operator(String),
    Name(String),
}

/// Flattens presentation markup; fractions and powers become their values.
fn tokens(nodes: &[Node]) -> Vec<Token> {
    let mut out = Vec::new();
    for node in nodes {
        let Node::Element { name, children, .. } = node else { continue };
        let text = || match children.as_slice() {
            [Node::Text(text)] => text.clone(),
            other => panic!("a leaf holds one text: {other:?}"),
        };
        match name.as_str() {
            "mn" => out.push(Token::Value(
                number::parse(&text()).unwrap_or_else(|| panic!("no number: {}", text())),
            )),
            "mi" => out.push(Token::Name(text())),
            "mo" => out.push(Token::Operator(text())),
            "mrow" | "math" => out.extend(tokens(children)),
            "mfrac" => {
                let [above, below] = &children[..] else { panic!("mfrac takes two") };
                out.push(Token::Value(read(above) / read(below)));
            }
            "msqrt" => {
                let [inner] = &children[..] else { panic!("msqrt takes one") };
                out.push(Token::Value(read(inner).sqrt()));
            }
            "msup" => {
                let [base, power] = &children[..] else { panic!("msup takes two") };
                let power = read(power);
                out.push(Token::Value(match base {
                    Node::Element { name, .. } if name == "mi" => math::exp(power),
                    base if power == 2.0 => read(base) * read(base),
                    _ => format!("1e{power}").parse().expect("a whole power of ten"),
                }));
            }
            other => panic!("unexpected {other}"),
        }
    }
    out
}

fn read(node: &Node) -> f64 {
    let tokens = tokens(std::slice::from_ref(node));
    let mut reader = Reader { tokens: &tokens, at: 0 };
    let value = reader.sum();
    assert_eq!(reader.at, tokens.len(), "{tokens:?}");
    value
}

/// Reads arithmetic the way school teaches it: no two operators side by side.
struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Reader<'_> {
    fn take(&mut self, operator: &str) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Operator(operator.to_owned()));
        self.at += usize::from(found);
        found
    }

    fn sum(&mut self) -> f64 {
        let negative = self.take("−");
        let first = self.product();
        let mut sum = if negative { -first } else { first };
        loop {
            if self.take("+") {
                sum += self.product();
            } else if self.take("−") {
                sum -= self.product();
            } else {
                return sum;
            }
        }
    }

    fn product(&mut self) -> f64 {
        let mut product = self.factor();
        loop {
            if self.take("·") {
                product *= self.factor();
            } else if self.take("/") {
                product /= self.factor();
            } else {
                return product;
            }
        }
    }

    fn factor(&mut self) -> f64 {
        let token = self.tokens.get(self.at).expect("a factor").clone();
        self.at += 1;
        match token {
            Token::Value(value) => value,
            Token::Operator(bracket) if bracket == "(" => self.rest_of_bracket(),
            Token::Name(name) => {
                assert!(self.take("("), "{name} stands before a bracket");
                let inner = self.rest_of_bracket();
                match name.as_str() {
                    "ln" => math::ln(inner),
                    "ReLU" => Activation::Relu.value(inner),
                    other => panic!("unknown function {other}"),
                }
            }
            Token::Operator(other) => panic!("operator {other} in place of a factor"),
        }
    }

    fn rest_of_bracket(&mut self) -> f64 {
        let inner = self.sum();
        assert!(self.take(")"), "a bracket closes");
        inner
    }
}

fn any_expr() -> impl Strategy<Value = Expr> {
    // Dyadic and short: what is shown is exactly what is computed with.
    let value = || (-8_i32..8).prop_map(|eighths| f64::from(eighths) / 8.0);
    let leaf = prop_oneof![
        value().prop_map(Expr::Number),
        value().prop_map(|value| Expr::Cell { cell: Cell::Input(0), sample: None, value }),
        Just(Expr::Number(3e-7)),
        value().prop_map(|value| Expr::Slope {
            activation: Activation::Sigmoid,
            at: Box::new(Expr::Number(0.0)),
            value
        }),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let one = || inner.clone().prop_map(Box::new);
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..5).prop_map(Expr::Sum),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expr::Product),
            (one(), one()).prop_map(|(a, b)| Expr::Difference(a, b)),
            (one(), one()).prop_map(|(a, b)| Expr::Quotient(a, b)),
            (one(), Just(Expr::Number(1.0))).prop_map(|(a, one)| Expr::Quotient(a, Box::new(one))),
            one().prop_map(Expr::Negative),
            one().prop_map(Expr::Square),
            one().prop_map(Expr::Exp),
            one().prop_map(Expr::Ln),
            one().prop_map(|a| Expr::Root(Box::new(Expr::Square(a)))),
            one().prop_map(|a| Expr::Apply(Activation::Relu, a)),
            one().prop_map(|a| Expr::Apply(Activation::Identity, a)),
        ]
    })
}

fn equation_of(form: Expr) -> Equation {
    let result = form.value();
    Equation { writes: Cell::SampleLoss, forms: vec![form], result }
}

fn close(left: f64, right: f64) -> bool {
    left == right
        || (!left.is_finite() && !right.is_finite())
        || (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// The brackets are right: who types the numbers line into a calculator gets the value.
    #[test]
    fn the_numbers_line_is_the_arithmetic(form in any_expr()) {
        let value = form.value();
        let lines = EquationLines::new(&equation_of(form), &NOTATION, Language::En, true);
        if let Some(numbers) = lines.numbers {
            let tokens = tokens(&parse_markup(&numbers));
            prop_assert_eq!(&tokens[0], &Token::Operator("=".to_owned()));
            let mut reader = Reader { tokens: &tokens[1..], at: 0 };
            let read = reader.sum();
            prop_assert_eq!(reader.at, tokens.len() - 1, "{}", numbers);
            prop_assume!(value.abs() < 1e12);
            prop_assert!(close(read, value), "{} read, {} meant: {}", read, value, numbers);
        }
    }

    #[test]
    fn every_line_is_well_formed(form in any_expr(), writes in any_cell(), all in any::<bool>()) {
        let equation = Equation { writes, ..equation_of(form) };
        for sample in [None, Some(3)] {
            let notation = Notation { layers: 4, widest: 20, sample, normalized: 0 };
            let html = EquationLines::new(&equation, &notation, Language::Zh, all).html();
            parse_markup(&html);
        }
    }

    #[test]
    fn the_spoken_form_has_no_holes(form in any_expr(), writes in any_cell()) {
        let equation = Equation { writes, ..equation_of(form) };
        for language in [Language::En, Language::Zh] {
            let text = spoken(&equation, &NOTATION, language);
            prop_assert!(!text.contains(['{', '}', '<', '&']), "{}", text);
        }
    }
}

fn cell(cell: Cell, value: f64) -> Expr {
    Expr::Cell { cell, sample: None, value }
}

/// ∂L/∂a₃ = w₁₃ δ₁ + w₂₃ δ₂ of the hand example.
fn input_gradient() -> Equation {
    let path = |unit, weight, delta| {
        Expr::Product(vec![
            cell(Cell::Param(Param::Weight { layer: 1, unit, input: 2 }), weight),
            cell(Cell::GradPreactivation { layer: 1, unit }, delta),
        ])
    };
    Equation {
        writes: Cell::GradActivation { layer: 0, unit: 2 },
        forms: vec![Expr::Sum(vec![path(0, 0.5, 0.0), path(1, 0.8, -1.25)])],
        result: -1.0,
    }
}

/// The text of the markup, without the spaces at which a line may be broken.
fn text_of(html: &str) -> String {
    fn collect(nodes: &[Node], out: &mut String) {
        for node in nodes {
            match node {
                Node::Text(text) if text == " " => {}
                Node::Text(text) => out.push_str(text),
                Node::Element { children, .. } => collect(children, out),
            }
        }
    }
    let mut out = String::new();
    collect(&parse_markup(html), &mut out);
    out
}

#[test]
fn the_hand_example_reads_as_in_the_book() {
    let lines = EquationLines::new(&input_gradient(), &NOTATION, Language::En, false);
    assert_eq!(text_of(&lines.symbols[0]), "∂L∂a3[1]=w13[2]δ1[2]+w23[2]δ2[2]");
    assert_eq!(text_of(&lines.numbers.unwrap()), "=0.500·0+0.800·(−1.250)");
    assert_eq!(text_of(&lines.result), "=−1.000");
    assert_eq!(lines.result_full, "−1");
}

#[test]
fn every_symbol_and_number_is_tied_to_its_cell() {
    let lines = EquationLines::new(&input_gradient(), &NOTATION, Language::En, false);
    for line in [&lines.symbols[0], lines.numbers.as_ref().unwrap()] {
        for key in ["w.1.0.2", "dz.1.0", "w.1.1.2", "dz.1.1"] {
            assert_eq!(line.matches(&format!(r#"data-cell="{key}""#)).count(), 1, "{key}");
        }
        assert!(line.contains(r#"class="cell weight positive" data-cell="w.1.1.2""#));
        assert!(line.contains(r#"class="cell gradient negative" data-cell="dz.1.1""#));
        assert!(line.contains(r#"class="cell gradient zero" data-cell="dz.1.0""#));
    }
    assert!(lines.result.contains(r#"class="cell gradient negative" data-cell="da.0.2""#));
}

#[test]
fn the_spoken_form_names_the_units() {
    let text = spoken(&input_gradient(), &NOTATION, Language::En);
    assert!(text.starts_with(
        "gradient that reaches hidden unit 3 equals \
         weight from hidden unit 3 to output 1 times delta of output 1 plus "
    ));
    assert!(text.ends_with("; in numbers: 0.500 times 0 plus 0.800 times −1.250; result: −1.000."));
    let text = spoken(&input_gradient(), &NOTATION, Language::Zh);
    assert!(
        text.ends_with("；代入数值：0.500 乘以 0 加 0.800 乘以−1.250；结果：−1.000。"),
        "{text}"
    );
}

/// The buttons in the markup: their text and whether all terms are shown.
fn buttons(html: &str) -> Vec<(&str, bool)> {
    html.split("<button ")
        .skip(1)
        .map(|rest| {
            let (tag, text) = rest.split_once('>').expect("a tag ends");
            assert!(tag.contains(r#"data-command="equation-all-terms""#), "{tag}");
            let text = text.split_once("</button>").expect("a button ends").0;
            (text, tag.contains(r#"aria-expanded="true""#))
        })
        .collect()
}

#[test]
fn long_sums_are_cut_in_the_middle_until_asked_for() {
    let sum = |count| Expr::Sum((1..=count).map(|n| Expr::Number(f64::from(n))).collect());
    let lines =
        |count, all| EquationLines::new(&equation_of(sum(count)), &NOTATION, Language::En, all);
    let numbers = |count, all| text_of(&lines(count, all).numbers.unwrap());
    assert_eq!(numbers(4, false), "=1+2+3+4");
    assert_eq!(numbers(9, false), "=1+2+⋯ 6 more ⋯+9");
    assert_eq!(numbers(9, true), "=1+2+3+4+5+6+7+8+9fewer");
    assert_eq!(text_of(&lines(9, false).symbols[0]), "L=1+2+⋯+9");
    assert_eq!(buttons(&lines(9, false).html()), [("⋯ 6 more ⋯", false)]);
    assert_eq!(buttons(&lines(9, true).html()), [("fewer", true)]);
    assert_eq!(buttons(&lines(4, true).html()), []);
}

/// The mean over a batch of `count` of ∂L/∂b₂ of the first layer.
fn mean_gradient(count: usize) -> Equation {
    let bias = Param::Bias { layer: 0, unit: 1 };
    let one = |s| Expr::Cell { cell: Cell::Grad(bias), sample: Some(s), value: s as f64 / 8.0 };
    let sum = Expr::Sum((0..count).map(one).collect());
    let form = Expr::Quotient(Box::new(sum), Box::new(Expr::Number(count as f64)));
    let result = form.value();
    Equation { writes: Cell::MeanGrad(bias), forms: vec![form], result }
}

#[test]
fn a_mean_over_the_batch_is_one_sum() {
    let batch = Notation { sample: Some(0), ..NOTATION };
    let lines = EquationLines::new(&mean_gradient(8), &batch, Language::En, false);
    let sum =
        "<munderover><mo>∑</mo><mrow><mi>s</mi><mo>=</mo><mn>1</mn></mrow><mn>8</mn></munderover>";
    assert!(lines.symbols[0].contains(sum), "{}", lines.symbols[0]);
    assert_eq!(text_of(&lines.symbols[0]), "∂L∂b2[1]=18∑s=18∂L(s)∂b2[1]");
    assert!(lines.symbols[0].contains(r#"data-cell="db.0.1""#));
    let numbers = text_of(lines.numbers.as_ref().unwrap());
    assert_eq!(numbers, "=(0+0.125+⋯ 5 more ⋯+0.875)/8");
    let all = EquationLines::new(&mean_gradient(8), &batch, Language::En, true);
    assert_eq!(all.symbols, lines.symbols);
    assert!(text_of(&all.numbers.unwrap()).ends_with("+0.875)/8fewer"));
    let text = spoken(&mean_gradient(8), &batch, Language::En);
    let start = "mean gradient of the bias of hidden unit 2 equals the mean over the 8 samples of \
                 gradient of the bias of hidden unit 2; in numbers: ";
    assert!(text.starts_with(start), "{text}");
}

#[test]
fn terms_left_out_of_a_fraction_can_be_shown_too() {
    let exp = |n: i32| Expr::Exp(Box::new(Expr::Number(f64::from(n))));
    let share = Expr::Quotient(Box::new(exp(1)), Box::new(Expr::Sum((1..=9).map(exp).collect())));
    let form = Expr::Product(vec![share, Expr::Number(1.0)]);
    let lines =
        |all| EquationLines::new(&equation_of(form.clone()), &NOTATION, Language::En, all).html();
    parse_markup(&lines(false));
    assert_eq!(buttons(&lines(false)), [("⋯ 6 more ⋯", false)]);
    assert_eq!(buttons(&lines(true)), [("fewer", true)]);
}

#[test]
fn what_is_taken_in_is_listed_up_to_a_length() {
    let line = |count: usize| {
        let cells = (0..count).map(|input| (Cell::Input(input), input as f64));
        text_of(&assignments(cells, &NOTATION))
    };
    assert_eq!(line(2), "x1=0x2=1");
    assert!(line(20).ends_with("x8=7⋯"), "{}", line(20));
}

#[test]
fn a_mean_of_two_is_written_out() {
    let batch = Notation { sample: Some(0), ..NOTATION };
    let lines = EquationLines::new(&mean_gradient(2), &batch, Language::En, false);
    assert_eq!(text_of(&lines.symbols[0]), "∂L∂b2[1]=∂L(1)∂b2[1]+∂L(2)∂b2[1]2");
}

#[test]
fn a_weighted_sum_keeps_its_bias() {
    let weight = |input| Cell::Param(Param::Weight { layer: 0, unit: 0, input });
    let mut terms: Vec<Expr> = (0..8)
        .map(|input| Expr::Product(vec![cell(weight(input), 0.5), cell(Cell::Input(input), 1.0)]))
        .collect();
    terms.push(cell(Cell::Param(Param::Bias { layer: 0, unit: 0 }), 0.25));
    let writes = Cell::Preactivation { layer: 0, unit: 0 };
    let equation = Equation { writes, forms: vec![Expr::Sum(terms)], result: 4.25 };
    let lines = EquationLines::new(&equation, &NOTATION, Language::En, false);
    let symbols = text_of(&lines.symbols[0]);
    assert_eq!(symbols, "z1[1]=w11[1]x1+w12[1]x2+⋯+w18[1]x8+b1[1]");
    assert!(text_of(&lines.numbers.unwrap()).ends_with("+⋯ 5 more ⋯+0.500·1+0.250"));
}

#[test]
fn a_short_difference_stays_in_one_piece() {
    let activation = cell(Cell::Activation { layer: 0, unit: 0 }, 0.5);
    let slope =
        Expr::Difference(Box::new(Expr::Number(1.0)), Box::new(Expr::Square(Box::new(activation))));
    let gradient = cell(Cell::GradActivation { layer: 0, unit: 0 }, 0.25);
    let equation = Equation {
        writes: Cell::GradPreactivation { layer: 0, unit: 0 },
        forms: vec![Expr::Product(vec![gradient, slope])],
        result: 0.1875,
    };
    let lines = EquationLines::new(&equation, &NOTATION, Language::En, false);
    assert_eq!(lines.symbols[0].matches("<math").count(), 1, "{}", lines.symbols[0]);
}

#[test]
fn what_is_overwritten_gets_an_arrow() {
    let weight = Cell::Param(Param::Weight { layer: 0, unit: 0, input: 1 });
    let step = Expr::Product(vec![
        cell(Cell::LearningRate, 0.1),
        cell(Cell::Grad(Param::Weight { layer: 0, unit: 0, input: 1 }), -0.5),
    ]);
    let form = Expr::Difference(Box::new(cell(weight, 0.5)), Box::new(step));
    let equation = Equation { writes: weight, forms: vec![form], result: 0.55 };
    let lines = EquationLines::new(&equation, &NOTATION, Language::En, false);
    assert_eq!(text_of(&lines.symbols[0]), "w12[1]←w12[1]−η·∂L∂w12[1]");
    assert_eq!(text_of(&lines.numbers.unwrap()), "=0.500−0.1·(−0.500)");
}

#[test]
fn notation_follows_the_network() {
    let symbol = |cell, sample: Option<usize>, notation: &Notation| {
        text_of(&super::symbol::symbol(cell, sample.into(), notation))
    };
    let weight = Cell::Param(Param::Weight { layer: 1, unit: 0, input: 10 });
    let wide = Notation { widest: 11, ..NOTATION };
    assert_eq!(symbol(weight, None, &wide), "w1,11[2]");
    let output = Cell::Activation { layer: 1, unit: 0 };
    assert_eq!(symbol(output, None, &NOTATION), "y^1");
    assert_eq!(symbol(output, Some(2), &NOTATION), "y^1(3)");
    let single = Notation { layers: 1, ..NOTATION };
    assert_eq!(symbol(Cell::Preactivation { layer: 0, unit: 1 }, None, &single), "z2");
    // In a batch, the loss of the watched sample is not the loss.
    let gradient = Cell::Grad(Param::Bias { layer: 0, unit: 1 });
    let mean = Cell::MeanGrad(Param::Bias { layer: 0, unit: 1 });
    let batch = Notation { sample: Some(4), ..NOTATION };
    assert_eq!(symbol(gradient, None, &batch), "∂L(5)∂b2[1]");
    assert_eq!(symbol(gradient, Some(0), &batch), "∂L(1)∂b2[1]");
    assert_eq!(symbol(mean, None, &batch), "∂L∂b2[1]");
    assert_eq!(symbol(gradient, None, &NOTATION), "∂L∂b2[1]");
}

#[test]
fn a_zero_has_no_sign() {
    let gradient = Cell::Grad(Param::Bias { layer: 0, unit: 0 });
    let form = Expr::Sum(vec![cell(gradient, -0.0), cell(Cell::Input(0), -0.0)]);
    let lines = EquationLines::new(&equation_of(form), &NOTATION, Language::En, false);
    assert_eq!(text_of(&lines.numbers.unwrap()), "=0+0");
    assert_eq!(text_of(&lines.result), "=0");
}

#[test]
fn a_result_that_needs_no_arithmetic_is_not_shown_twice() {
    let bias = Equation {
        writes: Cell::Grad(Param::Bias { layer: 0, unit: 0 }),
        forms: vec![cell(Cell::GradPreactivation { layer: 0, unit: 0 }, 0.25)],
        result: 0.25,
    };
    let lines = EquationLines::new(&bias, &NOTATION, Language::En, false);
    assert_eq!(lines.numbers, None);
    assert_eq!(text_of(&lines.result), "=0.250");
}
