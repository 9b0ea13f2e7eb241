/** The resources of one stack, and the calls that create, change and delete them. */
import { messageOf } from '../../../core/message-of';
import { type Scope } from './functions';
import { resourcePolicies, resourceProperties, scopeOf } from './plan';
import { changedProperties, replacingProperties } from './properties';
import {
  type ResourceContext,
  type ResourceStatus,
  type ResourceType,
  type Stack,
  type StackPorts,
  type StackResource,
} from './stack';
import { markResource, noteResource } from './stack-events';
import { validationError } from './errors';
import { type DeletionPolicy, type ParsedTemplate, type ParsedResource, type ValueMap } from './template';

const replacementNote =
  'Requested update requires the creation of a new physical resource; hence creating one.';

/**
 * Which policy decides about a deletion: the resource's DeletionPolicy, its UpdateReplacePolicy, or the rule
 * for the remains of a failed attempt.
 */
export type RemovalRule = 'deletionPolicy' | 'updateReplacePolicy' | 'failed-attempt';

/** Creates, updates, replaces and removes the resources of one stack through the API, and records events. */
export class DeployedResources {
  readonly #ports: StackPorts;
  readonly #stack: Stack;
  readonly #template: ParsedTemplate;
  readonly #checkStop: () => void;

  /** @param checkStop throws when the deployment has timed out or was cancelled */
  constructor(ports: StackPorts, stack: Stack, template: ParsedTemplate, checkStop: () => void) {
    this.#ports = ports;
    this.#stack = stack;
    this.#template = template;
    this.#checkStop = checkStop;
  }

  find(logicalId: string): StackResource | undefined {
    return this.#stack.resources.find((resource) => resource.logicalId === logicalId);
  }

  /** Adds a resource, in place of the resource with its logical id. */
  put(resource: StackResource): void {
    const at = this.#stack.resources.findIndex((one) => one.logicalId === resource.logicalId);
    if (at < 0) this.#stack.resources.push(resource);
    else this.#stack.resources[at] = resource;
  }

