#!/usr/bin/env bash
# Whether a deploy of $ENVIRONMENT is at work, or was since an earlier call, whose output `deployed` is in
# $BEFORE: AWS is then between two commits. Outputs of the step: `deploying`, what tells of the deploy (empty
# where nothing does), and `deployed`, the time at which CI began the last one. `left` has the states whose
# lock is too old for any deploy: Terraform was killed, and what it was making may be in AWS by half.
set -euo pipefail
# Each sign of a deploy counts for a time only, since jobs of other branches can write it, and a killed
# Terraform leaves its lock for ever. A lock covers one stack, whose slowest part, a new fleet, takes up to 70
# minutes. A slower deploy of CI is shown by its job.
lock_seconds=$((2 * 60 * 60))
# The time limit of the job `apply` in deploy-environment.yml.
job_seconds=$((200 * 60))
# Between two rounds of a run the environment is between two commits, also while the second one waits for its
# reviewers. One night of that is quiet; GitHub itself lets a job wait for a month.
round_seconds=$((24 * 60 * 60))
now=$(date +%s)
states="cdktf.out/stacks/$ENVIRONMENT-data/cdk.tf.json"
read -r bucket region < <(jq -r '.terraform.backend.s3 | "\(.bucket) \(.region)"' "$states")
objects=$(aws s3api list-objects-v2 --region "$region" --bucket "$bucket" --output json)
deployed=$(jq -r 'first(.Contents[]? | select(.Key == "deployed-commit") | .LastModified) // "never"' \
  <<< "$objects")
# A deploy by hand has locks only; one of CI has none between two stacks.
locks=$(jq -c --argjson since "$((now - lock_seconds))" '[.Contents[]?
  | select(.Key | endswith(".tfstate.tflock"))
  | (.LastModified | sub("([.][0-9]+)?([+]00:00|Z)$"; "Z") | fromdateiso8601) as $at
  | {part: (.Key | rtrimstr(".tfstate.tflock")), at: .LastModified, young: ($at > $since)}]' <<< "$objects")
held=$(jq -r '[.[] | select(.young).part] | join(", ")' <<< "$locks")
left=$(jq -r '[.[] | select(.young | not).part] | join(", ")' <<< "$locks")
# A run whose jobs all wait for reviewers is `waiting`, and one whose next job has no machine yet `requested`,
# `queued` or `pending`.
actions="repos/$GITHUB_REPOSITORY/actions"
runs=''
for status in in_progress waiting requested queued pending; do
  runs+=$(gh api "$actions/workflows/deploy.yml/runs?status=$status" --jq '.workflow_runs[].id')$'\n'
done
working="select(
  (.status == \"in_progress\"
    and (.started_at // .created_at | fromdateiso8601) > $((now - job_seconds)))
  or ((.name | startswith(\"$ENVIRONMENT-rest / \"))
    and (.status != \"completed\" and .status != \"in_progress\")
    and (.created_at | fromdateiso8601) > $((now - round_seconds))))"
jobs=''
for run in $(sort -u <<< "$runs"); do
  jobs+=$(gh api "$actions/runs/$run/jobs?per_page=100" --jq ".jobs[] | $working | .name")$'\n'
done
deploying=''
if [ -n "$held" ]; then deploying="the state of $held is locked"; fi
if grep -qE "^$ENVIRONMENT-rest / " <<< "$jobs"; then
  deploying="a run of deploy.yml is between its two rounds"
fi
if grep -qE "^$ENVIRONMENT / apply$" <<< "$jobs"; then deploying="a run of deploy.yml applies its plan"; fi
if [ -n "${BEFORE:-}" ] && [ "$BEFORE" != "$deployed" ]; then deploying="a deploy began at $deployed"; fi
if [ -n "$deploying" ]; then
  echo "::warning::$ENVIRONMENT is not compared: $deploying." \
    "The next night compares it, or a run of this workflow by hand"
fi
if [ -z "${BEFORE:-}" ]; then
  jq -r --arg environment "$ENVIRONMENT" '.[] | select(.young | not)
    | "::error::\($environment): the state of \(.part) has been locked since \(.at), "
      + "longer than any deploy takes: a Terraform that was killed left the lock, "
      + "and the environment may be half deployed. "
      + "Take the lock away, and deploy again (docs/operating.md, A state that stays locked)"' <<< "$locks"
fi
{
  echo "deploying=$deploying"
  echo "deployed=$deployed"
  echo "left=$left"
} >> "$GITHUB_OUTPUT"
