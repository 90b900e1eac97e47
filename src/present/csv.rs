//! A table as CSV (RFC 4180): exact values, with the bound of each figure in a column of its own.

use crate::present::{Cell, Change, Column, Meter, Row, Shape};

/// The rows in their order, below a line of headings. Bytes are whole numbers, moments are RFC 3339, a value that is
/// not known is `?`, and one that is not read yet `not read`. A name has its badges in a column of their own.
#[must_use]
pub fn csv<'a>(columns: &[Column], rows: impl IntoIterator<Item = &'a Row>) -> String {
    let mut text = String::new();
    let headings = columns.iter().flat_map(headings);
    line(&mut text, headings);
    for row in rows {
        let cells = columns.iter().flat_map(|column| values(column, column.cell(row)));
        line(&mut text, cells);
    }
    text
}

/// The headings of the columns that a column of the table becomes.
fn headings(column: &Column) -> Vec<String> {
    let title = column.title;
    match column.shape {
        Shape::Name => vec![title.to_owned(), format!("{title}: notes")],
        Shape::Bytes => vec![format!("{title} (bytes)"), format!("{title}: bound")],
        Shape::Count => vec![title.to_owned(), format!("{title}: bound")],
        Shape::Meter => vec![
            "Only here (bytes)".to_owned(),
            "Shared (bytes)".to_owned(),
            "Orphans only (bytes)".to_owned(),
        ],
        _ => vec![title.to_owned()],
    }
}

/// The values of a cell, one for each of the headings of its column.
fn values(column: &Column, cell: Option<&Cell>) -> Vec<String> {
    let mut values = match cell {
        None | Some(Cell::Nothing) => Vec::new(),
        Some(Cell::Unknown) => vec!["?".to_owned()],
        Some(Cell::Pending) => vec!["not read".to_owned()],
        Some(Cell::Text(text) | Cell::Ranked(_, text, _)) => vec![plain(text)],
        Some(Cell::Name { before, name, badges, .. }) => {
            let notes: Vec<&str> = badges.iter().map(|badge| badge.text.as_str()).collect();
            vec![plain(&format!("{before}{name}")), plain(&notes.join("; "))]
        }
        Some(Cell::Count(count)) => vec![count.to_string()],
        Some(Cell::AtLeast(count)) => vec![count.to_string(), "at least".to_owned()],
        Some(Cell::Bytes(bytes, text)) => vec![bytes.to_string(), text.bound().0.to_owned()],
        // The bound is one of the signed number.
        Some(Cell::Change(Change { is_less: true, bytes, bound })) => {
            let bound = match *bound {
                "at least" => "up to",
                "up to" => "at least",
                bound => bound,
            };
            vec![format!("-{bytes}"), bound.to_owned()]
        }
        Some(Cell::Change(Change { bytes, bound, .. })) => {
            vec![bytes.to_string(), (*bound).to_owned()]
        }
        Some(Cell::Meter(Meter { pending: true, .. })) => vec!["not read".to_owned()],
        Some(Cell::Meter(Meter { only_here, shared, reclaimable, .. })) => {
            [only_here, shared, reclaimable].map(u64::to_string).to_vec()
        }
        Some(Cell::Digest(digest, _)) => vec![digest.to_string()],
        Some(Cell::Chips(chips)) => vec![plain(&chips.join(" "))],
        Some(Cell::Moment(moment)) => vec![moment.to_string()],
    };
    values.resize(headings(column).len(), String::new());
    values
}

/// A text of a registry. A spreadsheet would take one that begins like a formula for one, so an apostrophe goes before it.
fn plain(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

fn line(text: &mut String, values: impl IntoIterator<Item = String>) {
    for (place, value) in values.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        match value.contains(['"', ',', '\n', '\r']) {
            true => {
                text.push('"');
                text.push_str(&value.replace('"', "\"\""));
                text.push('"');
            }
            false => text.push_str(&value),
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Amount, Timestamp};
    use crate::present::table::table;
    use crate::present::{Badge, BytesText, Target};

    table! {
        pub(super) COLUMNS of Cells {
            name: Column::new("Name", "", Shape::Name, true),
            count: Column::new("Tags", "", Shape::Count, true),
            size: Column::new("Size", "", Shape::Bytes, true),
            updated: Column::new("Updated", "", Shape::Moment, true),
        }
    }

    fn row(name: &str, count: Cell, size: Cell, updated: Cell) -> Row {
        let badges = vec![Badge::quiet("locked"), Badge::warning("a \"b\"")];
        let name = Cell::Name {
            before: "web/".to_owned(),
            name: name.to_owned(),
            target: Target::Nowhere,
            badges,
        };
        Cells { name, count, size, updated }.row(String::new(), String::new(), String::new())
    }

    #[test]
    fn values_are_exact_and_say_their_bounds() {
        let amount = Amount { bytes: 1_234_567, has_gaps: true };
        let size = Cell::Bytes(amount.bytes, BytesText::of_amount(amount));
        let moment = Cell::Moment(Timestamp::from_millis(1_780_000_000_000));
        let rows = [
            row("api", Cell::AtLeast(7), size, moment),
            row("a,b", Cell::Pending, Cell::Unknown, Cell::Nothing),
        ];
        let expected = "Name,Name: notes,Tags,Tags: bound,Size (bytes),Size: bound,Updated\r\n\
            web/api,\"locked; a \"\"b\"\"\",7,at least,1234567,at least,2026-05-28T20:26:40Z\r\n\
            \"web/a,b\",\"locked; a \"\"b\"\"\",not read,,?,,\r\n";
        assert_eq!(csv(COLUMNS, &rows), expected);
    }

    #[test]
    fn a_change_is_a_signed_number_and_its_bound_is_one_of_that_number() {
        let column = Column::new("Change", "", Shape::Bytes, true);
        let check = |is_less, bytes, bound, expected: [&str; 2]| {
            let change = Change { is_less, bytes, bound };
            assert_eq!(values(&column, Some(&Cell::Change(change))), expected);
        };
        check(false, 5, "", ["5", ""]);
        check(true, 5, "", ["-5", ""]);
        check(false, 5, "at least", ["5", "at least"]);
        // At least 5 less is -5 or less.
        check(true, 5, "at least", ["-5", "up to"]);
        check(true, 5, "up to", ["-5", "at least"]);
        check(true, u64::MAX, "about", ["-18446744073709551615", "about"]);
    }

    #[test]
    fn a_text_that_begins_like_a_formula_is_none() {
        for (text, expected) in [("=1+1", "'=1+1"), ("-x", "'-x"), ("@a", "'@a"), ("a=b", "a=b")] {
            assert_eq!(plain(text), expected);
        }
    }
}
