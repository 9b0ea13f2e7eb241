#!/usr/bin/env bash
# Fails where the plans in plans/ would change something of $ENVIRONMENT. $COMPARED says in words what was
# planned; of-main holds main's stacks where those were others (deployed-stacks.sh).
set -euo pipefail
differing=''
for stack in $(jq -r '.stacks[] | select(.outcome != "unchanged") | .stack' plans/result.json); do
  # Operators deploy these two themselves, also before the deploy that needs their rights: then they are as
  # main has them.
  if [[ "$stack" =~ -(state|delivery)$ && -d "of-main/stacks/$stack" ]]; then
    held=(); if [ -e "of-main/stacks/$stack/.terraform.lock.hcl" ]; then held+=(-lockfile=readonly); fi
    terraform -chdir="of-main/stacks/$stack" init -input=false -no-color "${held[@]}"
    code=0
    terraform -chdir="of-main/stacks/$stack" plan -input=false -no-color -lock=false -detailed-exitcode \
      || code=$?
    if [ "$code" -eq 0 ]; then
      echo "::notice::$stack is as main has it: an operator has deployed it already"
      continue
    fi
    if [ "$code" -ne 2 ]; then exit "$code"; fi
  fi
  differing+=" $stack"
done
if [ -n "$differing" ]; then
  echo "::error::$ENVIRONMENT differs from $COMPARED in:$differing." \
    "After a deploy by hand, run the workflow deploy, which notes its commit"
  exit 1
fi
