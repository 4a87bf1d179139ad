//! Numbers as Python reads them: with the fewest digits that give the same bits back, in lines
//! of a readable length.

/// The longest line, in characters.
const WIDTH: usize = 96;
/// Rows up to this many stand on lines of their own.
const ROWS: usize = 16;
/// A list up to this length stands on one line, behind what it is assigned to.
const SHORT: usize = 64;

/// A number.
pub(super) fn number(x: f64) -> String {
    format!("{x:?}")
}

/// True or False.
pub(super) fn flag(on: bool) -> String {
    (if on { "True" } else { "False" }).to_owned()
}

/// A list of numbers.
pub(super) fn list(numbers: impl IntoIterator<Item = f64>) -> String {
    enclose('[', numbers.into_iter().map(number), ']')
}

/// Numbers by the whole number that stands for each.
pub(super) fn dictionary(entries: impl IntoIterator<Item = (usize, f64)>) -> String {
    let entry = |(key, x): (usize, f64)| format!("{key}: {x:?}");
    enclose('{', entries.into_iter().map(entry), '}')
}

fn enclose(open: char, items: impl Iterator<Item = String>, close: char) -> String {
    let items: Vec<_> = items.collect();
    let length: usize = items.iter().map(|item| item.len() + 2).sum();
    if length <= SHORT {
        return format!("{open}{}{close}", items.join(", "));
    }
    let mut lines = Wrapped::new(open);
    for mut item in items {
        item.push(',');
        lines.push(&item);
    }
    lines.end(close)
}

/// A list of rows, each a list of numbers.
pub(super) fn matrix<'a>(rows: impl ExactSizeIterator<Item = &'a [f64]>) -> String {
    let by_row = rows.len() <= ROWS;
    let mut lines = Wrapped::new('[');
    for row in rows {
        if by_row {
            lines.begin();
        }
        for (i, x) in row.iter().enumerate() {
            let open = if i == 0 { "[" } else { "" };
            let close = if i + 1 == row.len() { "]" } else { "" };
            lines.push(&format!("{open}{x:?}{close},"));
        }
    }
    lines.end(']')
}

/// Wrapped that are filled one after the other, indented by one level.
struct Wrapped {
    text: String,
    column: usize,
}

impl Wrapped {
    fn new(open: char) -> Self {
        Self { text: open.into(), column: WIDTH }
    }

    /// Lets what comes next begin a line.
    fn begin(&mut self) {
        self.column = WIDTH;
    }

    fn push(&mut self, item: &str) {
        if self.column + 1 + item.len() > WIDTH {
            self.text.push_str("\n    ");
            self.column = 4;
        } else {
            self.text.push(' ');
            self.column += 1;
        }
        self.text.push_str(item);
        self.column += item.len();
    }

    fn end(mut self, close: char) -> String {
        self.text.push('\n');
        self.text.push(close);
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, dictionary, list, matrix, number};

    #[test]
    fn numbers_come_back_to_the_bit() {
        for x in [0.1, -0.0, 1.0, 1e-7, 5e-324, 1.797e308, 1.0 / 3.0, 123_456_789.0] {
            assert_eq!(number(x).parse::<f64>().map(f64::to_bits), Ok(x.to_bits()));
        }
        assert_eq!(
            (number(1.0), number(1e-7), number(1e20)),
            ("1.0".into(), "1e-7".into(), "1e20".into())
        );
    }

    #[test]
    fn short_lists_stand_on_one_line_and_long_ones_in_lines() {
        assert_eq!(list([0.5, 2.0]), "[0.5, 2.0]");
        assert_eq!(dictionary([(0, 0.5)]), "{0: 0.5}");
        let long = list((0..100).map(|i| f64::from(i) / 7.0));
        assert!(long.starts_with("[\n    0.0, ") && long.ends_with(",\n]"));
        assert!(long.lines().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn few_rows_have_a_line_each_and_many_share_them() {
        let rows = [[1.0, 2.0], [3.0, 4.0]];
        assert_eq!(
            matrix(rows.iter().map(|row| &row[..])),
            "[\n    [1.0, 2.0],\n    [3.0, 4.0],\n]"
        );
        let many = matrix([[1.0, 2.0]; 100].iter().map(|row| &row[..]));
        assert!(many.lines().nth(1).is_some_and(|line| line.len() > 80));
    }
}
