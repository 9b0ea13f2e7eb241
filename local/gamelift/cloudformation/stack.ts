/** What a stack is while it lives, and how it is kept: plain JSON throughout. */
import { type DeletionPolicy, type Template, type Value, type ValueMap } from './template';
import { type PropertyTable } from './properties';

export type StackStatus =
  | 'REVIEW_IN_PROGRESS'
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

export type ResourceStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'
  | 'DELETE_SKIPPED';

/** From these an update may start; the rest is under way, gone, or must be deleted. */
export const updatable: ReadonlySet<StackStatus> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_FAILED',
]);

export interface StackResource {
  logicalId: string;
  type: string;
  /** Empty until the resource exists. */
  physicalId: string;
  properties: ValueMap;
  attributes: ValueMap;
  dependsOn: readonly string[];
  deletionPolicy: DeletionPolicy;
  updateReplacePolicy: DeletionPolicy;
  status: ResourceStatus;
  statusReason?: string;
  /** Milliseconds since the epoch. */
  changedAt: number;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}
export interface StackTag {
  readonly Key: string;
  readonly Value: string;
}

export interface StackEvent {
  readonly eventId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: StackStatus | ResourceStatus;
  readonly reason?: string;
  readonly properties?: ValueMap;
  readonly at: number;
  readonly token?: string;
}

/** What an update returns to when it fails. */
export interface StackVersion {
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: readonly StackTag[];
  readonly outputs: readonly StackOutput[];
  readonly resources: readonly StackResource[];
  readonly imports?: readonly string[];
}

export interface Stack {
  readonly stackId: string;
  readonly name: string;
  templateBody: string;
  parameters: Readonly<Record<string, string>>;
  tags: readonly StackTag[];
  outputs: readonly StackOutput[];
  /** Names of other stacks' exports that the template uses. */
  imports?: readonly string[];
  /** Somebody asked for the running update to be taken back. */
  updateCancelled?: boolean;
  resources: StackResource[];
  /** Replaced or removed resources that wait for the clean-up. */
  leftovers: StackResource[];
  /** Set while an update is under way. */
  previous?: StackVersion;
  events: StackEvent[];
  status: StackStatus;
  statusReason?: string;
  onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly createdAt: number;
  updatedAt?: number;
  deletedAt?: number;
  token?: string;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly timeoutInMinutes?: number;
  readonly roleArn?: string;
  terminationProtection: boolean;
}

/** What a resource handler may use while it works. */
export interface ResourceContext {
  readonly logicalId: string;
  /** `<stack>-<logical id>-<random>`: the name of a resource that was given none. */
  readonly generatedName: string;
  /**
   * An operation of the GameLift API, as a caller on the wire would use it. Rejects with the operation's
   * fault.
   */
  call(operation: string, input: ValueMap): Promise<ValueMap>;
  pause(milliseconds: number): Promise<void>;
  /**
   * The operation that makes the resource. Its physical id is noted together with the resource itself, even
   * when that is not stable yet: what exists is what a rollback deletes, also after the process died.
   * @returns the physical id, read from the answer by `idOf`
   */
  create(operation: string, input: ValueMap, idOf: (answer: ValueMap) => string): Promise<string>;
}

/** A resource type: its properties and how the API makes, changes and removes it. */
export interface ResourceType {
  readonly type: string;
  readonly properties: PropertyTable;
  readonly attributes: readonly string[];
  /** Resolves with the physical id once the resource is stable. */
  create(properties: ValueMap, context: ResourceContext): Promise<string>;
  /** What Fn::GetAtt may read; holds every name in `attributes`. */
  read(physicalId: string, context: ResourceContext): Promise<ValueMap>;
  update(physicalId: string, before: ValueMap, after: ValueMap, context: ResourceContext): Promise<void>;
  /** Resolves when it is gone, also when it was gone before. */
  remove(physicalId: string, context: ResourceContext): Promise<void>;
}

export interface StackEnvironment {
  readonly region: string;
  readonly account: string;
  /** The value that a stack exports under the name. */
  exported?(name: string): string | undefined;
}

export interface StackPorts {
  readonly environment: StackEnvironment;
  readonly types: ReadonlyMap<string, ResourceType>;
  /** Milliseconds since the epoch. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
  /** @param done called with the answer in the same turn in which the operation changed the state */
  call(operation: string, input: ValueMap, done?: (answer: ValueMap) => void): Promise<ValueMap>;
  /** A UUID. */
  uuid(): string;
  /** Every stack of the account. */
  stacks?(): readonly Stack[];
  /** Called after every change of the stack, so that it can be kept. */
  changed(stack: Stack): void;
}

/** The stack's parameters and pseudo parameters as `Ref` sees them. */
export interface Names {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly stack: Pick<Stack, 'name' | 'stackId' | 'notificationArns'>;
  readonly environment: StackEnvironment;
}

export type Evaluated =
  { readonly known: true; readonly value: Value | undefined } | { readonly known: false };
