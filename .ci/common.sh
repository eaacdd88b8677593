# What ./run and ./test share: say what is done, install what is missing, build. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ -t 1 ]; then bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'; else bold='' red='' plain=''; fi
started_at=$SECONDS
say() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }
die() { printf '%sfaultline: %s%s\n' "$red" "$*" "$plain" >&2; exit 1; }

logs=build/logs
mkdir -p "$logs"

# quietly NAME COMMAND…: runs it with its output in a log, and shows the log's end if it fails.
quietly() {
  local name=$1; shift
  if ! "$@" >"$logs/$name.txt" 2>&1; then
    tail -n 40 "$logs/$name.txt" >&2
    die "$name failed; the whole output is in $logs/$name.txt"
  fi
}

build_packages=(g++-12 cmake ninja-build mold ccache git libboost1.81-dev libyaml-cpp-dev nlohmann-json3-dev
  libfmt-dev libspdlog-dev libcli11-dev zlib1g-dev liblz4-dev libzstd-dev libsnappy-dev)
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev)

# need PACKAGE…: installs those that are missing, with sudo where we are not root.
need() {
  local missing=() package sudo=''
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "these packages are missing and there is no apt-get here: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "these packages are missing; install them as root: apt-get install ${missing[*]}"
    sudo=sudo
  fi
  say "Installing ${#missing[@]} packages: ${missing[*]}"
  if ! $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" \
      >"$logs/apt.txt" 2>&1; then
    quietly apt-update $sudo apt-get update
    quietly apt $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
  fi
}

# build PRESET TARGET…: configures if needed and builds, with ninja's progress on a terminal.
build() {
  local preset=$1; shift
  [ -f "build/$preset/build.ninja" ] || quietly "configure-$preset" cmake --preset "$preset"
  local begun=$SECONDS
  if [ -t 1 ]; then
    ninja -C "build/$preset" "$@" || die "the build of $preset failed"
  else
    quietly "build-$preset" ninja -C "build/$preset" "$@"
  fi
  [ $((SECONDS - begun)) -lt 3 ] || say "Built $preset in $((SECONDS - begun)) s"
}
