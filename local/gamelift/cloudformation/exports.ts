/**
 * Values that stacks export for others (CloudFormation guide, "Get exports from a deployed stack"): a name
 * belongs to one stack, and an imported value can neither be deleted nor changed.
 */
import { validationError } from './errors';
import { isMap, type ParsedTemplate, type TemplateValue } from './template';
import { evaluate, type Scope } from './functions';
import { type Stack, type StackOutput } from './stack';

/** An output that other stacks may import. Names are unique in a Region. */
export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}

/** The exports of all stacks that are not deleted. */
export function exportsOf(stacks: Iterable<Stack>): Export[] {
  return [...stacks]
    .filter(({ status }) => status !== 'DELETE_COMPLETE')
    .flatMap(({ stackId, outputs }) =>
      outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ name: exportName, value, stackId }],
      ),
    );
}

/** Stacks that import the name. */
export function importersOf(stacks: Iterable<Stack>, name: string): Stack[] {
  return [...stacks].filter(
    (stack) => stack.status !== 'DELETE_COMPLETE' && stack.imports?.includes(name) === true,
  );
}

/** Names that a template imports. @throws CloudFormationError ValidationError for a name without an export */
export function importsOf(template: ParsedTemplate, scope: Scope): string[] {
  const names = new Set<string>();
  const visit = (value: TemplateValue): void => {
    if (Array.isArray(value))
      value.forEach((item: TemplateValue) => {
        visit(item);
      });
    if (!isMap(value)) return;
    const argument = value['Fn::ImportValue'];
    if (argument === undefined) Object.values(value).forEach(visit);
    else {
      const name = evaluate(argument, scope);
      if (typeof name !== 'string')
        throw validationError(
          'Template error: the attribute in Fn::ImportValue must be a string or a function that ' +
            'returns a string',
        );
      scope.imported(name);
      names.add(name);
    }
  };
  const holds = ({ condition }: { readonly condition?: string }): boolean =>
    condition === undefined || scope.condition(condition);
  for (const resource of Object.values(template.resources)) if (holds(resource)) visit(resource.properties);
  for (const output of Object.values(template.outputs)) if (holds(output)) visit(output.value);
  return [...names];
}

/**
 * Checks that a stack may have these outputs now.
 * @throws CloudFormationError ValidationError when another stack exports one of the names, or imports one
 * that is deleted or changed
 */
export function checkExports(stacks: readonly Stack[], stack: Stack, next: readonly StackOutput[]): void {
  const others = stacks.filter(({ stackId }) => stackId !== stack.stackId);
  const taken = new Map(exportsOf(others).map((one) => [one.name, one]));
  for (const { exportName } of next) {
    const owner = exportName === undefined ? undefined : taken.get(exportName);
    if (owner)
      throw validationError(
        `Export with name ${owner.name} is already exported by stack ${nameOf(owner.stackId)}.`,
      );
  }
  for (const { exportName, value } of stack.outputs) {
    if (
      exportName === undefined ||
      next.some((output) => output.exportName === exportName && output.value === value)
    )
      continue;
    const users = importersOf(others, exportName);
    const verb = next.some((output) => output.exportName === exportName) ? 'updated' : 'deleted';
    if (users.length > 0)
      throw validationError(
        `Export ${exportName} cannot be ${verb} as it is in use by ` +
          `${users.map(({ name }) => name).join(', ')}`,
      );
  }
}

const nameOf = (stackId: string): string => stackId.split('/')[1] ?? stackId;
