# shellcheck shell=bash
# To be sourced by a step.
#
#   heed <command...>       runs a command that is told when the run is cancelled; its exit code
#
# On a cancel the runner sends SIGINT to bash alone, after 7.5 seconds SIGTERM, and 2.5 seconds later
# it kills all (https://docs.github.com/actions/reference/workflows-and-actions/workflow-cancellation).
# Bash would wait for a command in the foreground without passing anything on, so Terraform would not
# hear of it, and its lock would stay.
heed() {
  "$@" &
  heeded=$! signals=0
  trap pass_on INT TERM
  local seen="" code
  # A signal ends the wait, not the command.
  until [ "$seen" = "$signals" ]; do
    seen=$signals code=0
    wait "$heeded" || code=$?
  done
  trap - INT TERM
  return "$code"
}

# The first one only: at the second our commands end at once, and leave the lock.
pass_on() {
  signals=$((signals + 1))
  if [ "$signals" -eq 1 ]; then kill -INT "$heeded" 2> /dev/null || true; fi
}
