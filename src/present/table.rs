//! Tables as data: columns, rows, and the order and selection that a person asks for.

use crate::present::{Badge, Cell, LOCKED, Tone};

/// A column of a table: its heading, its name in the URL, and its cell in each row. [`table!`] declares
/// the columns of a table together with the cells of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The column's name in the URL (`sort=-stored`).
    pub key: &'static str,
    /// The heading above the column.
    pub title: &'static str,
    /// The meaning of its values, for hover; may be empty.
    pub hint: &'static str,
    /// The column's width and alignment.
    pub shape: Shape,
    /// Whether the column stays on a narrow screen.
    pub narrow: bool,
    /// Whether the column is hidden before others that tell more, on a screen without room for all.
    pub late: bool,
    /// The column whose cells stand below this one's on a screen without room for them.
    pub over: Option<&'static str>,
    /// The column that this one replaces on a narrow screen, if no row has a value in that column.
    pub instead_of: Option<&'static str>,
    /// The place of the column's cell in a row.
    place: usize,
}

/// Widths and alignment of columns: fixed, so that nothing moves when figures arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A name: it takes the width that is left.
    Name,
    /// A count, aligned to the right.
    Count,
    /// Bytes, aligned to the right.
    Bytes,
    /// A bar, of fixed width.
    Meter,
    /// A short digest with its copy button.
    Digest,
    /// A few small labels.
    Chips,
    /// A few words, in a fixed width.
    Words,
    /// A phrase, such as `122 images in 12 repositories`, in a fixed width.
    Phrase,
    /// A moment, aligned to the right.
    Moment,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Identifies the row across sorting, filtering and refreshing.
    pub key: String,
    /// The row's name for people, which names its check box.
    pub label: String,
    /// One cell for each column, in their order: [`Column::cell`] reads it.
    pub(super) cells: Vec<Cell>,
    /// The lower-case text that is searched.
    pub search: String,
    /// The key of the row that this one is a part of: it is folded below that row.
    pub part_of: Option<String>,
}

/// The order that a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column to sort by.
    pub column: &'static Column,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Column {
    /// A column; `hint` may be empty, `narrow` keeps it on a narrow screen. [`table!`] gives it its key.
    pub(super) const fn new(
        title: &'static str,
        hint: &'static str,
        shape: Shape,
        narrow: bool,
    ) -> Self {
        let late = matches!(shape, Shape::Chips);
        Self { key: "", title, hint, shape, narrow, late, over: None, instead_of: None, place: 0 }
    }

    /// The same column, with its name in the URL and the place of its cell in a row.
    pub(super) const fn at(self, place: usize, key: &'static str) -> Self {
        Self { key, place, ..self }
    }

    /// The column `key` of a table.
    #[must_use]
    pub fn named<'a>(columns: &'a [Self], key: &str) -> Option<&'a Self> {
        columns.iter().find(|column| column.key == key)
    }

    /// The column's cell in a row of its table.
    #[must_use]
    pub fn cell<'a>(&self, row: &'a Row) -> Option<&'a Cell> {
        row.cells.get(self.place)
    }

    /// The column's cell in a row of its table, to change it.
    pub(super) fn cell_mut<'a>(&self, row: &'a mut Row) -> Option<&'a mut Cell> {
        row.cells.get_mut(self.place)
    }

    /// The same column, with the cells of column `key` below its own on a screen without room for them.
    pub(super) const fn over(self, key: &'static str) -> Self {
        Self { over: Some(key), ..self }
    }

    /// The same column, hidden before others.
    pub(super) const fn late(self) -> Self {
        Self { late: true, ..self }
    }

    /// The same column, which on a narrow screen replaces column `key` if no row has a value there.
    pub(super) const fn instead_of(self, key: &'static str) -> Self {
        Self { instead_of: Some(key), ..self }
    }
}

impl Row {
    /// The row's cells, in the order of the table's columns.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter()
    }

    /// Whether a lock keeps what the row is about.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        let locks = |badge: &Badge| badge.tone == Tone::Warning && badge.text.ends_with(LOCKED);
        self.badges().any(locks)
    }

    /// Whether a name in the row has the badge `text`.
    #[must_use]
    pub fn has_badge(&self, text: &str) -> bool {
        self.badges().any(|badge| badge.text == text)
    }

    fn badges(&self) -> impl Iterator<Item = &Badge> {
        self.cells.iter().flat_map(|cell| match cell {
            Cell::Name { badges, .. } => badges.as_slice(),
            _ => &[],
        })
    }
}

