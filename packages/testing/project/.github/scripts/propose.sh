#!/usr/bin/env bash
# Commits what has changed in environments/ to a branch of its own, and opens a pull request for it,
# or renews the one that is open.
#
#   propose.sh <branch> <title> <text>      with BASE, GH_TOKEN and GITHUB_REPOSITORY in the environment
set -euo pipefail
branch=$1 title=$2 text=$3

if git diff --quiet -- environments; then
  echo "$title: nothing to change"
  exit 0
fi
git checkout --quiet -B "$branch"
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "$title" -- environments

body="$text

A workflow opened this, so \`check\` and \`diff\` wait until somebody who may write presses \"Approve workflows to run\"; where there is no such button, close and reopen it."
bash "$(dirname "$0")/pull-request.sh" HEAD "$branch" "$title" "$body"
