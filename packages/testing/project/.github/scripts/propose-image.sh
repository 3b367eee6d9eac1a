#!/usr/bin/env bash
# Proposes an image that was pushed to dev, as a pull request.
#
#   propose-image.sh <file>   as the step Push wrote it; BASE, GITHUB_SHA, GH_TOKEN in the environment
set -euo pipefail
service=$(jq -er .service "$1")
tag=$(jq -er .tag "$1")
digest=$(jq -er .digest "$1")

# A build that took longer than that of a newer commit must not take its place.
newer=$(git diff --name-only "$GITHUB_SHA" "origin/$BASE" -- "services/$service")
if [ -n "$newer" ]; then
  echo "::notice::$service: $BASE has changed services/$service since $GITHUB_SHA; its own run proposes it"
  exit 0
fi
git checkout --quiet --force --detach "origin/$BASE"
node packages/cli/bin/groundwork.js github set-image --environment dev --service "$service" --tag "$tag" --digest "$digest"
npx oxfmt environments/dev.ts
run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
bash .github/scripts/propose.sh "image/dev/$service" "dev: $service $tag" \
  "Pushed by [this run]($run). Merged, dev runs \`$digest\`."
