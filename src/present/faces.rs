//! Faces of columns: how the rows of a table decide on the bound in a heading, and on the columns of a
//! narrow screen.

use crate::present::bytes::common_bound;
use crate::present::{Cell, Column, Row};

/// The appearance of a column above these rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// The bound in the heading, which the cells do not repeat: `at least`, `up to`, or empty.
    pub bound: &'static str,
    /// Whether the column stays on a narrow screen.
    pub narrow: bool,
}

/// The faces of all columns.
#[must_use]
pub fn faces(columns: &[Column], rows: &[Row]) -> Vec<Face> {
    // A column is silent if no row has a value in it, and at least one row never will.
    let is_silent = |key: &str| {
        let Some(column) = Column::named(columns, key) else { return false };
        let cells = || rows.iter().filter_map(|row| column.cell(row));
        cells().any(|cell| *cell == Cell::Unknown) && !cells().any(Cell::is_known)
    };
    let face = |column: &Column| {
        let cells = rows.iter().filter_map(|row| column.cell(row));
        let gives_way = columns
            .iter()
            .any(|other| other.instead_of == Some(column.key) && is_silent(column.key));
        Face {
            bound: common_bound(cells.filter_map(Cell::bound)),
            narrow: column.narrow && !gives_way || column.instead_of.is_some_and(is_silent),
        }
    };
    columns.iter().map(face).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Amount;
    use crate::present::table::table;
    use crate::present::{BytesText, Shape};

    table! {
        COLUMNS of Cells {
            name: Column::new("Name", "", Shape::Name, true),
            count: Column::new("Count", "", Shape::Count, false),
            own: Column::new("Only here", "", Shape::Bytes, false).instead_of("free"),
            free: Column::new("Reclaimable", "", Shape::Bytes, true),
        }
    }

    fn row(count: Cell, own: Cell, free: Cell) -> Row {
        let name = Cell::Text("a".to_owned());
        Cells { name, count, own, free }.row(String::new(), String::new(), String::new())
    }

    fn at_least(bytes: u64) -> Cell {
        Cell::Bytes(bytes, BytesText::of_amount(Amount { bytes, has_gaps: true }))
    }

    fn narrow(rows: &[Row]) -> Vec<bool> {
        faces(COLUMNS, rows).iter().map(|face| face.narrow).collect()
    }

    #[test]
    fn a_bound_of_the_whole_column_stands_in_its_heading() {
        let bounds = |rows: &[Row]| -> Vec<&str> {
            faces(COLUMNS, rows).iter().map(|face| face.bound).collect()
        };
        let first = || row(Cell::AtLeast(4), at_least(1), Cell::Nothing);
        assert_eq!(
            bounds(&[first(), row(Cell::AtLeast(0), Cell::Pending, Cell::Nothing)]),
            ["", "at least", "at least", ""]
        );
        let exact = row(Cell::Count(2), Cell::Bytes(2, BytesText::of(2)), Cell::Nothing);
        assert_eq!(bounds(&[first(), exact]), ["", "", "", ""]);
    }

    #[test]
    fn a_silent_column_gives_its_place_on_a_narrow_screen_away() {
        let told = row(Cell::Nothing, at_least(1), at_least(0));
        let silent = row(Cell::Nothing, at_least(1), Cell::Unknown);
        let unread = row(Cell::Pending, Cell::Pending, Cell::Pending);
        assert_eq!(narrow(&[]), [true, false, false, true]);
        assert_eq!(narrow(std::slice::from_ref(&unread)), [true, false, false, true]);
        assert_eq!(narrow(&[unread, silent.clone()]), [true, false, true, false]);
        assert_eq!(narrow(&[told, silent]), [true, false, false, true]);
    }
}
