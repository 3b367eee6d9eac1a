#!/usr/bin/env bash
# Commits what has changed in environments/ to a branch of its own, and opens a pull request for it,
# or renews the one that is open.
#
#   propose.sh <branch> <title> <text>      with BASE and GH_TOKEN in the environment
set -euo pipefail
branch=$1 title=$2 text=$3

if git diff --quiet -- environments; then
  echo "$title: nothing to change"
  exit 0
fi
git checkout --quiet -B "$branch"
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "$title" -- environments
# The token stays in the environment: neither in the arguments nor in .git/config.
git -c credential.helper= -c credential.helper='!gh auth git-credential' push --quiet --force origin "HEAD:refs/heads/$branch"

body="$text

Pull requests by this workflow start no others, so \`check\` was started by hand; close and reopen this one to have \`diff\` comment on it."
number=$(gh pr list --head "$branch" --base "$BASE" --state open --json number --jq '.[0].number // empty')
if [ -n "$number" ]; then
  gh pr edit "$number" --title "$title" --body "$body"
else
  gh pr create --head "$branch" --base "$BASE" --title "$title" --body "$body"
fi
gh workflow run check.yml --ref "$branch"
