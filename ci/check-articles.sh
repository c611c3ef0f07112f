#!/bin/sh
# Checks articles in a CI job. The arguments are those of `claimtrack run`.
# REPORTS is the folder to write into (reports), REVIEWS the one with reviewed flags (reviews), and
# LOG_FORMAT what goes into the log of the job (github on GitHub, text elsewhere).
set -eu

reports=${REPORTS:-reports}
reviews=${REVIEWS:-reviews}
if [ "${GITHUB_ACTIONS:-}" = true ]; then log=github; else log=text; fi

# What a reviewer has settled fails nothing. What is wrong with a file of theirs is told, and no
# reason not to check the articles. A verdict may come before the ledger knows its flag.
if [ -d "$reviews" ]; then
    claimtrack review import "$reviews"/* || true
fi

exec claimtrack run "$@" --out "$reports" \
    --format "${LOG_FORMAT:-$log}" \
    --format "sarif=$reports/claimtrack.sarif" \
    --format "junit=$reports/junit.xml" \
    --job-summary "$reports/summary.md"
