#!/usr/bin/env bash
# The plan role and the Region of $ENVIRONMENT from the repository's variables (JSON in $VARIABLES), as
# outputs of the step.
set -euo pipefail
upper=$(echo "$ENVIRONMENT" | tr '[:lower:]' '[:upper:]')
{
  echo "role=$(jq -r --arg name "AWS_PLAN_ROLE_$upper" '.[$name] // ""' <<< "$VARIABLES")"
  echo "region=$(jq -r --arg name "AWS_REGION_$upper" '.[$name] // "eu-west-1"' <<< "$VARIABLES")"
} >> "$GITHUB_OUTPUT"
