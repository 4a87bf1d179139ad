//! Contour lines: where a surface given at the places of a grid has a level.

/// The pieces of a contour line: pairs of points in units of the grid, first across, then up.
/// Marching squares, with the saddle cut as the mean of the four corners says. Cells with a corner
/// that is not finite have none.
pub(super) fn contour(values: &[f64], width: usize, level: f64) -> Vec<[(f64, f64); 2]> {
    let mut pieces = Vec::new();
    for row in 0..(values.len() / width.max(1)).max(1) - 1 {
        for column in 0..width.max(1) - 1 {
            let at = |right: usize, up: usize| values[(row + up) * width + column + right];
            // Around the cell: left below, right below, right above, left above.
            let corners = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
            if corners.iter().any(|corner| !corner.is_finite()) {
                continue;
            }
            let (x, y) = (column as f64, row as f64);
            let place = [(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)];
            let mut crossings = Vec::with_capacity(4);
            for side in 0..4 {
                let (from, to) = (corners[side], corners[(side + 1) % 4]);
                if (from < level) != (to < level) {
                    let share = (level - from) / (to - from);
                    let ((x0, y0), (x1, y1)) = (place[side], place[(side + 1) % 4]);
                    crossings.push((x0 + share * (x1 - x0), y0 + share * (y1 - y0)));
                }
            }
            match crossings[..] {
                [a, b] => pieces.push([a, b]),
                [a, b, c, d] => {
                    let mean = corners.iter().sum::<f64>() / 4.0;
                    // The middle lies on the first corner's side: that corner is not cut off.
                    let is_joined = (mean < level) == (corners[0] < level);
                    pieces.extend(if is_joined { [[a, b], [c, d]] } else { [[d, a], [b, c]] });
                }
                _ => {}
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_has_straight_contours() {
        let values: Vec<f64> = (0..12).map(|i| f64::from(i % 4) + 2.0 * f64::from(i / 4)).collect();
        let pieces = contour(&values, 4, 2.5);
        assert!(!pieces.is_empty());
        for (x, y) in pieces.into_iter().flatten() {
            assert!((x + 2.0 * y - 2.5).abs() < 1e-12, "{x} {y}");
        }
    }

    #[test]
    fn a_hill_has_a_closed_one() {
        let square = |x: i32| f64::from(x * x);
        let values: Vec<f64> = (0..49).map(|i| square(i % 7 - 3) + square(i / 7 - 3)).collect();
        let pieces = contour(&values, 7, 4.0);
        let mut ends: Vec<(u64, u64)> =
            pieces.iter().flatten().map(|(x, y)| ((x * 1e6) as u64, (y * 1e6) as u64)).collect();
        ends.sort_unstable();
        assert!(ends.chunks(2).all(|pair| pair[0] == pair[1]), "every end is another's");
    }

    #[test]
    fn gaps_and_what_is_not_computed_have_none() {
        assert!(contour(&[0.0, 1.0, f64::NAN, 1.0], 2, 0.5).is_empty());
        assert!(contour(&[0.0, 1.0, 2.0], 3, 0.5).is_empty());
        assert!(contour(&[], 3, 0.5).is_empty());
        let saddle = contour(&[0.0, 1.0, 1.0, 0.0], 2, 0.4);
        assert_eq!(saddle.len(), 2);
    }
}
