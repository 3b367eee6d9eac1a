import { knownNamesFolder } from "../core/known-names";

/** Below a checkout, the file by which it is known as one. */
export const BIN = "packages/cli/bin/groundwork.js";

export const NO_CHECKOUT = "groundwork: no checkout of groundwork here or above";

/** Characters of names, and no others: shells expand what they complete with. */
const NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

/** For bash and zsh: the nearest checkout, its command, and names that its commands have met. */
export const FUNCTIONS = `__groundwork_root() {
  local dir=$PWD
  while [ ! -f "$dir/${BIN}" ]; do
    [ -n "$dir" ] || return 1
    dir=\${dir%/*}
  done
  printf '%s\\n' "$dir"
}
groundwork() {
  local root
  root=$(__groundwork_root) || { echo "${NO_CHECKOUT} $PWD" >&2; return 1; }
  command node "$root/${BIN}" "$@"
}
__groundwork_names() {
  local root
  root=$(__groundwork_root) || return 0
  command grep -Ex '${NAME}' "$root/${knownNamesFolder}/$1" 2>/dev/null
}`;

/** The same for fish. */
export const FISH_FUNCTIONS = `function __groundwork_root
    set -l dir $PWD
    while not test -f "$dir/${BIN}"
        test -n "$dir"; or return 1
        set dir (string replace -r '/[^/]*$' '' -- $dir)
    end
    printf '%s\\n' "$dir"
end
function groundwork
    set -l root (__groundwork_root); or begin
        echo "${NO_CHECKOUT} $PWD" >&2
        return 1
    end
    command node "$root/${BIN}" $argv
end
function __groundwork_names
    set -l root (__groundwork_root); or return 0
    command grep -Ex '${NAME}' "$root/${knownNamesFolder}/$argv[1]" 2>/dev/null
end`;
