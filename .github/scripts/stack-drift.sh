#!/usr/bin/env bash
# Compares what is inside $ENVIRONMENT's CloudFormation stacks with their templates, which a plan does not.
# Fails where a resource differs.
set -euo pipefail
# A Region of a stack is that of its provider; the first one is the environment's own.
stacks=$(jq -r '
  .provider.aws as $providers
  | (.resource.aws_cloudformation_stack // {})[]
  | ((.provider // "") | ltrimstr("aws") | ltrimstr(".")) as $alias
  | [first($providers[] | select((.alias // "") == $alias)).region, .name]
  | @tsv' cdktf.out/stacks/"$ENVIRONMENT"-*/cdk.tf.json)
# As long as Terraform waits for the change of a stack (stacks/constructs/realtime-fleets.ts); one that lasts
# longer hangs.
change_seconds=$((3 * 60 * 60))
differs=false
while IFS=$'\t' read -r region stack; do
  if [ -z "$stack" ]; then continue; fi
  here=(--region "$region" --output json)
  if ! detection=$(aws cloudformation detect-stack-drift "${here[@]}" --stack-name "$stack" |
    jq -r .StackDriftDetectionId); then
    # CloudFormation compares no stack that it is changing, and tells it in the words of a wrong request.
    described=$(aws cloudformation describe-stacks "${here[@]}" --stack-name "$stack") || described='{}'
    IFS=$'\t' read -r state began seconds < <(jq -r '(.Stacks[0] // {})
      | ([.CreationTime, .LastUpdatedTime, .DeletionTime | values] | max) as $began
      | [.StackStatus // "in a state that cannot be read", $began // "an unknown time",
          ($began // "1970-01-01T00:00:00Z" | sub("([.][0-9]+)?([+]00:00|Z)$"; "Z") | fromdateiso8601)]
      | @tsv' <<< "$described")
    # A stack in review has no resources, and stays so until a person acts.
    if [[ "$state" == *_IN_PROGRESS && "$state" != REVIEW_* ]] &&
      [ "$seconds" -gt "$(($(date +%s) - change_seconds))" ]; then
      echo "::warning::$stack is $state: a deploy changes it, or is taken back. It is not compared tonight"
    else
      echo "::error::$stack is $state, by a change that began at $began, and cannot be compared:" \
        "see the lines before, and docs/operating.md for a stack that was taken back"
      differs=true
    fi
    continue
  fi
  status=DETECTION_IN_PROGRESS
  for _ in $(seq 60); do
    answer=$(aws cloudformation describe-stack-drift-detection-status "${here[@]}" \
      --stack-drift-detection-id "$detection")
    status=$(jq -r .DetectionStatus <<< "$answer")
    if [ "$status" != DETECTION_IN_PROGRESS ]; then break; fi
    sleep 5
  done
  if [ "$status" != DETECTION_COMPLETE ]; then
    reason=$(jq -r '.DetectionStatusReason // ""' <<< "$answer")
    echo "::error::$stack: its resources were not all compared: $status $reason"
    differs=true
  fi
  drifts='[]'
  next=()
  while true; do
    page=$(aws cloudformation describe-stack-resource-drifts "${here[@]}" --stack-name "$stack" \
      --max-results 100 "${next[@]}")
    drifts=$(jq -c --argjson before "$drifts" '$before + .StackResourceDrifts' <<< "$page")
    token=$(jq -r '.NextToken // ""' <<< "$page")
    if [ -z "$token" ]; then break; fi
    next=(--next-token "$token")
  done
  # The answer leaves out resources of types that CloudFormation cannot compare.
  aws cloudformation describe-stack-resources "${here[@]}" --stack-name "$stack" |
    jq -r --arg stack "$stack" --argjson drifts "$drifts" '.StackResources[]
      | select(.LogicalResourceId as $id
          | any($drifts[]; .LogicalResourceId == $id and .StackResourceDriftStatus != "NOT_CHECKED") | not)
      | "::warning::\($stack) \(.LogicalResourceId): CloudFormation cannot compare \(.ResourceType)"'
  # Autoscaling sets the desired machines: between minimum and maximum every number is right.
  lines=$(jq -r --arg stack "$stack" '.[]
    | select(.StackResourceDriftStatus == "MODIFIED" or .StackResourceDriftStatus == "DELETED")
    | [(.PropertyDifferences // [])[]
        | select(.PropertyPath | test("^/Locations/[0-9]+/LocationCapacity/DesiredEC2Instances$") | not)
        | "\(.PropertyPath) is \(.ActualValue) instead of \(.ExpectedValue)"] as $differences
    | select(.StackResourceDriftStatus == "DELETED" or ($differences | length) > 0)
    | (if .StackResourceDriftStatus == "DELETED" then "it was deleted" else ($differences | join("; ")) end)
      as $how
    | "::error::\($stack) \(.LogicalResourceId): \($how)"' <<< "$drifts")
  if [ -n "$lines" ]; then
    echo "$lines"
    differs=true
  fi
done <<< "$stacks"
if [ "$differs" = true ]; then exit 1; fi
