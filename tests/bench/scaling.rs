//! The figures of registries of any size, natively: `bench_scaling 1000000` prints milliseconds and MiB. `make bench` runs
//! it, once for each size: the memory is the most that the process ever had.
#![cfg(not(target_arch = "wasm32"))]

mod made;

use std::time::Instant;

use plimsoll::storage::Analysis;

fn main() {
    let manifests = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let inventory = made::inventory(manifests, 12);
    let mut times: Vec<u128> = (0..3)
        .map(|_| {
            let begin = Instant::now();
            let analysis = Analysis::of(&inventory);
            assert!(analysis.totals.stored.bytes > 0, "nothing was counted");
            begin.elapsed().as_micros()
        })
        .collect();
    times.sort_unstable();
    // Reference: proc(5), VmHWM.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = most.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
    println!("{} {}", times[1] / 1000, kib.unwrap_or_default() / 1024);
}
