#!/usr/bin/env bash
# Pushes a commit to a branch of its own, and opens a pull request for it, or renews the one that is open.
#
#   pull-request.sh <commit> <branch> <title> <body>      with BASE, GH_TOKEN and GITHUB_REPOSITORY in the environment
set -euo pipefail
commit=$1 branch=$2 title=$3 body=$4

# The token stays in the environment: neither in the arguments nor in .git/config.
git -c credential.helper= -c credential.helper='!gh auth git-credential' push --quiet --force origin "$commit:refs/heads/$branch"

number=$(gh pr list --head "$branch" --base "$BASE" --state open --json number --jq '.[0].number // empty')
if [ -n "$number" ]; then
  # `gh pr edit` asks for teams as well, which the token may not see: https://github.com/cli/cli/issues/14317
  gh api -X PATCH "repos/$GITHUB_REPOSITORY/pulls/$number" -f title="$title" -f body="$body" --silent
else
  gh pr create --head "$branch" --base "$BASE" --title "$title" --body "$body"
fi
