//! The geometry of the map: areas as rectangles that fill a frame, as square as they can be (Bruls, Huizing, van Wijk:
//! Squarified Treemaps, 2000), and the way from one to its neighbour.

/// A whole side of the frame.
pub const WHOLE: u32 = 10_000;

/// A rectangle, in parts of [`WHOLE`]: `left` and `width` of the frame's width, `top` and `height` of its height.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// The distance from the frame's left edge.
    pub left: u32,
    /// The distance from the frame's upper edge.
    pub top: u32,
    /// The part of the frame's width that it covers.
    pub width: u32,
    /// The part of the frame's height that it covers.
    pub height: u32,
}

/// A direction of an arrow key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards a lower `left`.
    Left,
    /// Towards a higher `left`.
    Right,
    /// Towards a lower `top`.
    Up,
    /// Towards a higher `top`.
    Down,
}

/// The part of the frame that is still free.
struct Free {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// The places of these areas in a frame that is `wide` by `high`, in their order. The largest should come first. An area
/// of 0 has an empty place.
pub(super) fn places(areas: &[u64], wide: u32, high: u32) -> Vec<Place> {
    let (wide, high) = (f64::from(wide), f64::from(high));
    let total: f64 = areas.iter().map(|&area| area as f64).sum();
    let scale = if total > 0.0 { wide * high / total } else { 0.0 };
    let areas: Vec<f64> = areas.iter().map(|&area| area as f64 * scale).collect();
    let mut free = Free { left: 0.0, top: 0.0, width: wide, height: high };
    let mut places = Vec::with_capacity(areas.len());
    let mut rest = areas.as_slice();
    while !rest.is_empty() {
        let (row, after) = rest.split_at(row_length(rest, free.width.min(free.height)));
        lay(row, &mut free, |left, top, right, bottom| {
            let part = |at: f64, of: f64| ((at / of * f64::from(WHOLE)).round() as u32).min(WHOLE);
            let (left, top) = (part(left, wide), part(top, high));
            let (right, bottom) = (part(right, wide), part(bottom, high));
            let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
            places.push(Place { left, top, width, height });
        });
        rest = after;
    }
    places
}

/// The number of areas that stand in one row along a side of this length: as many as make its worst rectangle squarer.
fn row_length(areas: &[f64], side: f64) -> usize {
    let (mut sum, mut worst) = (0.0, f64::INFINITY);
    for (count, &area) in areas.iter().enumerate() {
        sum += area;
        let largest = areas[0].max(area);
        // How much longer than wide: of the largest lying down, of the smallest standing up.
        let ratio = (side * side * largest / (sum * sum)).max(sum * sum / (side * side * area));
        if count > 0 && ratio > worst {
            return count;
        }
        worst = ratio;
    }
    areas.len()
}

/// Lays a row along the shorter side of the free part, and takes it off.
fn lay(row: &[f64], free: &mut Free, mut put: impl FnMut(f64, f64, f64, f64)) {
    let sum: f64 = row.iter().sum();
    let is_column = free.width >= free.height;
    let (side, along) = if is_column { (free.height, free.top) } else { (free.width, free.left) };
    let thick = if side > 0.0 { sum / side } else { 0.0 };
    let mut from = along;
    for area in row {
        let to = if sum > 0.0 { from + area / sum * side } else { from };
        if is_column {
            put(free.left, from, free.left + thick, to);
        } else {
            put(from, free.top, to, free.top + thick);
        }
        from = to;
    }
    if is_column {
        free.left += thick;
        free.width = (free.width - thick).max(0.0);
    } else {
        free.top += thick;
        free.height = (free.height - thick).max(0.0);
    }
}

/// The place that an arrow key leads to from place `from`: the nearest one in that direction, and of these the one that
/// lies most nearly beside it.
#[must_use]
pub fn neighbour(places: &[Place], from: usize, towards: Direction) -> Option<usize> {
    // Each place as seen by somebody who walks to the right: from, to, and the middle across.
    let seen = |place: &Place| {
        let Place { left, top, width, height } = *place;
        let flip = |from: u32, length: u32| WHOLE.saturating_sub(from + length);
        let (from, length, across, thick) = match towards {
            Direction::Right => (left, width, top, height),
            Direction::Left => (flip(left, width), width, top, height),
            Direction::Down => (top, height, left, width),
            Direction::Up => (flip(top, height), height, left, width),
        };
        (from, from + length, across + thick / 2)
    };
    let (_, edge, middle) = seen(places.get(from)?);
    let drawn = places.iter().enumerate().filter(|(_, place)| place.width > 0 && place.height > 0);
    let ahead = drawn.filter_map(|(number, place)| {
        let (begin, _, across) = seen(place);
        // Edges are rounded.
        let is_ahead = number != from && begin + 2 >= edge;
        is_ahead.then(|| (begin.abs_diff(edge) + across.abs_diff(middle), number))
    });
    ahead.min().map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(left: u32, top: u32, width: u32, height: u32) -> Place {
        Place { left, top, width, height }
    }

    #[test]
    fn places_are_those_of_the_paper() {
        // 6, 6, 4, 3, 2, 2, 1 in a frame of 6 by 4: the two sixes make a column of half the width.
        let places = places(&[6, 6, 4, 3, 2, 2, 1], 6, 4);
        assert_eq!(places[..2], [of(0, 0, 5000, 5000), of(0, 5000, 5000, 5000)]);
        // 4 and 3 make a row of 7/12 of the height.
        assert_eq!(places[2], of(5000, 0, 2857, 5833));
        assert_eq!(places[3], of(7857, 0, 2143, 5833));
    }

    #[test]
    fn places_fill_the_frame_without_overlap_in_proportion() {
        for (seed, count) in [(1_u64, 1_usize), (2, 2), (3, 7), (5, 60), (11, 60)] {
            let mut state = seed;
            let mut areas: Vec<u64> = (0..count)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    1_000 + (state >> 40)
                })
                .collect();
            areas.sort_unstable_by(|a, b| b.cmp(a));
            let total: u64 = areas.iter().sum();
            for (wide, high) in [(1000, 440), (358, 480)] {
                let places = places(&areas, wide, high);
                for (place, area) in places.iter().zip(&areas) {
                    let part = f64::from(place.width) * f64::from(place.height) / 1e8;
                    let expected = *area as f64 / total as f64;
                    assert!((part - expected).abs() < 0.0005, "{place:?} {part} {expected}");
                    assert!(place.left + place.width <= WHOLE && place.top + place.height <= WHOLE);
                }
                for (number, a) in places.iter().enumerate() {
                    for b in &places[..number] {
                        let apart = a.left + a.width <= b.left + 1
                            || b.left + b.width <= a.left + 1
                            || a.top + a.height <= b.top + 1
                            || b.top + b.height <= a.top + 1;
                        assert!(apart, "{a:?} {b:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_and_empty_areas_have_empty_places() {
        assert_eq!(places(&[], 6, 4), []);
        assert_eq!(places(&[0, 0], 6, 4), [Place::default(); 2]);
        let places = places(&[8, 0], 6, 4);
        assert_eq!((places[0], places[1].width * places[1].height), (of(0, 0, WHOLE, WHOLE), 0));
        let huge = super::places(&[u64::MAX, u64::MAX], 6, 4);
        assert_eq!(huge[0].width * 2, WHOLE);
    }

    #[test]
    fn arrows_lead_to_the_neighbour() {
        // Two halves; the right one is three rows.
        let places = [
            of(0, 0, 5000, WHOLE),
            of(5000, 0, 5000, 3000),
            of(5000, 3000, 5000, 4000),
            of(5000, 7000, 5000, 3000),
        ];
        let check = |from, towards, to| assert_eq!(neighbour(&places, from, towards), to);
        check(0, Direction::Right, Some(2));
        check(2, Direction::Left, Some(0));
        check(2, Direction::Down, Some(3));
        check(2, Direction::Up, Some(1));
        check(0, Direction::Left, None);
        check(3, Direction::Down, None);
    }
}
