//! Series of points as lines of pixels.

/// A place in the picture, in device pixels from the top left.
pub(super) type Pixel = (i32, i32);

/// The lines through `points`, one for each stretch without a gap. `place` gives the pixel of a
/// point, or `None` where there is a gap. However many points there are, a line has at most four
/// to a column of pixels: the first, the lowest, the highest and the last.
pub(super) fn lines<T: Copy>(points: &[T], place: impl Fn(T) -> Option<Pixel>) -> Vec<Vec<Pixel>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut column: Option<Column> = None;
    for &point in points {
        match (place(point), &mut column) {
            (Some((x, y)), Some(column)) if column.x == x => column.add(y),
            (Some((x, y)), column) => {
                if let Some(column) = column.replace(Column::new(x, y)) {
                    column.end(&mut line);
                }
            }
            (None, _) => {
                if let Some(column) = column.take() {
                    column.end(&mut line);
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
            }
        }
    }
    if let Some(column) = column {
        column.end(&mut line);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The points of one column of pixels.
struct Column {
    x: i32,
    first: i32,
    lowest: i32,
    highest: i32,
    last: i32,
}

impl Column {
    fn new(x: i32, y: i32) -> Self {
        Self { x, first: y, lowest: y, highest: y, last: y }
    }

    fn add(&mut self, y: i32) {
        self.lowest = self.lowest.min(y);
        self.highest = self.highest.max(y);
        self.last = y;
    }

    fn end(self, line: &mut Vec<Pixel>) {
        for y in [self.first, self.lowest, self.highest, self.last] {
            if line.last() != Some(&(self.x, y)) {
                line.push((self.x, y));
            }
        }
    }
}

/// The outlines of the band between the lower and the upper of each `(x, lower, upper)`, one for
/// each stretch without a gap, with one pair a column of pixels.
pub(super) fn bands(pairs: impl Iterator<Item = Option<(i32, i32, i32)>>) -> Vec<Vec<Pixel>> {
    let mut outlines = Vec::new();
    let mut columns: Vec<(i32, i32, i32)> = Vec::new();
    let close = |columns: &mut Vec<(i32, i32, i32)>, outlines: &mut Vec<Vec<Pixel>>| {
        let upper = columns.iter().map(|&(x, _, upper)| (x, upper));
        let lower = columns.iter().rev().map(|&(x, lower, _)| (x, lower));
        if columns.len() > 1 {
            outlines.push(upper.chain(lower).collect());
        }
        columns.clear();
    };
    for pair in pairs {
        match (pair, columns.last_mut()) {
            (Some((x, a, b)), Some(column)) if column.0 == x => {
                column.1 = column.1.max(a);
                column.2 = column.2.min(b);
            }
            (Some(pair), _) => columns.push(pair),
            (None, _) => close(&mut columns, &mut outlines),
        }
    }
    close(&mut columns, &mut outlines);
    outlines
}

/// The dashes of a line: along it, the first of `pattern` pixels are drawn, the second left out,
/// and so on in turn. Without a pattern the line has no gaps.
pub(super) fn dashes(line: &[Pixel], pattern: &[f64]) -> Vec<Vec<Pixel>> {
    let Some(&first) = pattern.first() else { return vec![line.to_vec()] };
    let mut turn = 0;
    let mut dashes = Vec::new();
    let mut dash: Vec<Pixel> = line.first().copied().into_iter().collect();
    let (mut drawing, mut left) = (true, first);
    for pair in line.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let (dx, dy) = (f64::from(x1 - x0), f64::from(y1 - y0));
        let length = (dx * dx + dy * dy).sqrt();
        let mut walked = 0.0;
        while length - walked > left {
            walked += left;
            let t = walked / length;
            let at =
                ((f64::from(x0) + t * dx).round() as i32, (f64::from(y0) + t * dy).round() as i32);
            if drawing {
                dash.push(at);
                dashes.push(std::mem::take(&mut dash));
            } else {
                dash.push(at);
            }
            drawing = !drawing;
            // A dash of no length would never end.
            turn = (turn + 1) % pattern.len();
            left = pattern[turn].max(1.0);
        }
        left -= length - walked;
        if drawing {
            dash.push((x1, y1));
        }
    }
    if dash.len() > 1 {
        dashes.push(dash);
    }
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_ends_a_line() {
        let points = [Some((0, 5)), Some((2, 6)), None, None, Some((9, 1))];
        assert_eq!(lines(&points, |point| point), [vec![(0, 5), (2, 6)], vec![(9, 1)]]);
        assert_eq!(lines(&[None::<Pixel>], |point| point), Vec::<Vec<Pixel>>::new());
    }

    #[test]
    fn a_column_keeps_its_extremes() {
        let points: Vec<f64> = (0..100_000).map(f64::from).collect();
        let spike = |i: f64| if i == 50_123.0 { 0 } else { 80 };
        let lines = lines(&points, |i| Some(((i / 1000.0) as i32, spike(i))));
        let [line] = &lines[..] else { panic!("one line") };
        assert!(line.len() <= 400, "{}", line.len());
        assert!(line.contains(&(50, 0)));
        assert_eq!(line.first(), Some(&(0, 80)));
        assert_eq!(line.last(), Some(&(99, 80)));
    }

    #[test]
    fn bands_go_there_above_and_back_below() {
        let pairs = [Some((0, 9, 5)), Some((0, 8, 2)), Some((1, 7, 3)), None, Some((2, 1, 1))];
        assert_eq!(bands(pairs.into_iter()), [vec![(0, 2), (1, 3), (1, 7), (0, 9)]]);
    }

    #[test]
    fn dashes_cover_their_share_of_the_line() {
        let dashes = dashes(&[(0, 0), (60, 0), (100, 0)], &[6.0, 4.0]);
        assert_eq!(dashes.len(), 10);
        let covered: i32 =
            dashes.iter().map(|dash| dash.last().unwrap().0 - dash.first().unwrap().0).sum();
        assert_eq!(covered, 60);
        assert!(dashes.contains(&vec![(50, 0), (56, 0)]));
    }

    #[test]
    fn a_pattern_has_dashes_of_several_lengths() {
        let found = dashes(&[(0, 0), (30, 0)], &[9.0, 3.0, 2.0, 1.0]);
        assert_eq!(
            found[..3],
            [vec![(0, 0), (9, 0)], vec![(12, 0), (14, 0)], vec![(15, 0), (24, 0)]]
        );
        assert_eq!(dashes(&[(0, 0), (30, 0)], &[]), [vec![(0, 0), (30, 0)]]);
    }
}
