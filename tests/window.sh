#!/usr/bin/env bash
# The real program in a real window: starts it under Xvfb, types keys, saves, reads the project file, and kills it at random moments.
# usage: tests/window.sh PATH/TO/dateline [KILLS]
set -euo pipefail
program=$(realpath "$1")
kills=${2:-30}
work=$(mktemp -d)
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state XDG_DATA_HOME=$work/data XDG_RUNTIME_DIR=$work
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS || true
display=:$((90 + RANDOM % 400))
Xvfb "$display" -screen 0 1280x800x24 +extension GLX -noreset >/dev/null 2>&1 &
xvfb=$!
app=
cleanup() { [ -n "$app" ] && kill -9 "$app" 2>/dev/null; kill "$xvfb" 2>/dev/null; rm -rf "$work"; true; }
trap cleanup EXIT
fail() { echo "FAILED: $1"; [ -s "$work/log" ] && tail -20 "$work/log"; exit 1; }

# Without a display there is an answer, not a crash.
env -u DISPLAY "$program" >"$work/no-display" 2>&1 || fail "without a display the program must exit 0"
grep -qi "display" "$work/no-display" || fail "without a display the program must say so"

# Neither is a library that is missing or broken: an empty file in its place is what a half-installed system has.
broken() {
  mkdir -p "$work/broken"
  for library in "$@"; do : >"$work/broken/$library"; done
  timeout 30 env DISPLAY="$display" LD_LIBRARY_PATH="$work/broken" "$program" >"$work/broken-log" 2>&1 || fail "with $1 broken the program must exit 0"
  grep -qi "panicked" "$work/broken-log" && fail "a panic with $1 broken"
  grep -q "dateline annotate" "$work/broken-log" || fail "with $1 broken the program must name what works without a window"
  rm -r "$work/broken"
}
broken libxkbcommon-x11.so.0
broken libX11-xcb.so.1
# One way to OpenGL is enough, so all are broken.
broken libGL.so.1 libEGL.so.1 libGLX.so.0 libGL.so libEGL.so

export DISPLAY=$display
for _ in $(seq 50); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.1; done

mkdir "$work/config/dateline" -p
printf '(annotator: "ana", tour_seen: true)' >"$work/config/dateline/settings.ron"
{
  printf 'Minister visits Norway\n\n'
  for city in Oslo Paris Rome Madrid Vienna Warsaw Athens Lisbon Dublin Prague Budapest Helsinki Copenhagen Stockholm Brussels Tokyo Nairobi Lima Ottawa Dakar Quito; do
    printf 'Foreign minister Elena Petrova arrived in %s on Tuesday. Petrova said France and Sweden had agreed to meet in %s again.\n\n' "$city" "$city"
  done
} >"$work/article.txt"

start() {
  RUST_LOG=dateline=debug "$program" "$1" >"$work/log" 2>&1 &
  app=$!
  for _ in $(seq 150); do
    window=$(xdotool search --onlyvisible --name Dateline 2>/dev/null | head -1 || true)
    [ -n "$window" ] && break
    kill -0 "$app" 2>/dev/null || fail "the program ended while starting"
    sleep 0.1
  done
  [ -n "$window" ] || fail "no window came up"
  xdotool windowfocus --sync "$window" || true
  sleep 1.5
}
keys() { for key in "$@"; do xdotool key --delay 30 "$key"; sleep 0.15; done; }

echo "open, accept, save"
start "$work/article.txt"
keys Tab Return Return x
keys ctrl+shift+s
sleep 0.5
keys ctrl+a
xdotool type --delay 10 "$work/project.ron"
keys Return
for _ in $(seq 100); do [ -s "$work/project.ron" ] && break; sleep 0.1; done
[ -s "$work/project.ron" ] || fail "the project was not saved"
keys ctrl+q
for _ in $(seq 100); do kill -0 "$app" 2>/dev/null || break; sleep 0.1; done
kill -0 "$app" 2>/dev/null && fail "the program did not quit"
app=
"$program" export "$work/project.ron" --format jsonl -o "$work/saved.jsonl" 2>/dev/null || fail "the saved project cannot be exported"
grep -q '"status":"accepted"\|"status": "accepted"' "$work/saved.jsonl" || fail "what was accepted is not in the project file"
decided() { "$program" export "$work/project.ron" --format jsonl -o "$work/now.jsonl" 2>/dev/null; grep -o '"status": \?"[a-z]*"' "$work/now.jsonl" | wc -l; }
before=$(decided)

# In each round one decision is made a second before the kill and must be there afterwards; then the program dies while keys are still coming in.
echo "kill $kills times while working"
for round in $(seq "$kills"); do
  start "$work/project.ron"
  keys Tab Return
  sleep 1.2
  case $((round % 3)) in
    0) (for _ in 1 2 3 4; do xdotool key --delay 20 Tab; xdotool key --delay 20 Return; done) & typing=$! ;;
    1) (for _ in 1 2 3 4; do xdotool key --delay 20 Tab; xdotool key --delay 20 x; done) & typing=$! ;;
    2) keys n; xdotool type --delay 20 "half a note"; sleep 1.2; (xdotool type --delay 20 " and more words") & typing=$! ;;
  esac
  sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
  kill -9 "$app" 2>/dev/null || true
  wait "$app" 2>/dev/null || true
  wait "$typing" 2>/dev/null || true
  app=
  if [ $((round % 3)) = 2 ]; then
    grep -q "half a note" "$work/config/dateline/half-typed-note.txt" || fail "the half-typed note of round $round is lost"
    rm "$work/config/dateline/half-typed-note.txt"
  fi
  # The file is whole, and the next start finds what the journal holds.
  "$program" check "$work/project.ron" >"$work/check" 2>&1 || [ $? -eq 1 ] || { cat "$work/check"; fail "the project file cannot be read after round $round"; }
  grep -qi "panicked" "$work/log" && fail "a panic in round $round"
done
start "$work/project.ron"
grep -qi "panicked" "$work/log" && fail "a panic"
keys ctrl+s
sleep 1.5
keys ctrl+q
for _ in $(seq 100); do kill -0 "$app" 2>/dev/null || break; sleep 0.1; done
app=
after=$(decided)
echo "decisions and labels before the kills: $before, after them: $after"
[ "$after" -ge "$((before + kills))" ] || fail "what was done between the kills is lost"
echo "1 passed, 0 failed"
