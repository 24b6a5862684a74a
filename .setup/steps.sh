# Shared by the set-up scripts: long steps say what they do and how long they have taken.

# step LABEL COMMAND...: runs the command; every five seconds prints the time and its last line of output.
# A failing command's whole output is shown, and the script ends with its exit code.
step() {
  local label=$1 started=$SECONDS said=0 log pid status=0
  shift
  log=$(mktemp)
  printf '· %s\n' "$label"
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - started >= said + 5)); then
      said=$((SECONDS - started))
      printf '  %3d 秒  %s\n' "$said" "$(tail -n 1 "$log" | tr '\r' '\n' | tail -n 1 | cut -c 1-80)"
    fi
  done
  wait "$pid" || status=$?
  if ((status)); then
    cat "$log" >&2
    printf '✗ %s：未完成（退出码 %d），原因见上。\n' "$label" "$status" >&2
    rm -f "$log"
    exit "$status"
  fi
  rm -f "$log"
  printf '✓ %s（%d 秒）\n' "$label" "$((SECONDS - started))"
}
