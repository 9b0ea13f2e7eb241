#!/usr/bin/env bash
# Whether a deploy of $ENVIRONMENT is at work, or was since an earlier call, whose output `deployed` is in $BEFORE: AWS is then between two commits.
# Outputs of the step: `deploying`, what tells of the deploy (empty where nothing does), and `deployed`, the time at which CI began the last one.
set -euo pipefail
read -r bucket region < <(jq -r '.terraform.backend.s3 | "\(.bucket) \(.region)"' "cdktf.out/stacks/$ENVIRONMENT-data/cdk.tf.json")
objects=$(aws s3api list-objects-v2 --region "$region" --bucket "$bucket" --output json)
deployed=$(jq -r 'first(.Contents[]? | select(.Key == "deployed-commit") | .LastModified) // "never"' <<< "$objects")
# A deploy by hand has locks only; one of CI has none between two stacks.
locks=$(jq -r '[.Contents[]?.Key | select(endswith(".tfstate.tflock")) | rtrimstr(".tfstate.tflock")] | join(", ")' <<< "$objects")
runs=$(gh api "repos/$GITHUB_REPOSITORY/actions/workflows/deploy.yml/runs?status=in_progress" --jq '.workflow_runs[].id')
jobs=''
for run in $runs; do
  jobs+=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$run/jobs?per_page=100" --jq '.jobs[] | select(.status == "in_progress") | .name')$'\n'
done
deploying=''
if [ -n "$locks" ]; then deploying="the state of $locks is locked"; fi
if grep -qE "^$ENVIRONMENT(-[a-z-]+)? / apply$" <<< "$jobs"; then deploying="a run of deploy.yml applies its plan"; fi
if [ -n "${BEFORE:-}" ] && [ "$BEFORE" != "$deployed" ]; then deploying="a deploy began at $deployed"; fi
if [ -n "$deploying" ]; then
  echo "::warning::$ENVIRONMENT is not compared with main: $deploying. The next night compares it, or a run of this workflow by hand"
fi
{
  echo "deploying=$deploying"
  echo "deployed=$deployed"
} >> "$GITHUB_OUTPUT"
