# shellcheck shell=bash
# Readers of what a step printed. scripts/test sources it. count_KIND LOG prints `passed failed skipped`, then a
# line `- NAME: REASON` for each skipped test, and `! NAME: ERROR` for each failed one, with the first lines of
# its error.

count_cargo() {
  awk '/^test result:/ { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i; if ($(i+1) ~ /^ignored/) s += $i } }
       END { print p+0, f+0, s+0 }' "$1"
  sed -nE 's/^test (.*) \.\.\. ignored,? *(.*)$/- \1: \2/p' "$1" | sed -E 's/: $/: ignored, no reason given/'
  # Every failed test has a block below `---- name stdout ----`.
  awk 'function tell() { if (name != "") print "! " name ":" said; name = "" }
       /^---- .* ----$/ { tell(); name = $0; sub(/^---- /, "", name); sub(/ [a-z]* ----$/, "", name); said = ""; lines = 0; next }
       /^failures:$/ { tell() }
       /panicked at .*:$/ { sub(/^.*panicked at /, ""); said = " " $0; lines = 0; next }
       /^note: |^stack backtrace/ { lines = 3 }
       name != "" && NF && lines < 3 { gsub(/^ +/, ""); said = said " " $0; lines++ }
       END { tell() }' "$1"
}

# `2 failed, 40 passed, 3 skipped in 9.12s`, and `SKIPPED [1] file:7: reason` for each skip. Skips of a file with the
# same reason make one line.
count_pytest() {
  awk '/^[0-9].* in [0-9.]+s/ { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^(failed|error)/) f += $i; if ($(i+1) ~ /^skipped/) s += $i } }
       END { print p+0, f+0, s+0 }' "$1"
  sed -nE 's/^SKIPPED \[[0-9]+\] (.*):[0-9]+: (.*)/- \1: \2/p' "$1" | sort | uniq -c | sed -E 's/^ *([0-9]+) (.*)/\2 (tests: \1)/'
  sed -nE 's/^(FAILED|ERROR) ([^ ]+)( - )?/! \2: /p' "$1"
}

# TAP: `# pass 29`, `ok 3 - name # SKIP reason`, and below `not ok 4 - name` its error.
count_node() {
  awk '/^# pass / { p = $3 } /^# (fail|cancelled) / { f += $3 } /^# (skipped|todo) / { s += $3 } END { print p+0, f+0, s+0 }' "$1"
  sed -nE 's/^ *(not )?ok [0-9]+ - (.*) # (SKIP|TODO) ?(.*)/- \2: \4/p' "$1" | sed -E 's/: $/: no reason given/'
  awk '/^ *not ok [0-9]+ - / && !/ # (SKIP|TODO)/ { name = $0; sub(/^ *not ok [0-9]+ - /, "", name); said = ""; lines = 3; next }
       /failureType: .subtestsFailed/ { name = "" }
       /^ *error: / { lines = 0; sub(/^ *error: (\|-)?/, "") }
       /^ *(code|stack): / { lines = 3 }
       /^ *\.\.\.$/ { if (name != "") print "! " name ":" said; name = "" }
       NF && lines < 3 { gsub(/^ +/, ""); said = said " " $0; lines++ }' "$1"
}

count_playwright() { node scripts/count-playwright.mjs "$PLAYWRIGHT_REPORT"; }

# A step that is one test has no counts to read: scripts/test counts it by its exit code.
count_one() { echo 0 0 0; }

# The first error in a log that names no test, with its place; else the last line.
first_error() {
  awk '/(^|[: ])[Ee]rror(\[|:| TS)|^Diff in / { said = $0; if ((getline line) > 0 && line ~ /^ *-->/) { sub(/^ */, " ", line); said = said line }; exit }
       NF { said = $0 }
       END { print said == "" ? "no output" : said }' "$1"
}
