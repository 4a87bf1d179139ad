//! Reads values out of a JSON document and says what is wrong with them, and where.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::invalid::{Invalid, Kind, Problem};

type Result<T> = std::result::Result<T, Invalid>;

/// Parses a document.
pub(crate) fn parse(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|error| {
        let full = error.to_string();
        let detail = full.split(" at line ").next().unwrap_or(&full).to_owned();
        let (line, column) = (error.line(), error.column());
        Invalid::at("", Problem::NotJson { detail, line, column })
    })
}

/// A value of a document and the path that leads to it.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> Node<'a> {
    pub(crate) fn new(value: &'a Value, path: impl Into<String>) -> Self {
        Self { value, path: path.into() }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    pub(crate) fn fail<T>(&self, problem: Problem) -> Result<T> {
        Err(Invalid::at(&self.path, problem))
    }

    fn expected<T>(&self, kind: Kind) -> Result<T> {
        self.fail(Problem::Expected { kind, found: excerpt(self.value) })
    }

    fn object(&self) -> Result<&'a Map<String, Value>> {
        self.value.as_object().map_or_else(|| self.expected(Kind::Object), Ok)
    }

    fn child(&self, name: &str, value: &'a Value) -> Self {
        let path =
            if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { value, path }
    }

    /// The field `name`, which must be there.
    pub(crate) fn field(&self, name: &str) -> Result<Self> {
        match self.optional(name)? {
            Some(node) => Ok(node),
            None => self.child(name, self.value).fail(Problem::Missing),
        }
    }

    /// The field `name`, if it is there and not null.
    pub(crate) fn optional(&self, name: &str) -> Result<Option<Self>> {
        let value = self.object()?.get(name).filter(|value| !value.is_null());
        Ok(value.map(|value| self.child(name, value)))
    }

    /// Refuses fields other than `names`.
    pub(crate) fn only(&self, names: &[&str]) -> Result<()> {
        match self.object()?.iter().find(|(name, _)| !names.contains(&name.as_str())) {
            Some((name, value)) => self.child(name, value).fail(Problem::UnknownField),
            None => Ok(()),
        }
    }

    pub(crate) fn number(&self, range: RangeInclusive<f64>) -> Result<f64> {
        let Some(number) = self.value.as_f64() else { return self.expected(Kind::Number) };
        if range.contains(&number) {
            return Ok(number);
        }
        let (low, high) = range.into_inner();
        self.fail(Problem::OutOfRange { low, high, found: excerpt(self.value) })
    }

    pub(crate) fn integer(&self, range: RangeInclusive<u64>) -> Result<u64> {
        let whole = self.value.as_f64().filter(|number| number.fract() == 0.0);
        let Some(number) = whole else { return self.expected(Kind::Integer) };
        let (low, high) = range.into_inner();
        if (low as f64..=high as f64).contains(&number) {
            return Ok(number as u64);
        }
        let found = excerpt(self.value);
        self.fail(Problem::OutOfRange { low: low as f64, high: high as f64, found })
    }

    pub(crate) fn size(&self, range: RangeInclusive<usize>) -> Result<usize> {
        let (low, high) = range.into_inner();
        self.integer(low as u64..=high as u64).map(|size| size as usize)
    }

    pub(crate) fn flag(&self) -> Result<bool> {
        self.value.as_bool().map_or_else(|| self.expected(Kind::Flag), Ok)
    }

    pub(crate) fn text(&self) -> Result<&'a str> {
        self.value.as_str().map_or_else(|| self.expected(Kind::Text), Ok)
    }

    /// The one of `all` whose name stands here.
    pub(crate) fn choice<T: Copy>(&self, all: &[T], name: fn(T) -> &'static str) -> Result<T> {
        let text = self.text()?;
        match all.iter().find(|one| name(**one) == text) {
            Some(one) => Ok(*one),
            None => self.fail(Problem::NotOneOf {
                allowed: all.iter().map(|one| name(*one)).collect(),
                found: excerpt(self.value),
            }),
        }
    }

    /// The entries of a list.
    pub(crate) fn list(&self) -> Result<Vec<Self>> {
        let Some(list) = self.value.as_array() else { return self.expected(Kind::List) };
        Ok(list
            .iter()
            .enumerate()
            .map(|(i, value)| Self { value, path: format!("{}[{i}]", self.path) })
            .collect())
    }

    /// The entries of a list of that length.
    pub(crate) fn list_of(&self, expected: usize) -> Result<Vec<Self>> {
        let list = self.list()?;
        if list.len() == expected {
            return Ok(list);
        }
        self.fail(Problem::WrongLength { expected, found: list.len() })
    }

    /// The entries of a list with between 1 and `most` of them.
    pub(crate) fn some_of(&self, most: usize) -> Result<Vec<Self>> {
        let list = self.list()?;
        if (1..=most).contains(&list.len()) {
            return Ok(list);
        }
        let found = list.len().to_string();
        self.fail(Problem::OutOfRange { low: 1.0, high: most as f64, found })
    }

    /// Numbers within `range`, `expected` of them.
    pub(crate) fn numbers(&self, expected: usize, range: RangeInclusive<f64>) -> Result<Vec<f64>> {
        self.list_of(expected)?.iter().map(|node| node.number(range.clone())).collect()
    }
}

/// The value as it stands in the document, cut to what a message can hold.
fn excerpt(value: &Value) -> String {
    const LONGEST: usize = 40;
    let text = match value {
        Value::Array(_) => "[…]".to_owned(),
        Value::Object(_) => "{…}".to_owned(),
        other => other.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut cut: String = text.chars().take(LONGEST).collect();
    cut.push('…');
    cut
}
