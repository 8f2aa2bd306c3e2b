import { HAPROXY_SOCKET } from '../../nodes/config/haproxy.js';

/**
 * Tells HAProxy on every director where it runs what to do with servers, or asks it. `state` prints ready, maint
 * or drain where all agree, else all answers. A director without HAProxy is passed over: it starts with every
 * server ready.
 */
export function balancerScript(): string {
  return `#!/bin/sh
# balancer state|ready|maint|drain PROXY/SERVER,… DIRECTOR,…
set -eu
order=$1 servers=$2 answers= running=
orders() {
  case $order in
    state) echo 'show stat' ;;
    *) echo "$servers" | tr , '\\n' | sed "s|.*|set server & state $order|" | paste -sd';' ;;
  esac
}
for director in $(echo "$3" | tr , ' '); do
  if node "$director" pgrep -x haproxy >/dev/null 2>&1; then
    running="$running $director"
    answers=$answers$(orders | node "$director" socat -t 2 stdio unix-connect:${HAPROXY_SOCKET})
  fi
done
if [ -z "$running" ] && [ "$order" != ready ]; then
  echo 'HAProxy runs on none of the directors' >&2
  exit 1
fi
if [ "$order" != state ]; then
  ! echo "$answers" | grep . >&2
  exit
fi
echo "$answers" | awk -F, -v servers=",$servers," '
  index(servers, "," $1 "/" $2 ",") {
    print $18 ~ /^MAINT/ ? "maint" : $18 ~ /^DRAIN/ ? "drain" : "ready"
  }' | sort -u | paste -sd' '
`;
}
