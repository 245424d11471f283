# Sourced: runs the parts of a check, each timed; all run even where one fails, and the failed ones are named at the end.
# shellcheck shell=bash
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

PARTS=$PWD/build/parts
rm -rf "$PARTS"
mkdir -p "$PARTS"

verdict() { if [ "$1" = 0 ]; then say ok; else say FAILED; fi; }

# _run NAME COMMAND…: output to a log; the seconds and the exit status beside it.
_run() {
  local name=$1 begun=$SECONDS status=0
  shift
  "$@" >"$PARTS/$name.log" 2>&1 </dev/null || status=$?
  printf '%s %s\n' "$status" "$((SECONDS - begun))" >"$PARTS/$name.end"
  if [ "$status" != 0 ]; then cat "$PARTS/$name.log"; fi
  printf '%-20s %-6s %4d s\n' "$name" "$(verdict "$status")" "$((SECONDS - begun))"
}

# part NAME COMMAND…: runs it now, showing its output.
part() {
  local name=$1 begun=$SECONDS status=0
  shift
  say "── $name"
  "$@" </dev/null || status=$?
  printf '%s %s\n' "$status" "$((SECONDS - begun))" >"$PARTS/$name.end"
}

# beside NAME COMMAND…: runs it in the background, at most two at a time; output only where it fails.
beside() {
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
  _run "$@" &
}

# finish: the table of all parts; fails where one failed.
finish() {
  wait
  local failed=() end status seconds name
  say ""
  for end in "$PARTS"/*.end; do
    read -r status seconds <"$end"
    name=$(basename "$end" .end)
    printf '%-20s %-6s %4d s\n' "$name" "$(verdict "$status")" "$seconds"
    [ "$status" = 0 ] || failed+=("$name")
  done
  printf '%-20s        %4d s\n' "everything" "$SECONDS"
  if [ ${#failed[@]} != 0 ]; then
    say "Failed: ${failed[*]}" >&2
    return 1
  fi
}
