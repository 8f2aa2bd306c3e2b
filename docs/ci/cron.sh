#!/bin/sh
# A nightly regression run for cron, on a machine of its own:
#     17 2 * * *  /srv/chaos/docs/ci/cron.sh || mail -s 'nightly regression' ops@example.org < /srv/chaos/reports/cron.log
set -eu
cd "$(dirname "$0")/../.."
export NO_COLOR=1
night="reports/nightly/$(date -u +%Y%m%dT%H%M%SZ)"
mkdir -p reports
{
  npx chaos run nightly --out "$night" --quiet
  npx chaos check "$night" --allow-unknown
  npx chaos history trend nightly
} > reports/cron.log 2>&1
