/**
 * The stacks of an account, and the requests on them. Deployments run in the background; failures are
 * statuses.
 */
import { messageOf } from '../../../core/message-of';
import { Deployment } from './deployment';
import { checkExports } from './exports';
import { Preparation, type Prepared, type StackRequest } from './preparation';
import { setStatus } from './stack-events';
import { updatable, type Stack, type StackPorts, type StackVersion } from './stack';
import { CloudFormationError, validationError } from './errors';
import { optional } from './template';

/** The stacks of one endpoint, deleted ones included, and their running deployments. */
export class Stacks {
  readonly #ports: StackPorts;
  readonly preparation: Preparation;

  readonly #stacks = new Map<string, Stack>();
  readonly #running = new Map<string, Promise<void>>();

  /** @param kept stacks of an earlier run; unfinished deployments are resumed */
  constructor(ports: StackPorts, kept: Iterable<Stack> = []) {
    this.#ports = ports;
    this.preparation = new Preparation(ports);

    for (const stack of kept) this.#stacks.set(stack.stackId, stack);
    for (const stack of this.#stacks.values())
      if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS')
        this.#run(stack, (deployment) => deployment.resume());
  }

  all(): Stack[] {
    return [...this.#stacks.values()];
  }

  /** The stack of that name that is not deleted, or of that ARN, deleted or not. */
  find(nameOrId: string): Stack | undefined {
    return (
      this.#stacks.get(nameOrId) ??
      this.all().find((stack) => stack.name === nameOrId && stack.status !== 'DELETE_COMPLETE')
    );
  }

  /** @throws CloudFormationError ValidationError when it does not exist */
  get(nameOrId: string): Stack {
    const stack = this.find(nameOrId);
    if (!stack) throw validationError(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  /** Resolves once no deployment of the stack is running. */
  async settled(nameOrId: string): Promise<void> {
    const stack = this.find(nameOrId);
    if (stack) await this.#running.get(stack.stackId);
  }

  /** @throws CloudFormationError ValidationError, AlreadyExistsException */
  create(request: StackRequest): Stack {
    checkName(request.stackName);
    const existing = this.find(request.stackName);
    if (existing && existing.status !== 'REVIEW_IN_PROGRESS') {
      if (
        request.token !== undefined &&
        existing.token === request.token &&
        existing.templateBody === request.templateBody
      )
        return existing;
      throw new CloudFormationError('AlreadyExistsException', `Stack [${request.stackName}] already exists`);
    }
    const prepared = this.preparation.prepare(request, undefined);
    const stack = this.#add(request, prepared, 'CREATE_IN_PROGRESS');
    setStatus(this.#ports, stack, 'CREATE_IN_PROGRESS', 'User Initiated');
    this.#run(stack, (deployment) => deployment.create());
    return stack;
  }

  /** A stack that only has a change set so far (REVIEW_IN_PROGRESS). */
  review(request: StackRequest, prepared: Prepared): Stack {
    checkName(request.stackName);
    const stack = this.#add(request, prepared, 'REVIEW_IN_PROGRESS');
    setStatus(this.#ports, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
    return stack;
  }

  /** Executes a prepared request: a create for a stack under review, an update for any other. */
  execute(stack: Stack, prepared: Prepared, token?: string): void {
    if (stack.status === 'REVIEW_IN_PROGRESS') {
      Object.assign(stack, {
        templateBody: prepared.templateBody,
        parameters: prepared.parameters,
        tags: prepared.tags,
        imports: prepared.imports,
        ...optional('token', token),
      });
      setStatus(this.#ports, stack, 'CREATE_IN_PROGRESS', 'User Initiated');
      this.#run(stack, (deployment) => deployment.create());
    } else this.#update(stack, prepared, token);
  }

  /** @throws CloudFormationError ValidationError, also when there is nothing to change */
  update(request: StackRequest): Stack {
    const stack = this.get(request.stackName);
    if (
      request.token !== undefined &&
      stack.token === request.token &&
      (request.usePreviousTemplate || stack.templateBody === request.templateBody)
    )
      return stack;
    this.refuseUnlessUpdatable(stack);
    const prepared = this.preparation.prepare(request, stack);
    if (!this.preparation.isChanged(stack, prepared))
      throw validationError('No updates are to be performed.');
    this.#update(stack, prepared, request.token);
    return stack;
  }

  /**
   * True when an update would change something.
   * @throws CloudFormationError ValidationError
   */
  isChanged(request: StackRequest): boolean {
    const stack = this.get(request.stackName);
    return this.preparation.isChanged(stack, this.preparation.prepare(request, stack));
  }

  /**
   * Deleting a stack that does not exist is not an error.
   * @throws CloudFormationError ValidationError when the stack is protected or in progress
   */
  remove(nameOrId: string, retained: ReadonlySet<string>, token?: string): void {
    const stack = this.find(nameOrId);
    if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return;
    if (stack.terminationProtection)
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    if (stack.status === 'REVIEW_IN_PROGRESS') {
      setStatus(this.#ports, stack, 'DELETE_COMPLETE');
      return;
    }
    if (retained.size > 0 && stack.status !== 'DELETE_FAILED')
      throw validationError(
        'Invalid operation on stack. You can only specify resources to retain when the stack is in ' +
          'the DELETE_FAILED state.',
      );
    const underway = this.#running.get(stack.stackId);
    // A running create stops at its next resource; an update has to end first.
    if (underway && stack.status !== 'CREATE_IN_PROGRESS')
      throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
    checkExports(this.all(), stack, []);
    if (token !== undefined) stack.token = token;
    setStatus(this.#ports, stack, 'DELETE_IN_PROGRESS', 'User Initiated');
    this.#run(stack, async (deployment) => {
      await underway;
      await deployment.remove(retained);
    });
  }

  /** Cancels a running update. @throws CloudFormationError ValidationError when none is running */
  cancelUpdate(nameOrId: string): void {
    const stack = this.get(nameOrId);
    if (stack.status !== 'UPDATE_IN_PROGRESS')
      throw validationError(`CancelUpdateStack cannot be called from current stack status`);
    stack.updateCancelled = true;
    this.#ports.changed(stack);
  }

  /** Resumes a failed rollback. @throws CloudFormationError ValidationError when none has failed */
  continueRollback(nameOrId: string): void {
    const stack = this.get(nameOrId);
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED')
      throw validationError(
        `Stack:${stack.stackId} is in ${stack.status} state and can not continue rollback.`,
      );
    this.#run(stack, (deployment) => deployment.continueRollback());
  }

  /**
   * A protected stack cannot be deleted.
   * @throws CloudFormationError ValidationError when it does not exist
   */
  protect(nameOrId: string, terminationProtection: boolean): Stack {
    const stack = this.get(nameOrId);
    stack.terminationProtection = terminationProtection;
    this.#ports.changed(stack);
    return stack;
  }

  /**
   * @throws CloudFormationError ValidationError while a deployment is running, or when the stack can only be
   * deleted
   */
  refuseUnlessUpdatable(stack: Stack): void {
    if (!updatable.has(stack.status) || this.#running.has(stack.stackId))
      throw validationError(`Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`);
  }

  #update(stack: Stack, prepared: Prepared, token: string | undefined): void {
    const previous: StackVersion = structuredClone({
      templateBody: stack.templateBody,
      parameters: stack.parameters,
      tags: stack.tags,
      outputs: stack.outputs,
      resources: stack.resources,
      ...optional('imports', stack.imports),
    });
    Object.assign(stack, {
      previous,
      templateBody: prepared.templateBody,
      parameters: prepared.parameters,
      tags: prepared.tags,
      imports: prepared.imports,
      updatedAt: this.#ports.now(),
      ...optional('token', token),
    });
    setStatus(this.#ports, stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
    this.#run(stack, (deployment) => deployment.update());
  }

  #add(request: StackRequest, prepared: Prepared, status: Stack['status']): Stack {
    const { region, account } = this.#ports.environment;
    const stack: Stack = {
      stackId: `arn:aws:cloudformation:${region}:${account}:stack/${request.stackName}/${this.#ports.uuid()}`,
      name: request.stackName,
      templateBody: prepared.templateBody,
      parameters: prepared.parameters,
      tags: prepared.tags,
      outputs: [],
      imports: prepared.imports,
      resources: [],
      leftovers: [],
      events: [],
      status,
      onFailure: request.onFailure,
      createdAt: this.#ports.now(),
      capabilities: request.capabilities,
      notificationArns: request.notificationArns,
      terminationProtection: request.terminationProtection ?? false,
      ...optional('timeoutInMinutes', request.timeoutInMinutes),
      ...optional('roleArn', request.roleArn),
      ...optional('token', request.token),
    };
    this.#stacks.set(stack.stackId, stack);
    return stack;
  }

  #run(stack: Stack, work: (deployment: Deployment) => Promise<void>): void {
    const running: Promise<void> = work(new Deployment(this.#ports, stack)).finally(() => {
      if (this.#running.get(stack.stackId) === running) this.#running.delete(stack.stackId);
    });
    this.#running.set(stack.stackId, running);
    // A deployment turns failures into statuses; any other error is a defect and must be visible.
    running.catch((error: unknown) => {
      setStatus(this.#ports, stack, 'UPDATE_ROLLBACK_FAILED', `Internal failure: ${messageOf(error)}`);
    });
  }
}

function checkName(name: string): void {
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name))
    throw validationError(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*, at most 128 characters',
    );
}
