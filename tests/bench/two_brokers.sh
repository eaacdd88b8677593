# Sourced: `faultline broker` and Apache Kafka 4.3.1 side by side, each alone on its directory, started and told of by time and
# memory. Needs `./test interop` once (Kafka from Maven). When this returns, ours and theirs are their pids, ours_port and
# theirs_port where they listen, folder is a directory of the run; all ends with the script.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
faultline=build/opt/cli/faultline
classpath=$(cat build/interop/java/classpath)
folder=$(mktemp -d)
ours='' theirs=''
finish() {
  for pid in $ours $theirs; do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap finish EXIT

now_ms() { echo $(($(date +%s%N) / 1000000)); }
rss_mb() { awk '/VmRSS/ {printf "%.1f", $2 / 1024}' "/proc/$1/status"; }

# ready PORT: true once something answers ApiVersions there.
ready() { timeout 2 kcat -b "127.0.0.1:$1" -L >/dev/null 2>&1; }
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start_ours() {
  local begun
  printf 'node.id=1\nprocess.roles=broker,controller\nlisteners=PLAINTEXT://127.0.0.1:%s\nlog.dirs=%s/ours\n' \
    "$ours_port" "$folder" >"$folder/ours.properties"
  begun=$(now_ms)
  "$faultline" broker --config "$folder/ours.properties" >"$folder/ours.out" 2>"$folder/ours.err" &
  ours=$!
  until listening "$ours_port"; do sleep 0.002; done
  ours_start_ms=$(($(now_ms) - begun))
}

start_theirs() {
  local begun
  cat >"$folder/theirs.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$((theirs_port + 1))
listeners=PLAINTEXT://127.0.0.1:$theirs_port,CONTROLLER://127.0.0.1:$((theirs_port + 1))
controller.listener.names=CONTROLLER
log.dirs=$folder/theirs
log.retention.ms=-1
PROPERTIES
  java -cp "$classpath" kafka.tools.StorageTool format -t 4L6g3nShT-eMCtK--X86sw -c "$folder/theirs.properties" >/dev/null
  begun=$(now_ms)
  java -Xmx1g -Xms1g -cp "$classpath" kafka.Kafka "$folder/theirs.properties" >"$folder/theirs.out" 2>&1 &
  theirs=$!
  until listening "$theirs_port"; do sleep 0.01; done
  theirs_start_ms=$(($(now_ms) - begun))
}

ours_port=$((20000 + RANDOM % 10000))
theirs_port=$((31000 + RANDOM % 1000))
start_ours
start_theirs
until ready "$ours_port" && ready "$theirs_port"; do sleep 0.2; done
sleep 1
echo "{\"figure\":\"start_ms\",\"ours\":$ours_start_ms,\"kafka\":$theirs_start_ms}"
echo "{\"figure\":\"idle_rss_mb\",\"ours\":$(rss_mb "$ours"),\"kafka\":$(rss_mb "$theirs")}"

