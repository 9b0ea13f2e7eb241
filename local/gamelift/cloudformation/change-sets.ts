/** Change sets: an update that is planned, reviewed, and executed or deleted. */
import { type ChangeOfResource } from './plan';
import { type Xml } from './query';
import { type Stack, type StackPorts } from './stack';
import { type Prepared, type StackRequest } from './preparation';
import { type Stacks } from './stacks';
import { CloudFormationError, validationError } from './errors';
import { optional } from './template';

/** Changes of a stack that can be executed once. `createdAt` is in epoch milliseconds. */
export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly description?: string;
  readonly prepared: Prepared;
  readonly changes: readonly ChangeOfResource[];
  readonly createdAt: number;
  status: 'CREATE_COMPLETE' | 'FAILED';
  statusReason?: string;
  execution: 'UNAVAILABLE' | 'AVAILABLE' | 'EXECUTE_COMPLETE' | 'OBSOLETE';
}

/** Kept in memory only: a plan that was not executed before a restart must be created again. */
export class ChangeSets {
  readonly #ports: StackPorts;
  readonly #stacks: Stacks;

  readonly #sets = new Map<string, ChangeSet>();

  constructor(ports: StackPorts, stacks: Stacks) {
    this.#ports = ports;
    this.#stacks = stacks;
  }

  /** @throws CloudFormationError ValidationError, AlreadyExistsException */
  create(
    name: string,
    type: 'CREATE' | 'UPDATE',
    request: StackRequest,
    description: string | undefined,
  ): ChangeSet {
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name))
      throw validationError(
        `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy ` +
          'constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*',
      );
    const existing = this.#stacks.find(request.stackName);
    if (type === 'CREATE' && existing && existing.status !== 'REVIEW_IN_PROGRESS')
      throw validationError(
        `Stack [${request.stackName}] already exists and cannot be created again with the changeSet ` +
          `[${name}].`,
      );
    if (type === 'UPDATE' && !existing) throw validationError(`Stack [${request.stackName}] does not exist`);
    if (type === 'UPDATE' && existing) this.#stacks.refuseUnlessUpdatable(existing);
    const prepared = this.#stacks.preparation.prepare(request, existing);
    const stack = existing ?? this.#stacks.review(request, prepared);
    if (this.#of(stack.stackId).some((set) => set.name === name))
      throw new CloudFormationError(
        'AlreadyExistsException',
        `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Template`,
      );
    const changes = this.#stacks.preparation.changes(stack, prepared);
    const { region, account } = this.#ports.environment;
    const set: ChangeSet = {
      id: `arn:aws:cloudformation:${region}:${account}:changeSet/${name}/${this.#ports.uuid()}`,
      name,
      stackId: stack.stackId,
      prepared,
      changes,
      createdAt: this.#ports.now(),
      ...optional('description', description),
      status: 'CREATE_COMPLETE',
      execution: 'AVAILABLE',
    };
    if (changes.length === 0)
      Object.assign(set, {
        status: 'FAILED',
        execution: 'UNAVAILABLE',
        statusReason:
          "The submitted information didn't contain changes. Submit different information to create a " +
          'change set.',
      });
    this.#sets.set(set.id, set);
    return set;
  }

  /** @throws CloudFormationError ChangeSetNotFound */
  get(nameOrId: string, stackName: string | undefined): ChangeSet {
    const stack = stackName === undefined ? undefined : this.#stacks.get(stackName);
    const found =
      this.#sets.get(nameOrId) ?? (stack && this.#of(stack.stackId).find((set) => set.name === nameOrId));
    if (!found) throw new CloudFormationError('ChangeSetNotFound', `ChangeSet [${nameOrId}] does not exist`);
    return found;
  }

  /**
   * @throws CloudFormationError ChangeSetNotFound, InvalidChangeSetStatus, ValidationError while the stack is
   * in progress
   */
  execute(nameOrId: string, stackName: string | undefined, token: string | undefined): void {
    const set = this.get(nameOrId, stackName);
    const stack = this.#stacks.get(set.stackId);
    if (set.execution !== 'AVAILABLE')
      throw new CloudFormationError(
        'InvalidChangeSetStatus',
        `ChangeSet [${set.id}] cannot be executed in its current execution status of [${set.execution}]`,
      );
    if (stack.status !== 'REVIEW_IN_PROGRESS') this.#stacks.refuseUnlessUpdatable(stack);
    this.#stacks.execute(stack, set.prepared, token);
    for (const other of this.#of(set.stackId)) other.execution = 'OBSOLETE';
    set.execution = 'EXECUTE_COMPLETE';
  }

  remove(nameOrId: string, stackName: string | undefined): void {
    this.#sets.delete(this.get(nameOrId, stackName).id);
  }

  list(stackName: string): Xml[] {
    const stack = this.#stacks.get(stackName);
    return this.#of(stack.stackId).map((set) => this.#frame(set, stack));
  }

  describe(nameOrId: string, stackName: string | undefined): Xml {
    const set = this.get(nameOrId, stackName);
    const stack = this.#stacks.get(set.stackId);
    return {
      ...this.#frame(set, stack),
      Parameters: Object.entries(set.prepared.parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Tags: set.prepared.tags.map(({ Key, Value }) => ({ Key, Value })),
      Changes: set.changes.map((change) => ({ Type: 'Resource', ResourceChange: resourceChange(change) })),
    };
  }

  #of(stackId: string): ChangeSet[] {
    return [...this.#sets.values()].filter((set) => set.stackId === stackId);
  }

  #frame(set: ChangeSet, stack: Stack) {
    return {
      ChangeSetId: set.id,
      ChangeSetName: set.name,
      StackId: stack.stackId,
      StackName: stack.name,
      Description: set.description,
      CreationTime: new Date(set.createdAt),
      Status: set.status,
      StatusReason: set.statusReason,
      ExecutionStatus: set.execution,
    };
  }
}

function resourceChange(change: ChangeOfResource): Xml {
  const frame = { LogicalResourceId: change.logicalId, ResourceType: change.type };
  switch (change.action) {
    case 'add':
      return { Action: 'Add', ...frame, Scope: [], Details: [] };
    case 'remove':
      return { Action: 'Remove', ...frame, PhysicalResourceId: change.physicalId, Scope: [], Details: [] };
    case 'modify':
      return {
        Action: 'Modify',
        ...frame,
        PhysicalResourceId: change.physicalId,
        Replacement: change.replacement ? 'True' : 'False',
        Scope: ['Properties'],
        Details: change.changed.map((name) => ({
          Target: {
            Attribute: 'Properties',
            Name: name,
            RequiresRecreation: change.replacing.includes(name) ? 'Always' : 'Never',
          },
          Evaluation: 'Static',
          ChangeSource: 'DirectModification',
        })),
      };
  }
}
