import { first, same } from './comparison';
import { changeKindOf, type PlannedChange, unknownUntilApply } from './plan';

/** The value that a resource will have; undefined where it is known only after the apply. */
export const valueOf = ({ change }: PlannedChange, name: string): unknown => change.after?.[name];

/**
 * The callers that a new resource gives the functions and names of a stack that is there. Routes and
 * authorizers are compared by themselves (watched-access.ts).
 */
export function callerDangers(one: PlannedChange, there: readonly PlannedChange[]): readonly string[] {
  switch (one.type) {
    case 'aws_apigatewayv2_api':
      return ['a further API takes calls: compare its routes, their authorizers and their functions'];
    case 'aws_apigatewayv2_api_mapping':
      return mappingDangers(one, there);
    case 'aws_cloudwatch_event_rule': {
      const events = valueOf(one, 'event_pattern') ?? valueOf(one, 'schedule_expression');
      return [`a further rule passes events on: ${String(events ?? 'those known only after the apply')}`];
    }
    case 'aws_cloudwatch_event_target':
      return isThere(one, 'arn')
        ? [`events start ${String(valueOf(one, 'arn'))}, which is there already${inputWords(one)}`]
        : [];
    case 'aws_lambda_invocation':
      return [`${functionOf(one)} is called${inputWords(one)}`];
    case 'aws_lambda_permission': {
      const source = valueOf(one, 'source_arn') ?? 'a source that is known only after the apply';
      return isThere(one, 'function_name')
        ? [
            `${functionOf(one)}, which is there already, ` +
              `may be called by ${String(valueOf(one, 'principal'))} for ${String(source)}`,
          ]
        : [];
    }
    default:
      return [];
  }
}

/** The name of a resource that the same plan makes is known only after the apply. */
const isThere = (one: PlannedChange, name: string): boolean =>
  !unknownUntilApply(one, name) && !same(valueOf(one, name), undefined);

const functionOf = (one: PlannedChange): string =>
  `the function ${String(valueOf(one, 'function_name') ?? 'that is known only after the apply')}`;

function inputWords(one: PlannedChange): string {
  const input = valueOf(one, 'input') ?? first(valueOf(one, 'input_transformer'))['input_template'];
  if (unknownUntilApply(one, 'input')) return ', with an input that is known only after the apply';
  return same(input, undefined) ? '' : `, with the input ${String(input)}`;
}

/** A name that is there already is led to another API; a new name is led to the API for the first time. */
function mappingDangers(mapping: PlannedChange, there: readonly PlannedChange[]): readonly string[] {
  const name = valueOf(mapping, 'domain_name');
  const isNew =
    unknownUntilApply(mapping, 'domain_name') ||
    there.some(
      (one) =>
        one.type === 'aws_apigatewayv2_domain_name' &&
        changeKindOf(one) === 'created' &&
        same(valueOf(one, 'domain_name'), name),
    );
  if (isNew) return [];
  const api = String(valueOf(mapping, 'api_id') ?? 'an API that is known only after the apply');
  return [`calls of ${String(name ?? "the API's own name")} go to ${api}`];
}
