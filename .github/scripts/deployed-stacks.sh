#!/usr/bin/env bash
# Puts the stacks of the commit that CI deployed last to $ENVIRONMENT in the place of main's (cdktf.out). An
# environment whose deploy waits for reviewers, or is started by hand, is not what main says. Main's stacks
# are kept in of-main. Needs the history of main (fetch-depth: 0). Output `compared` of the step: what
# cdktf.out holds now, in words; `commit`: its commit, empty for main.
set -euo pipefail
states="cdktf.out/stacks/$ENVIRONMENT-data/cdk.tf.json"
read -r bucket region < <(jq -r '.terraform.backend.s3 | "\(.bucket) \(.region)"' "$states")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"; git worktree prune' EXIT
main=$(git rev-parse HEAD)

compared=main
commit=''
warning=''
object=(--region "$region" --bucket "$bucket" --key deployed-commit)
if ! aws s3api get-object "${object[@]}" --output json "$scratch/commit" \
  > "$scratch/answer" 2> "$scratch/why"; then
  if ! grep -q NoSuchKey "$scratch/why"; then
    cat "$scratch/why" >&2
    echo "::error::$ENVIRONMENT: the commit that was deployed last cannot be read." \
      "Where access was denied, an operator deploys $ENVIRONMENT-delivery (docs/deploying.md)"
    exit 1
  fi
  warning="which commit was deployed is unknown: CI has deployed none"
else
  deployed=$(cat "$scratch/commit")
  # Deploy roles can write the object, and the code of the commit is run here: so only a commit of main.
  if ! [[ "$deployed" =~ ^[0-9a-f]{40}$ ]]; then
    warning="which commit was deployed is unknown: s3://$bucket/deployed-commit is not the name of a commit"
  elif ! git merge-base --is-ancestor "$deployed" "$main" 2> "$scratch/why"; then
    warning="commit $deployed was deployed, which is not in the history of main"
  elif [ "$deployed" != "$main" ]; then
    git worktree add --quiet --detach "$scratch/deployed" "$deployed"
    for step in ci 'run build' 'run synth'; do
      # Synth needs no rights in AWS. The words of a step are two arguments.
      # shellcheck disable=SC2086
      if ! (
        cd "$scratch/deployed" &&
          unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN && npm $step
      ); then
        echo "::error::$ENVIRONMENT is not compared: npm $step fails in commit $deployed," \
          "which CI deployed last (the lines before say why)." \
          "Where a registry did not answer, run the workflow again." \
          "Where a package is gone, or the Node of the workflow is too new for that commit, deploy main:" \
          "it is compared from then on (docs/operating.md, A red drift job)"
        exit 1
      fi
    done
    if [ -d "$scratch/deployed/cdktf.out/stacks/$ENVIRONMENT-data" ]; then
      mv cdktf.out of-main
      mv "$scratch/deployed/cdktf.out" cdktf.out
      commit=$deployed
      compared="commit $deployed, which CI deployed last"
      further=$(git rev-list --count "$deployed..$main")
      echo "::notice::$ENVIRONMENT is compared with $compared." \
        "Main is $further commits further: they wait for their deploy"
    else
      warning="commit $deployed was deployed, which has no stacks of it"
    fi
  fi
fi
if [ -n "$warning" ]; then echo "::warning::$ENVIRONMENT is compared with main: $warning"; fi
{
  echo "compared=$compared"
  echo "commit=$commit"
} >> "$GITHUB_OUTPUT"
