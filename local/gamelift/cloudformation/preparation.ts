/** Requests on stacks are checked completely before anything happens. */
import { importsOf } from './exports';
import { checkReferences } from './order';
import { chooseParameters, type GivenParameter } from './parameters';
import { evaluateOutputs, planChanges, scopeOf, type ChangeOfResource } from './plan';
import { canonical } from './properties';
import { type Stack, type StackPorts, type StackTag } from './stack';
import { validationError } from './errors';
import { parseTemplate, type ParsedTemplate } from './template';

/** The parameters of CreateStack, UpdateStack and CreateChangeSet. */
export interface StackRequest {
  readonly stackName: string;
  readonly templateBody?: string;
  readonly usePreviousTemplate: boolean;
  readonly parameters: readonly GivenParameter[];
  /** Absent keeps the tags of an existing stack. */
  readonly tags?: readonly StackTag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly onFailure: Stack['onFailure'];
  readonly timeoutInMinutes?: number;
  readonly roleArn?: string;
  readonly token?: string;
  readonly terminationProtection?: boolean;
}

/** A request whose template and parameters are consistent. */
export interface Prepared {
  readonly template: ParsedTemplate;
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: readonly StackTag[];
  /** Names of other stacks' exports that it uses. */
  readonly imports: readonly string[];
}

/** Checks requests, and compares them with the stacks that they are for. */
export class Preparation {
  readonly #ports: StackPorts;

  constructor(ports: StackPorts) {
    this.#ports = ports;
  }

  /**
   * @throws CloudFormationError ValidationError: the template, its references, its types and its parameters
   * are checked before anything happens
   */
  prepare(request: StackRequest, stack: Stack | undefined): Prepared {
    if (request.usePreviousTemplate === (request.templateBody !== undefined))
      throw validationError(
        request.usePreviousTemplate
          ? 'You cannot specify both usePreviousTemplate and Template Body/Template URL.'
          : 'Either Template URL or Template Body must be specified.',
      );
    const templateBody = request.templateBody ?? stack?.templateBody;
    if (templateBody === undefined)
      throw validationError('Either Template URL or Template Body must be specified.');
    const template = this.validate(templateBody);
    if (request.tags?.some((tag) => tag.Key.startsWith('aws:')))
      throw validationError('aws: prefixed tag key names are not allowed for external use.');
    const parameters = chooseParameters(template, request.parameters, stack?.parameters);
    const scope = this.#scope(
      template,
      parameters,
      stack ?? { name: request.stackName, stackId: '', notificationArns: [] },
    );
    for (const name of Object.keys(template.conditions)) scope.condition(name);
    return {
      template,
      templateBody,
      parameters,
      tags: request.tags ?? stack?.tags ?? [],
      imports: importsOf(template, scope),
    };
  }

  /** @throws CloudFormationError ValidationError */
  validate(templateBody: string): ParsedTemplate {
    const template = parseTemplate(templateBody);
    const unknown = [
      ...new Set(
        Object.values(template.resources)
          .map((resource) => resource.type)
          .filter((type) => !this.#ports.types.has(type)),
      ),
    ];
    if (unknown.length > 0)
      throw validationError(
        `Template format error: Unrecognized resource types: [${unknown.join(', ')}]. The local ` +
          `CloudFormation knows ${[...this.#ports.types.keys()].join(', ')}.`,
      );
    checkReferences(template, (type) => this.#ports.types.get(type)?.attributes ?? []);
    return template;
  }

  changes(stack: Stack, prepared: Prepared): ChangeOfResource[] {
    return planChanges(
      {
        template: prepared.template,
        parameters: prepared.parameters,
        stack,
        environment: this.#ports.environment,
      },
      this.#ports.types,
      stack.resources,
      prepared.tags,
    );
  }

  /** Outputs, policies or tags that differ while no resource does. */
  #otherwiseChanged(stack: Stack, prepared: Prepared): boolean {
    const policies = (template: ParsedTemplate): unknown =>
      Object.entries(template.resources).map(([name, resource]) => [
        name,
        resource.deletionPolicy,
        resource.updateReplacePolicy,
      ]);
    if (
      canonical(stack.tags.map((tag) => ({ ...tag }))) !== canonical(prepared.tags.map((tag) => ({ ...tag })))
    )
      return true;
    if (
      JSON.stringify(policies(parseTemplate(stack.templateBody))) !==
      JSON.stringify(policies(prepared.template))
    )
      return true;
    const found = new Map(stack.resources.map((resource) => [resource.logicalId, resource]));
    const scope = this.#scope(prepared.template, prepared.parameters, stack, found);
    return JSON.stringify(evaluateOutputs(prepared.template, scope)) !== JSON.stringify(stack.outputs);
  }

  #scope(
    template: ParsedTemplate,
    parameters: Readonly<Record<string, string>>,
    stack: Pick<Stack, 'name' | 'stackId' | 'notificationArns'>,
    resources: ReadonlyMap<string, Stack['resources'][number]> = new Map(),
  ) {
    return scopeOf({ template, parameters, stack, environment: this.#ports.environment }, (logicalId) => {
      const resource = resources.get(logicalId);
      if (!resource) throw validationError(`Unresolved resource dependency [${logicalId}]`);
      return resource;
    });
  }

  /** Whether an update to a prepared request would change something. */
  isChanged(stack: Stack, prepared: Prepared): boolean {
    return this.changes(stack, prepared).length > 0 || this.#otherwiseChanged(stack, prepared);
  }
}
