#!/usr/bin/env bash
# Summarizes the plans in plans/ into comment.md and the run's summary; output `loud` says whether a change is
# loud.
set -euo pipefail
texts=(); told=(); jsons=(); simulation=()
for text in plans/*.txt; do if [ -e "$text" ]; then texts+=(--text "$text"); fi; done
for json in plans/*.json; do
  if [ "$json" != plans/result.json ] && [ -e "$json" ]; then jsons+=("$json"); fi
done
while IFS=$'\t' read -r outcome stack why; do
  case "$outcome" in
    waiting) told+=(--skipped "$stack=$why") ;;
    failed) told+=(--failed "$stack=$why") ;;
    behind) told+=(--behind "$stack=$why") ;;
    undeclared)
      told+=(--undeclared "$stack=$why")
      echo "::warning::$stack is not in the configuration any more, but is in AWS: $why"
      ;;
  esac
done < <(jq -r '.stacks[] | [.outcome, .stack, ((.why // "") | gsub("\\s+"; " "))] | @tsv' plans/result.json)
# A changed rule set meets the same simulated players as the rule set before it.
npm run --silent plan-summary -- "${jsons[@]}" --rule-sets rule-sets > /dev/null
if [ -e rule-sets/before.json ]; then
  {
    echo '```'
    NO_COLOR=1 npm run --silent flexmatch -- simulate rule-sets/before.json --compare rule-sets/after.json
    echo '```'
  } > simulation.md
  simulation+=(--simulation simulation.md)
fi
loud=false
npm run --silent plan-summary -- "${jsons[@]}" --environment "$ENVIRONMENT" "${texts[@]}" "${told[@]}" \
  "${simulation[@]}" --out comment.md --fail-on-loud || {
  code=$?
  if [ "$code" -ne 3 ]; then exit "$code"; fi
  loud=true
}
echo "loud=$loud" >> "$GITHUB_OUTPUT"
cat comment.md >> "$GITHUB_STEP_SUMMARY"
