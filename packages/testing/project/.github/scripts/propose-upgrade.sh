#!/usr/bin/env bash
# Opens a pull request for an upgrade that another job has made, or renews the one that is open. Nothing
# of the branch is checked out or run here.
#
#   propose-upgrade.sh <bundle> <branch>      with BASE, GH_TOKEN and GITHUB_REPOSITORY in the environment
set -euo pipefail
bundle=$1 branch=$2

if [[ ! $branch =~ ^upgrade/v[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "branch: got $branch, expected one such as upgrade/v1.2.3" >&2
  exit 1
fi
git fetch --quiet --no-tags "$bundle" "refs/heads/$branch"
commit=$(git rev-parse FETCH_HEAD)
if [ "$(git rev-parse "$commit^@")" != "$(git rev-parse HEAD)" ]; then
  echo "$branch: got another history, expected one commit on $BASE" >&2
  exit 1
fi
title=$(git log -1 --format=%s "$commit")
text=$(git log -1 --format=%b "$commit")
body="\`\`\`
$text
\`\`\`

Look at what changes outside of \`packages/\`. What upstream says of it: \`packages/CHANGELOG.md\`."
bash "$(dirname "$0")/pull-request.sh" "$commit" "$branch" "$title" "$body"
