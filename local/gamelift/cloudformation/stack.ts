/** The state of a stack and its stored form: plain JSON throughout. */
import { type DeletionPolicy, type ParsedTemplate, type TemplateValue, type ValueMap } from './template';
import { type PropertyTable } from './properties';

/** StackStatus of the CloudFormation API. */
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

/** ResourceStatus of the CloudFormation API. */
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

/** Statuses that allow an update; in the others the stack is in progress, deleted, or must be deleted. */
export const updatable: ReadonlySet<StackStatus> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_FAILED',
]);

/** A deployed resource. The deployment changes it in place, and stores the stack after each change. */
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

/** An output of a stack, evaluated. */
export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** A tag, named as in the API. */
export interface StackTag {
  readonly Key: string;
  readonly Value: string;
}

/** `at` is in epoch milliseconds. */
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

/** The version that a failed update returns to. */
export interface StackVersion {
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: readonly StackTag[];
  readonly outputs: readonly StackOutput[];
  readonly resources: readonly StackResource[];
  readonly imports?: readonly string[];
}

/** A stack as it is stored: all that a deployment needs to continue after a restart. */
export interface Stack {
  readonly stackId: string;
  readonly name: string;
  templateBody: string;
  parameters: Readonly<Record<string, string>>;
  tags: readonly StackTag[];
  outputs: readonly StackOutput[];
  /** Names of other stacks' exports that the template uses. */
  imports?: readonly string[];
  /** The cancellation of the running update was requested. */
  updateCancelled?: boolean;
  resources: StackResource[];
  /** Replaced or removed resources that are deleted in the clean-up. */
  leftovers: StackResource[];
  /** Set while an update is in progress. */
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

/** The services that a resource handler may use. */
export interface ResourceContext {
  readonly logicalId: string;
  /** `<stack>-<logical id>-<random>`: the name of a resource without a given name. */
  readonly generatedName: string;
  /**
   * An operation of the GameLift API, as a caller on the wire would use it. Rejects with the operation's
   * fault.
   */
  call(operation: string, input: ValueMap): Promise<ValueMap>;
  pause(delayMs: number): Promise<void>;
  /**
   * The operation that creates the resource. Its physical id is stored together with the resource itself,
   * before it is stable: so a rollback deletes it, also after the process died.
   * @returns the physical id, read from the answer by `idOf`
   */
  create(operation: string, input: ValueMap, idOf: (answer: ValueMap) => string): Promise<string>;
}

/** A resource type: its properties, and how the API creates, changes and deletes it. */
export interface ResourceType {
  readonly type: string;
  readonly properties: PropertyTable;
  readonly attributes: readonly string[];
  /** Resolves with the physical id once the resource is stable. */
  create(properties: ValueMap, context: ResourceContext): Promise<string>;
  /** Attributes for Fn::GetAtt; contains every name in `attributes`. */
  read(physicalId: string, context: ResourceContext): Promise<ValueMap>;
  update(physicalId: string, before: ValueMap, after: ValueMap, context: ResourceContext): Promise<void>;
  /** Resolves when it is deleted, also when it was deleted before. */
  remove(physicalId: string, context: ResourceContext): Promise<void>;
}

/** Values that functions of a template read from outside of it. */
export interface StackEnvironment {
  readonly region: string;
  readonly account: string;
  /** The value that a stack exports under the name. */
  exported?(name: string): string | undefined;
}

/** The services that a deployment uses. */
export interface StackPorts {
  readonly environment: StackEnvironment;
  readonly types: ReadonlyMap<string, ResourceType>;
  /** Milliseconds since the epoch. */
  now(): number;
  pause(delayMs: number): Promise<void>;
  /** @param done called with the answer in the same turn in which the operation changed the state */
  call(operation: string, input: ValueMap, done?: (answer: ValueMap) => void): Promise<ValueMap>;
  /** A UUID. */
  uuid(): string;
  /** Every stack of the account. */
  stacks?(): readonly Stack[];
  /** Called after every change of the stack, so that it is stored. */
  changed(stack: Stack): void;
}

/** The stack's parameters and pseudo parameters as `Ref` sees them. */
export interface RefValues {
  readonly template: ParsedTemplate;
  readonly parameters: Readonly<Record<string, string>>;
  readonly stack: Pick<Stack, 'name' | 'stackId' | 'notificationArns'>;
  readonly environment: StackEnvironment;
}

/** A value of a template. It is not known while it depends on a resource that is not created yet. */
export type Evaluated =
  { readonly known: true; readonly value: TemplateValue | undefined } | { readonly known: false };
