//! The history of a registry's totals: an entry after each complete scan, kept as one text with a line for each.

use crate::model::order::sort_by;
use crate::model::{Amount, FreedRange, KeptOnce, Timestamp};
use crate::storage::Analysis;

/// Most entries.
const MOST: usize = 400;
/// Entries that are kept whenever they were made; of older ones, one of each day (UTC) is.
const NEWEST: usize = 8;
/// Milliseconds of a day.
const DAY: i64 = 24 * 3600 * 1000;

/// The totals at the end of a complete scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastTotals {
    /// The end of the scan.
    pub read_at: Timestamp,
    /// Bytes that the registry stored.
    pub stored: Amount,
    /// Bytes that deleting all orphans would have freed; `None` where nobody can know of orphans.
    pub reclaimable: Option<FreedRange>,
    /// Repositories.
    pub repositories: u64,
    /// Tags in all repositories.
    pub tags: u64,
    /// Manifests in all repositories; a lower bound where the registry lists no untagged ones.
    pub manifests: u64,
    /// The registry lists its untagged manifests.
    pub lists_untagged: bool,
}

/// Past totals, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History(pub Vec<PastTotals>);

impl PastTotals {
    /// The totals of a scan that ended at `read_at`; `None` unless it read everything, and for a registry that keeps
    /// copies: its totals change with a person's choice.
    #[must_use]
    pub fn of(read_at: Timestamp, analysis: &Analysis) -> Option<Self> {
        let totals = &analysis.totals;
        let is_plain = analysis.kept_once() == KeptOnce::Registry;
        (totals.complete && is_plain).then(|| Self {
            read_at,
            stored: totals.stored,
            reclaimable: totals.known_reclaimable(totals.lists_untagged),
            repositories: totals.repositories as u64,
            tags: totals.tags as u64,
            manifests: totals.manifests as u64,
            lists_untagged: totals.lists_untagged,
        })
    }

    /// `1780000000000 265 59 2 4 5 su`: milliseconds, stored and reclaimable bytes (`?` where not known), counts, and a
    /// letter for each bound: `s` stored at least, `l` and `m` frees less or more, `u` no untagged manifests.
    fn line(&self) -> String {
        let free = self.reclaimable.map_or_else(|| "?".to_owned(), |freed| freed.known.to_string());
        let is_freed = |is: fn(&FreedRange) -> bool| self.reclaimable.as_ref().is_some_and(is);
        let bounds = [
            (self.stored.has_gaps, 's'),
            (is_freed(|freed| freed.or_less), 'l'),
            (is_freed(|freed| freed.or_more), 'm'),
            (!self.lists_untagged, 'u'),
        ];
        let bounds: String = bounds.iter().filter(|(is, _)| *is).map(|(_, sign)| sign).collect();
        let Self { repositories, tags, manifests, .. } = self;
        let (read_at, stored) = (self.read_at.millis(), self.stored.bytes);
        format!("{read_at} {stored} {free} {repositories} {tags} {manifests} {bounds}\n")
    }

    fn read(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let mut next = || parts.next();
        let read_at = Timestamp::from_millis(next()?.parse().ok()?);
        let stored = next()?.parse().ok()?;
        let free = match next()? {
            "?" => None,
            known => Some(known.parse().ok()?),
        };
        let (repositories, tags) = (next()?.parse().ok()?, next()?.parse().ok()?);
        let manifests = next()?.parse().ok()?;
        let bounds = next()?;
        let is = |sign| bounds.contains(sign);
        Some(Self {
            read_at,
            stored: Amount { bytes: stored, has_gaps: is('s') },
            reclaimable: free.map(|known| FreedRange { known, or_less: is('l'), or_more: is('m') }),
            repositories,
            tags,
            manifests,
            lists_untagged: !is('u'),
        })
    }
}

impl History {
    /// Reads a text. Lines that are none of a history are left out.
    #[must_use]
    pub fn read(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let mut all: Vec<_> = text.lines().filter_map(PastTotals::read).collect();
        sort_by(&mut all, |a, b| a.read_at.cmp(&b.read_at));
        Self(all)
    }

    /// The text that [`History::read`] reads.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(PastTotals::line).collect()
    }

    /// Adds the totals of a scan that ended now. Entries from the future, made while a clock was wrong, go; of older days
    /// one entry each stays, and the oldest go where there are too many.
    pub fn add(&mut self, now: PastTotals) {
        self.0.retain(|entry| entry.read_at < now.read_at);
        self.0.push(now);
        let (mut count, mut day) = (0, i64::MAX);
        let mut kept = Vec::with_capacity(self.0.len());
        for entry in self.0.iter().rev() {
            let own = entry.read_at.millis().div_euclid(DAY);
            if count < NEWEST || own < day && count < MOST {
                kept.push(*entry);
                count += 1;
            }
            day = own;
        }
        kept.reverse();
        self.0 = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64, bytes: u64) -> PastTotals {
        PastTotals {
            read_at: Timestamp::from_millis(1_780_000_000_000 + minutes * 60_000),
            stored: Amount { bytes, has_gaps: bytes % 2 == 1 },
            reclaimable: (!bytes.is_multiple_of(3)).then_some(FreedRange {
                known: bytes / 2,
                or_less: bytes % 5 == 1,
                or_more: bytes % 7 == 1,
            }),
            repositories: bytes % 11,
            tags: bytes % 13,
            manifests: bytes % 17,
            lists_untagged: !bytes.is_multiple_of(4),
        }
    }

    #[test]
    fn a_line_is_one_that_people_can_read() {
        let line = "1780000060000 9 ? 9 9 9 s\n";
        assert_eq!(at(1, 9).line(), line);
        let mut history = History::read(line.as_bytes());
        assert_eq!(history.0, [at(1, 9)]);
        history.add(at(2, 16));
        assert_eq!(history.text(), format!("{line}1780000120000 16 8 5 3 16 lu\n"));
    }

    #[test]
    fn a_broken_text_costs_the_lines_that_are_broken() {
        let text = b"plimsoll.history/9\n1780000060000 9 ? 9 9 9 s more\n\n1 2 3\nx 9 ? 9 9 9 \n-5 1 1 1 1 1 \xff\n";
        let found = History::read(text).0;
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], at(1, 9));
        assert_eq!(History::read(b"").0, []);
    }

    #[test]
    fn entries_of_a_wrong_clock_go() {
        let mut history = History(vec![at(0, 1), at(500_000, 2)]);
        history.add(at(10, 3));
        assert_eq!(history.0, [at(0, 1), at(10, 3)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn the_newest_stay_and_one_of_each_older_day(
            steps in prop::collection::vec((1..4000_i64, any::<u64>()), 1..1200),
        ) {
            let mut history = History::default();
            let (mut minutes, mut all) = (0, Vec::new());
            for (step, bytes) in steps {
                minutes += step;
                all.push(at(minutes, bytes));
                history.add(at(minutes, bytes));
            }
            prop_assert_eq!(&History::read(history.text().as_bytes()), &history);
            let kept = &history.0;
            prop_assert!(kept.len() <= MOST);
            let newest = all.len().min(NEWEST);
            prop_assert_eq!(&kept[kept.len() - newest..], &all[all.len() - newest..]);
            prop_assert!(kept.iter().all(|entry| all.contains(entry)));
            let days: Vec<i64> = kept.iter().map(|entry| entry.read_at.millis().div_euclid(DAY)).collect();
            prop_assert!(days.is_sorted());
            let old = &days[..days.len() - newest];
            prop_assert!(old.windows(2).all(|two| two[0] < two[1]));
        }
    }
}
