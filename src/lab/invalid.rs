//! What is wrong with an input, and where.

use std::fmt;

use crate::i18n::{Language, NORM, PROBLEM, Text};

/// An input that cannot be used. Nothing was changed by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Invalid {
    /// Where: a path into the document such as `network.layers[0].units`; empty for the whole.
    pub field: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with an input.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The text is not JSON.
    NotJson {
        /// What the parser said.
        detail: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON, but without the mark of a scenario.
    NotAScenario,
    /// A scenario of another version.
    Version {
        /// The version in the document.
        found: String,
    },
    /// A field that must be there is not.
    Missing,
    /// A field that nothing reads: most likely a misspelt one.
    UnknownField,
    /// Another kind of value than the field holds.
    Expected {
        /// What the field holds.
        kind: Kind,
        /// The value there.
        found: String,
    },
    /// A number too small, too large or not finite.
    OutOfRange {
        /// Smallest allowed.
        low: f64,
        /// Largest allowed.
        high: f64,
        /// The number there.
        found: String,
    },
    /// A word that is not one of those known.
    NotOneOf {
        /// The words known.
        allowed: Vec<&'static str>,
        /// The word there.
        found: String,
    },
    /// A list of another length than the shapes need.
    WrongLength {
        /// Length needed.
        expected: usize,
        /// Length found.
        found: usize,
    },
    /// Softmax on a hidden layer.
    SoftmaxHidden,
    /// Dropout on the output layer.
    DropoutOutput,
    /// Batch normalization on the output layer.
    NormOutput,
    /// γ or β of a layer without batch normalization.
    NoNorm,
    /// With batch normalization, a batch of a single sample.
    AloneInBatch {
        /// Samples a batch.
        size: usize,
        /// Samples in all.
        samples: usize,
    },
    /// More parameters than [`super::limits::PARAMETERS`].
    TooLarge {
        /// How many there would be.
        found: usize,
    },
    /// A target that the loss is not defined for.
    TargetRange {
        /// Smallest target the loss is defined for.
        low: f64,
        /// Largest target the loss is defined for.
        high: f64,
        /// The target found.
        found: f64,
    },
    /// A parameter, sample or unit that is not there.
    NoSuchPlace,
    /// An operation past the end of the iteration.
    BeyondEnd {
        /// Number of operations of the iteration.
        limit: usize,
    },
}

/// Kinds of values in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any finite number.
    Number,
    /// A whole number.
    Integer,
    /// A string.
    Text,
    /// true or false.
    Flag,
    /// An array.
    List,
    /// An object.
    Object,
}

impl Invalid {
    /// The problem at `field`.
    pub fn at(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem }
    }

    /// The message in `language`, with the place in front.
    pub fn message(&self, language: Language) -> String {
        let problem = self.problem.message(language);
        if self.field.is_empty() {
            return problem;
        }
        PROBLEM.at.fill(language, &[("field", &self.field), ("problem", &problem)])
    }
}

impl Problem {
    /// The message in `language`, without the place.
    pub fn message(&self, language: Language) -> String {
        let number = |x: &f64| x.to_string();
        match self {
            Self::NotJson { detail, line, column } => PROBLEM.not_json.fill(
                language,
                &[("detail", detail), ("line", &line.to_string()), ("column", &column.to_string())],
            ),
            Self::NotAScenario => PROBLEM.not_a_scenario.get(language).to_owned(),
            Self::Version { found } => PROBLEM.version.fill(
                language,
                &[("found", found), ("known", &super::scenario::VERSION.to_string())],
            ),
            Self::Missing => PROBLEM.missing.get(language).to_owned(),
            Self::UnknownField => PROBLEM.unknown_field.get(language).to_owned(),
            Self::Expected { kind, found } => kind.text().fill(language, &[("found", found)]),
            Self::OutOfRange { low, high, found } => PROBLEM.out_of_range.fill(
                language,
                &[("low", &number(low)), ("high", &number(high)), ("found", found)],
            ),
            Self::NotOneOf { allowed, found } => PROBLEM
                .not_one_of
                .fill(language, &[("allowed", &allowed.join(", ")), ("found", found)]),
            Self::WrongLength { expected, found } => PROBLEM.wrong_length.fill(
                language,
                &[("expected", &expected.to_string()), ("found", &found.to_string())],
            ),
            Self::SoftmaxHidden => PROBLEM.softmax_hidden.get(language).to_owned(),
            Self::DropoutOutput => NORM.dropout_output.get(language).to_owned(),
            Self::NormOutput => NORM.norm_output.get(language).to_owned(),
            Self::NoNorm => NORM.no_norm.get(language).to_owned(),
            Self::AloneInBatch { size, samples } => NORM
                .alone
                .fill(language, &[("size", &size.to_string()), ("samples", &samples.to_string())]),
            Self::TooLarge { found } => PROBLEM.too_large.fill(
                language,
                &[("found", &found.to_string()), ("limit", &super::limits::PARAMETERS.to_string())],
            ),
            Self::TargetRange { low, high, found } => {
                let high = if high.is_finite() { number(high) } else { "∞".to_owned() };
                PROBLEM.target_range.fill(
                    language,
                    &[("low", &number(low)), ("high", &high), ("found", &number(found))],
                )
            }
            Self::NoSuchPlace => PROBLEM.no_such_place.get(language).to_owned(),
            Self::BeyondEnd { limit } => {
                PROBLEM.beyond_end.fill(language, &[("limit", &limit.to_string())])
            }
        }
    }
}

impl Kind {
    fn text(self) -> Text {
        match self {
            Self::Number => PROBLEM.expected_number,
            Self::Integer => PROBLEM.expected_integer,
            Self::Text => PROBLEM.expected_text,
            Self::Flag => PROBLEM.expected_flag,
            Self::List => PROBLEM.expected_list,
            Self::Object => PROBLEM.expected_object,
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for Invalid {}
