//! Tables as data: columns, rows, and the order and selection that a person asks for.

use crate::model::order::sort_places;
use crate::present::{Badge, Cell};

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The column's name in the URL (`sort=-stored`).
    pub key: &'static str,
    /// The column's heading.
    pub title: &'static str,
    /// The meaning of its values, for hover; may be empty.
    pub hint: &'static str,
    /// The column's width and alignment.
    pub shape: Shape,
    /// Whether the column stays on a narrow screen.
    pub narrow: bool,
    /// The column whose cells stand below this one's on a screen without room for them.
    pub over: Option<&'static str>,
    /// The column that this one replaces on a narrow screen, if no row has a value in that column.
    pub instead_of: Option<&'static str>,
}

/// Widths and alignment of columns: fixed, so that nothing moves when figures arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A name: it takes the width that is left.
    Name,
    /// A count, right-aligned.
    Count,
    /// Bytes, right-aligned.
    Bytes,
    /// A bar.
    Meter,
    /// A short digest.
    Digest,
    /// Small labels.
    Chips,
    /// A few words.
    Words,
    /// A moment, right-aligned.
    Moment,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Identifies the row across sorting, filtering and refreshing.
    pub key: String,
    /// The row's name for people, which names its check box.
    pub label: String,
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// The lower-case text that is searched.
    pub search: String,
}

/// The order that a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// Index of the column.
    pub column: usize,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Column {
    /// A column; `hint` may be empty, `narrow` keeps it on a narrow screen.
    #[must_use]
    pub const fn new(
        key: &'static str,
        title: &'static str,
        hint: &'static str,
        shape: Shape,
        narrow: bool,
    ) -> Self {
        Self { key, title, hint, shape, narrow, over: None, instead_of: None }
    }

    /// The same column, with the cells of column `key` below its own on a screen without room for them.
    #[must_use]
    pub const fn over(self, key: &'static str) -> Self {
        Self { over: Some(key), ..self }
    }

    /// The same column, which on a narrow screen replaces column `key` if no row has a value there.
    #[must_use]
    pub const fn instead_of(self, key: &'static str) -> Self {
        Self { instead_of: Some(key), ..self }
    }
}

/// The place of the column `key`, for a table's own code. In a `const` block, a key that no column has does not
/// compile.
pub(super) const fn place(columns: &[Column], key: &str) -> usize {
    let mut at = 0;
    while at < columns.len() {
        if is_same(columns[at].key.as_bytes(), key.as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("no column has this key")
}

/// Whether two texts are the same: `==` cannot be called in a `const fn`.
const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

impl Row {
    /// Whether a name in the row has the badge `text`.
    #[must_use]
    pub fn has_badge(&self, text: &str) -> bool {
        let has = |badges: &[Badge]| badges.iter().any(|badge| badge.text == text);
        self.cells.iter().any(|cell| matches!(cell, Cell::Name { badges, .. } if has(badges)))
    }
}

impl Sort {
    /// Reads `stored` or `-stored`.
    #[must_use]
    pub fn read(text: &str, columns: &[Column]) -> Option<Self> {
        let (descending, key) = match text.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, text),
        };
        let column = columns.iter().position(|column| column.key == key)?;
        Some(Self { column, descending })
    }

    /// The text that [`Sort::read`] reads.
    #[must_use]
    pub fn text(self, columns: &[Column]) -> String {
        let key = columns.get(self.column).map_or("", |column| column.key);
        format!("{}{key}", if self.descending { "-" } else { "" })
    }

    /// The order after a click on `column`. A column that is sorted by already is turned round.
    /// Another one begins with the end that people look for first: the largest, the newest, and names
    /// from A.
    #[must_use]
    pub fn after_click(self, column: usize, columns: &[Column]) -> Self {
        if self.column == column {
            return Self { descending: !self.descending, ..self };
        }
        let shape = columns.get(column).map(|column| column.shape);
        let by_name =
            matches!(shape, Some(Shape::Name | Shape::Words | Shape::Digest | Shape::Chips));
        Self { column, descending: !by_name }
    }
}

/// Indices of the rows that `search` finds (every word, without case), in the order of `sort`.
/// Rows without a value in that column come last in either direction; ties keep the given order.
#[must_use]
pub fn arrange(rows: &[Row], search: &str, sort: Sort) -> Vec<usize> {
    let search = search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let mut found: Vec<usize> = (0..rows.len())
        .filter(|&index| words.iter().all(|word| rows[index].search.contains(word)))
        .collect();
    sort_places(&mut found, &mut |a, b| {
        let (Some(a), Some(b)) = (rows[a].cells.get(sort.column), rows[b].cells.get(sort.column))
        else {
            return std::cmp::Ordering::Equal;
        };
        b.is_known().cmp(&a.is_known()).then_with(|| {
            let order = a.order(b);
            if sort.descending { order.reverse() } else { order }
        })
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 2] = [
        Column::new("name", "Name", "", Shape::Name, true),
        Column::new("tags", "Tags", "", Shape::Count, true),
    ];

    fn row(name: &str, tags: Cell) -> Row {
        let cells = vec![Cell::Text(name.to_owned()), tags];
        Row { key: name.to_owned(), label: name.to_owned(), cells, search: name.to_lowercase() }
    }

    #[test]
    fn unknown_values_come_last_in_either_direction_and_search_takes_every_word() {
        let rows = [
            row("web/app", Cell::Pending),
            row("web/API", Cell::Count(2)),
            row("ml/web", Cell::Count(10)),
        ];
        let check = |search: &str, sort: &str, expected: &[usize]| {
            let sort = Sort::read(sort, &COLUMNS).expect("a column");
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
        let sort = Sort::read("name", &COLUMNS).expect("a column");
        assert_eq!(sort.after_click(1, &COLUMNS).text(&COLUMNS), "-tags");
        assert_eq!(sort.after_click(0, &COLUMNS).text(&COLUMNS), "-name");
        assert_eq!(sort.after_click(1, &COLUMNS).after_click(0, &COLUMNS).text(&COLUMNS), "name");
        assert_eq!(Sort::read("-nonsense", &COLUMNS), None);
    }
}