  mark(resource: StackResource, status: ResourceStatus, reason?: string): void {
    markResource(this.#ports, this.#stack, resource, status, reason);
  }

  note(resource: StackResource, status: ResourceStatus, reason?: string): void {
    noteResource(this.#ports, this.#stack, resource, status, reason);
  }

  /** @throws CloudFormationError ValidationError on a reference to a resource that does not exist yet */
  scope(): Scope {
    const { parameters } = this.#stack;
    const { environment } = this.#ports;
    return scopeOf({ template: this.#template, parameters, stack: this.#stack, environment }, (logicalId) => {
      const resource = this.find(logicalId);
      if (!resource || resource.physicalId === '')
        throw validationError(`Unresolved resource dependency [${logicalId}]`);
      return resource;
    });
  }

  /**
   * Creates, changes or replaces a resource, so that it is as declared. Rejects with the operation's fault.
   */
  async settle(logicalId: string, declared: ParsedResource): Promise<void> {
    const type = this.#typeOf(declared.type);
    const frame = resourcePolicies(this.#template, logicalId, declared);
    const before = this.find(logicalId);
    if (!before) return this.#make(this.#beginResource(frame), declared, type);
    const after = resourceProperties(logicalId, declared, type, this.scope(), this.#stack.tags);
    if (before.type === declared.type) {
      const changed = changedProperties(before.properties, after);
      Object.assign(before, frame);
      if (changed.length === 0) return;
      if (replacingProperties(type.properties, changed).length === 0)
        return this.change(before, after, false);
    }
    // The old one exists until the clean-up; `previous` refers to it for a rollback.
    this.#stack.leftovers.push({ ...before, updateReplacePolicy: declared.updateReplacePolicy });
    const successor = this.#beginResource(frame);
    this.note({ ...before, properties: after }, 'UPDATE_IN_PROGRESS', replacementNote);
    return this.#make(successor, declared, type);
  }

  /**
   * Changes a resource in place.
   * @param back whether a rollback changes the resource: its failure is then marked here
   * @throws the error of the GameLift API
   */
  async change(resource: StackResource, after: ValueMap, back: boolean): Promise<void> {
    const type = this.#typeOf(resource.type);
    const before = resource.properties;
    resource.properties = after;
    this.mark(resource, 'UPDATE_IN_PROGRESS');
    const context = this.#context(resource);
    try {
      await type.update(resource.physicalId, before, after, context);
      resource.attributes = await type.read(resource.physicalId, context);
    } catch (error) {
      if (back) this.mark(resource, 'UPDATE_FAILED', messageOf(error));
      throw error;
    }
    this.mark(resource, 'UPDATE_COMPLETE');
  }

  /**
   * Deletes resources, each before its dependencies.
   * @param retained logical ids to leave alone
   * @returns logical ids of the resources that could not be deleted
   */
  async remove(
    resources: readonly StackResource[],
    rule: RemovalRule,
    retained: ReadonlySet<string> = new Set(),
  ): Promise<string[]> {
    const failed: string[] = [];
    for (const resource of inCreationOrder(resources).reverse()) {
      if (resource.physicalId === '' || resource.status === 'DELETE_COMPLETE') continue;
      const isReplaced = this.find(resource.logicalId) !== undefined;
      if (policyOf(resource, rule, isReplaced) === 'Retain' || retained.has(resource.logicalId))
        this.mark(resource, 'DELETE_SKIPPED');
      else if (!(await this.#isRemoved(resource))) failed.push(resource.logicalId);
    }
    return failed;
  }

  async #isRemoved(resource: StackResource): Promise<boolean> {
    try {
      this.mark(resource, 'DELETE_IN_PROGRESS');
      await this.#typeOf(resource.type).remove(resource.physicalId, this.#context(resource));
      this.mark(resource, 'DELETE_COMPLETE');
      return true;
    } catch (error) {
      this.mark(resource, 'DELETE_FAILED', messageOf(error));
      return false;
    }
  }

  #beginResource(frame: ReturnType<typeof resourcePolicies>): StackResource {
    return {
      ...frame,
      physicalId: '',
      properties: {},
      attributes: {},
      status: 'CREATE_IN_PROGRESS',
      changedAt: this.#ports.now(),
    };
  }

  async #make(resource: StackResource, declared: ParsedResource, type: ResourceType): Promise<void> {
    this.put(resource);
    this.mark(resource, 'CREATE_IN_PROGRESS');
    const { logicalId } = resource;
    resource.properties = resourceProperties(logicalId, declared, type, this.scope(), this.#stack.tags);
    const context = this.#context(resource);
    resource.physicalId = await type.create(resource.properties, context);
    resource.attributes = await type.read(resource.physicalId, context);
    this.mark(resource, 'CREATE_COMPLETE');
  }

  #context(resource: StackResource): ResourceContext {
    const random = this.#ports.uuid().replaceAll('-', '').slice(0, 12).toUpperCase();
    return {
      logicalId: resource.logicalId,
      generatedName: `${this.#stack.name}-${resource.logicalId}-${random}`.slice(-128),
      call: (operation, input) => this.#ports.call(operation, input),
      pause: async (delayMs) => {
        await this.#ports.pause(delayMs);
        this.#checkStop();
      },
      create: async (operation, input, idOf) => {
        await this.#ports.call(operation, input, (answer) => {
          resource.physicalId = idOf(answer);
          this.mark(resource, resource.status, 'Resource creation Initiated');
        });
        return resource.physicalId;
      },
    };
  }

  #typeOf(name: string): ResourceType {
    const type = this.#ports.types.get(name);
    if (!type) throw validationError(`Template format error: Unrecognized resource types: [${name}]`);
    return type;
  }
}

/** @param isReplaced whether the stack has another resource with the logical id */
function policyOf(resource: StackResource, rule: RemovalRule, isReplaced: boolean): DeletionPolicy {
  const { deletionPolicy, updateReplacePolicy } = resource;
  if (rule === 'failed-attempt') return deletionPolicy === 'Retain' ? 'Retain' : 'Delete';
  if (rule === 'updateReplacePolicy' && isReplaced) return updateReplacePolicy;
  return deletionPolicy === 'RetainExceptOnCreate' ? 'Retain' : deletionPolicy;
}

/** Stored resources, each after its dependencies. */
export function inCreationOrder(resources: readonly StackResource[]): StackResource[] {
  const ordered: StackResource[] = [];
  const visit = (resource: StackResource, path: readonly StackResource[]): void => {
    if (ordered.includes(resource) || path.includes(resource)) return;
    for (const name of resource.dependsOn)
      resources.filter((one) => one.logicalId === name).forEach((one) => visit(one, [...path, resource]));
    ordered.push(resource);
  };
  resources.forEach((resource) => visit(resource, []));
  return ordered;
}
