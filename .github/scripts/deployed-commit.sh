#!/usr/bin/env bash
# Keeps older code from being put over newer: an object beside the states of $ENVIRONMENT names the commit
# that was deployed last.
# - `deployed-commit.sh check` fails unless that commit is this one ($GITHUB_SHA) or an ancestor of it.
# - `deployed-commit.sh record` does the same, and then names this commit. It runs before the first change, so
#   that a run that ends halfway counts.
#
# A commit that $REPLACES names is replaced all the same. Needs the history of the branch (fetch-depth: 0).
set -euo pipefail
states="cdktf.out/stacks/$ENVIRONMENT-data/cdk.tf.json"
read -r bucket region < <(jq -r '.terraform.backend.s3 | "\(.bucket) \(.region)"' "$states")
object=(--region "$region" --bucket "$bucket" --key deployed-commit)
scratch=$(mktemp -d)
denied="Where access was denied, an operator deploys $ENVIRONMENT-delivery (docs/deploying.md)"
trap 'rm -rf "$scratch"' EXIT

condition=(--if-none-match '*')
if answer=$(aws s3api get-object "${object[@]}" --output json "$scratch/commit" 2> "$scratch/why"); then
  condition=(--if-match "$(jq -r .ETag <<< "$answer")")
  deployed=$(cat "$scratch/commit")
  if ! [[ "$deployed" =~ ^[0-9a-f]{40}$ ]]; then
    echo "::error::$ENVIRONMENT: s3://$bucket/deployed-commit is not the name of a commit:" \
      "delete it, and run the workflow again"
    exit 1
  fi
  if ! git merge-base --is-ancestor "$deployed" "$GITHUB_SHA" 2> "$scratch/why"; then
    told="$ENVIRONMENT runs commit $deployed, which is not in the history of this run's commit $GITHUB_SHA"
    # By its name, so that a run which is run again, or its second round, does not replace a later one too.
    if [[ " ${REPLACES:-} " != *" $deployed "* ]]; then
      echo "::error::$told: its code would be put back. Nothing was changed. Run the workflow on main;" \
        "to deploy this commit all the same, start it with replaces: $deployed"
      exit 1
    fi
    echo "::warning::$told; replaced, as this run was told to"
  fi
elif ! grep -q NoSuchKey "$scratch/why"; then
  cat "$scratch/why" >&2
  echo "::error::$ENVIRONMENT: the commit that was deployed last cannot be read. $denied"
  exit 1
fi

if [ "$1" = record ]; then
  printf %s "$GITHUB_SHA" > "$scratch/commit"
  # Refused when another run has named its commit in the meantime.
  if ! aws s3api put-object "${object[@]}" --body "$scratch/commit" --content-type text/plain \
    "${condition[@]}" --output json > "$scratch/answer"; then
    echo "::error::$ENVIRONMENT: this run's commit could not be written beside the states," \
      "so nothing was changed: run the workflow again. $denied"
    exit 1
  fi
fi
