# Sourced: one `faultline cluster` in a folder of its own, whose nodes are killed and started again one by one. It ends
# with the script. FAULTLINE names the program.
set -euo pipefail
folder=$(mktemp -d)
java_tools=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)/build/interop/java
declare -A pids ports
cluster='' bootstrap='' ids='' others=() restarted=()

fail() {
  echo "cluster: $*" >&2
  tail -n 5 "$folder"/cluster/node-*/node.log >&2 || true
  exit 1
}
finish() {
  [ -z "$cluster" ] || disown "$cluster" 2>/dev/null || true
  for pid in "$cluster" "${others[@]}" "${pids[@]}"; do [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap finish EXIT

# start_cluster ARGS…: when it returns, bootstrap, ids, pids[id] and ports[id] are those of the cluster.
start_cluster() {
  touch "$folder/out"
  "$FAULTLINE" cluster "$@" --dir "$folder/cluster" --json >"$folder/out" 2>"$folder/err" &
  cluster=$!
  for _ in $(seq 400); do
    [ -s "$folder/out" ] && break
    kill -0 "$cluster" 2>/dev/null || { cat "$folder/err" >&2; fail 'it did not start'; }
    sleep 0.1
  done
  bootstrap=$(sed 's|.*"bootstrap":"\([^"]*\)".*|\1|' "$folder/out")
  [ -n "$bootstrap" ] || fail 'it is not ready after 40 s'
  ids=$(grep -o '"id":[0-9]*' "$folder/out" | cut -d: -f2)
  local id
  for id in $ids; do
    pids[$id]=$(sed "s|.*\"id\":$id,\"roles\":\"[a-z ]*\",\"pid\":\([0-9]*\).*|\1|" "$folder/out")
    ports[$id]=$(sed "s|.*\"id\":$id,\"roles\":\"[a-z ]*\",\"pid\":[0-9]*,\"port\":\([0-9]*\).*|\1|" "$folder/out")
  done
}

# start ID: a node that was stopped or killed, by its own file.
start() {
  "$FAULTLINE" broker --config "$folder/cluster/node-$1/server.properties" >/dev/null 2>>"$folder/cluster/node-$1/node.log" &
  pids[$1]=$!
  restarted+=("$1")
  disown
}
is_gone() { ! kill -0 "$1" 2>/dev/null; }
# await WHAT COMMAND…: until the command succeeds, 30 s at most.
await() {
  local what=$1; shift
  for _ in $(seq 300); do "$@" && return; sleep 0.1; done
  fail "$what after 30 s"
}
# stop_cluster: as an operator would; those that this script started first.
stop_cluster() {
  local id
  for id in $(printf '%s\n' "${restarted[@]}" | sort -nu); do
    kill -TERM "${pids[$id]}"
    await "node $id does not stop" is_gone "${pids[$id]}"
  done
  kill -TERM "$cluster"
  wait "$cluster" || fail "it ended with $?"
  cluster=''
}

topics() { "$FAULTLINE" topics "$@" -b "$bootstrap"; }
leader() { topics describe "$1" 2>/dev/null | sed -n "s|.*partition $2  leader \([0-9-]*\) .*|\1|p"; }
is_led_by_other() { local now; now=$(leader "$1" "$2"); [ -n "$now" ] && [ "$now" != "$3" ] && [ "$now" != -1 ]; }
# is_whole TOPIC PARTITIONS: three replicas of each are in sync.
is_whole() { [ "$(topics describe "$1" 2>/dev/null | grep -c 'isr \[[0-9]*, [0-9]*, [0-9]*\]')" = "$2" ]; }
# The active controller: whose log has the last activation.
active() { grep -H ControllerActivated "$folder"/cluster/node-*/node.log | sort -t'[' -k2 | tail -n 1 | sed 's|.*/node-\([0-9]*\)/.*|\1|'; }
is_active_elsewhere() { local now; now=$(active); [ -n "$now" ] && [ "$now" != "$1" ]; }

# java_program CLASS ARGS…: one of tests/interop/java, or of Kafka's own.
java_program() { timeout 120 java -cp "$java_tools/classes:$(cat "$java_tools/classpath")" "$@"; }
