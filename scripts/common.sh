# Sourced by the scripts beside it: strict shell, the checkout as working folder, a few words to print with.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

VENV=$PWD/.venv
export VIRTUAL_ENV=$VENV
# Data of a checkout stays in the checkout; an installed product uses ~/tongxin.
export TONGXIN_HOME=${TONGXIN_HOME:-$PWD/var}

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# timed NAME COMMAND…: runs it and prints how long it took.
timed() {
  local name=$1 begun=$SECONDS
  shift
  "$@"
  printf '%-24s %4d s\n' "$name" "$((SECONDS - begun))"
}

# Where Debian's Node is older than the build wants, scripts/system puts a newer one here.
use_own_node() {
  local bin
  for bin in "$PWD"/scripts/node/node_modules/node-linux-*/bin; do
    if [ -x "$bin/node" ]; then PATH=$bin:$PATH; fi
  done
}
use_own_node

# python_command: the newest interpreter that the locks are made for, 3.11 preferred; Debian's own before others.
python_command() {
  local candidate
  for candidate in /usr/bin/python3.11 python3.11 python3.12 python3.13 python3.14; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      say "$candidate"
      return
    fi
  done
  return 1
}