impl Sort {
    /// Reads `stored` or `-stored`.
    #[must_use]
    pub fn read(text: &str, columns: &'static [Column]) -> Option<Self> {
        let (descending, key) = match text.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, text),
        };
        Some(Self { column: Column::named(columns, key)?, descending })
    }

    /// The text that [`Sort::read`] reads.
    #[must_use]
    pub fn text(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column.key)
    }

    /// The order after a click on `column`. The column that the table is sorted by turns round. Another
    /// column begins with the end that people look for first: the largest, the newest, and names from A.
    #[must_use]
    pub fn after_click(self, column: &'static Column) -> Self {
        if self.column == column {
            return Self { descending: !self.descending, ..self };
        }
        let by_name =
            !matches!(column.shape, Shape::Count | Shape::Bytes | Shape::Meter | Shape::Moment);
        Self { column, descending: !by_name }
    }
}

/// Declares a table: its columns, and the cells of a row with a field for each column. A field has the name
/// of its column in the URL. A row without a cell for a column does not compile, and no code counts cells.
macro_rules! table {
    (
        $(#[$about:meta])*
        $visible:vis $columns:ident of $cells:ident {
            $($key:ident: $column:expr,)+
        }
    ) => {
        $(#[$about])*
        $visible const $columns: &[$crate::present::Column] = &{
            let mut columns = [$($column.at(0, stringify!($key))),+];
            let mut place = 0;
            while place < columns.len() {
                columns[place] = columns[place].at(place, columns[place].key);
                place += 1;
            }
            columns
        };

        /// The cells of a row, a field for each column.
        struct $cells {
            $($key: $crate::present::Cell),+
        }

        impl $cells {
            fn row(self, key: String, label: String, search: String) -> $crate::present::Row {
                let cells = vec![$(self.$key),+];
                $crate::present::Row { key, label, cells, search, part_of: None }
            }
        }
    };
}
pub(super) use table;

#[cfg(test)]
mod tests {
    use super::*;

    table! {
        COLUMNS of Cells {
            name: Column::new("Name", "", Shape::Name, true),
            tags: Column::new("Tags", "", Shape::Count, true),
        }
    }

    fn row(name: &str, tags: Cell) -> Row {
        let cells = Cells { name: Cell::Text(name.to_owned()), tags };
        cells.row(name.to_owned(), name.to_owned(), name.to_lowercase())
    }

    fn arrange(rows: &[Row], search: &str, sort: Sort) -> Vec<usize> {
        let lines = crate::present::arrange(rows, search, None, sort, &Default::default());
        lines.iter().map(|line| line.row).collect()
    }

    #[test]
    fn unknown_values_come_last_in_either_direction_and_search_takes_every_word() {
        let rows = [
            row("web/app", Cell::Pending),
            row("web/API", Cell::Count(2)),
            row("ml/web", Cell::Count(10)),
        ];
        let check = |search: &str, sort: &str, expected: &[usize]| {
            let sort = Sort::read(sort, COLUMNS).expect("a column");
            assert_eq!(arrange(&rows, search, sort), expected, "{search} {sort:?}");
        };
        check("", "tags", &[1, 2, 0]);
        check("", "-tags", &[2, 1, 0]);
        check("web AP", "-name", &[0, 1]);
        check("WEB/", "tags", &[1, 0]);
        check("nothing", "tags", &[]);
    }

    #[test]
    fn a_click_turns_the_order_round_or_starts_at_the_end_people_look_for() {
        let sort = Sort::read("name", COLUMNS).expect("a column");
        let [name, tags] = COLUMNS else { panic!("two columns") };
        assert_eq!(sort.after_click(tags).text(), "-tags");
        assert_eq!(sort.after_click(name).text(), "-name");
        assert_eq!(sort.after_click(tags).after_click(name).text(), "name");
        assert_eq!(Sort::read("-nonsense", COLUMNS), None);
    }
}
