# Cancels earlier runs that still wait for a reviewer of $ENVIRONMENT: their plans cannot be
# applied any more, and as long as they wait no later one comes to its turn.
runs="repos/$GITHUB_REPOSITORY/actions/runs"
# One that waits for an environment while another one of it goes on may be either.
for of in {deliver,rollback}.yml\ {waiting,in_progress}; do
  gh run list --repo "$GITHUB_REPOSITORY" --workflow "${of% *}" --status "${of#* }" --limit 100 \
    --json databaseId --jq ".[].databaseId | select(. < $GITHUB_RUN_ID)"
done | sort -un | while read -r run; do
  # Only those that wait for this environment, whose plan is superseded now.
  waits=$(gh api "$runs/$run/pending_deployments" \
    --jq "any(.[]; .environment.name == \"$ENVIRONMENT\")")
  if [ "$waits" != true ]; then continue; fi
  # A rollback that has yet to stop a deployment has no plan so far.
  stops=$(gh api "$runs/$run/jobs?per_page=100" \
    --jq 'any(.jobs[]; .name == "stop" and .status == "waiting")')
  if [ "$stops" = true ]; then continue; fi
  # A cancel is of the whole run, and an apply that is cut off leaves half of it, and a lock.
  applying=$(gh api --paginate "$runs/$run/jobs?per_page=100" \
    --jq '.jobs[] | select(.status == "in_progress" and (.name | test("(^|/ )(apply|wave-[0-9]+ .*)$"))) | .name')
  if [ -n "$applying" ]; then
    echo "::warning::Run $run waits for a reviewer of $ENVIRONMENT, and was left alone as it has ${applying//$'\n'/, } in progress. Reject it there: its plan of $ENVIRONMENT cannot be applied any more, and this run's apply waits for it."
    continue
  fi
  echo "::notice::Run $run waited for a reviewer of $ENVIRONMENT; this one takes its place."
  # It may have ended by itself just now.
  gh run cancel "$run" --repo "$GITHUB_REPOSITORY" || [ "$(gh api "$runs/$run" --jq .status)" = completed ]
done
