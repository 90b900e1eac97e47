//! The figures of registries of any size, natively: `bench_scaling 1000000` prints milliseconds of computing and MiB. `make bench` runs
//! it, once for each size: the memory is the most that the process ever had.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::print_stdout, reason = "its figures are its output")]

mod made;

use plimsoll::storage::Analysis;

/// Analyses of which the mean is taken.
const ROUNDS: u64 = 3;

fn main() {
    let manifests = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let inventory = made::inventory(manifests, 12);
    let begin = computed();
    for _ in 0..ROUNDS {
        assert!(Analysis::of(&inventory).totals.stored.bytes > 0, "nothing was counted");
    }
    println!("{} {}", (computed() - begin) / ROUNDS, most_memory());
}

/// Milliseconds for which the process computed: programs beside it do not count. In steps of 10.
///
/// Reference: proc(5), `/proc/pid/stat`, utime and stime.
fn computed() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|one| one.parse::<u64>().ok()).sum::<u64>() * 10
}

/// The most memory that the process ever had, in MiB.
///
/// Reference: proc(5), `/proc/pid/status`, `VmHWM`.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = most.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
