/**
 * Moves stacks from one state to another: create, update, roll back, delete. Every step is stored in the
 * stack before the next begins, and a rollback needs only the stack, so that a deployment whose process was
 * killed can be resumed.
 *
 * The order is that of the CloudFormation guide ("Update behaviors of stack resources"): a replacement is
 * created before the resources that refer to it are changed, and the replaced resource is deleted last, in
 * the clean-up phase.
 */
import { messageOf } from '../../../core/message-of';
import { checkExports } from './exports';
import { evaluateOutputs, resourceFrame, resourceProperties, scopeOf, wanted } from './plan';
import { canonical, changedProperties, replacing } from './properties';
import {
  type ResourceContext,
  type ResourceStatus,
  type ResourceType,
  type Stack,
  type StackPorts,
  type StackResource,
  type StackStatus,
  type StackVersion,
} from './stack';
import {
  invalid,
  optional,
  parseTemplate,
  type DeletionPolicy,
  type Template,
  type TemplateResource,
  type ValueMap,
} from './template';

/** Maximum number of events of a stack. */
const mostEvents = 1000;
const stopped = 'The local CloudFormation was stopped while this was under way.';

export class Deployment {
  readonly #ports: StackPorts;
  readonly #stack: Stack;

  readonly #template: Template;
  /** When a create times out; milliseconds since the epoch. */
  #deadline: number | undefined;

  constructor(ports: StackPorts, stack: Stack) {
    this.#ports = ports;
    this.#stack = stack;

    this.#template = parseTemplate(stack.templateBody);
  }

  /**
   * CREATE_IN_PROGRESS → CREATE_COMPLETE, or as the stack's `onFailure` says. Never rejects: failures are
   * statuses.
   */
  async create(): Promise<void> {
    const minutes = this.#stack.timeoutInMinutes;
    if (minutes !== undefined) this.#deadline = this.#ports.now() + minutes * 60_000;
    try {
      await this.#apply();
      if (this.#cancelled) return;
      this.#takeOutputs();
      this.#status('CREATE_COMPLETE');
    } catch (error) {
      if (!this.#cancelled) await this.#createFailed(messageOf(error));
    }
  }

  /** UPDATE_IN_PROGRESS → UPDATE_COMPLETE, or back to the version before: UPDATE_ROLLBACK_COMPLETE. */
  async update(): Promise<void> {
    try {
      await this.#apply();
      this.#takeOutputs();
    } catch (error) {
      await this.#rollBackUpdate(messageOf(error));
      return;
    }
    const kept = new Set(wanted(this.#template, this.#scope()));
    this.#stack.leftovers.push(...this.#stack.resources.filter((resource) => !kept.has(resource.logicalId)));
    this.#stack.resources = this.#stack.resources.filter((resource) => kept.has(resource.logicalId));
    this.#status('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.#finishUpdate();
  }

  /** DELETE_IN_PROGRESS → DELETE_COMPLETE or DELETE_FAILED. @param retained logical ids to leave alone */
  async remove(retained: ReadonlySet<string> = new Set()): Promise<void> {
    const failed = await this.#removeAll(this.#stack.leftovers, 'deletionPolicy', retained);
    failed.push(...(await this.#removeAll(this.#stack.resources, 'deletionPolicy', retained)));
    if (failed.length > 0) {
      this.#status('DELETE_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `);
      return;
    }
    this.#stack.resources = [];
    this.#stack.leftovers = [];
    this.#stack.outputs = [];
    this.#stack.deletedAt = this.#ports.now();
    this.#status('DELETE_COMPLETE');
  }

  /** Resumes what a stopped process left unfinished. */
  async resume(): Promise<void> {
    switch (this.#stack.status) {
      case 'CREATE_IN_PROGRESS':
        return this.#createFailed(stopped);
      case 'ROLLBACK_IN_PROGRESS':
        return this.#finishRollback();
      case 'UPDATE_IN_PROGRESS':
        return this.#rollBackUpdate(stopped);
      case 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS':
        return this.#finishUpdate();
      case 'UPDATE_ROLLBACK_IN_PROGRESS':
        return this.#revert();
      case 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS':
        return this.#finishUpdateRollback();
      case 'DELETE_IN_PROGRESS':
        return this.remove();
      default:
        return undefined;
    }
  }

  async #createFailed(reason: string): Promise<void> {
    switch (this.#stack.onFailure) {
      case 'DO_NOTHING':
        return this.#status('CREATE_FAILED', reason);
      case 'DELETE':
        this.#status('DELETE_IN_PROGRESS', `${reason} Delete requested by user.`);
        return this.remove();
      case 'ROLLBACK':
        this.#status('ROLLBACK_IN_PROGRESS', `${reason} Rollback requested by user.`);
        return this.#finishRollback();
    }
  }

  async #finishRollback(): Promise<void> {
    const failed = await this.#removeAll(this.#stack.resources, 'create');
    if (failed.length > 0)
      return this.#status(
        'ROLLBACK_FAILED',
        `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
      );
    this.#stack.resources = [];
    this.#status('ROLLBACK_COMPLETE');
  }

  async #finishUpdate(): Promise<void> {
    await this.#removeAll(this.#stack.leftovers, 'updateReplacePolicy');
    this.#stack.leftovers = [];
    delete this.#stack.previous;
    delete this.#stack.updateCancelled;
    this.#status('UPDATE_COMPLETE');
  }

  /** Retries the rollback of an update. */
  async continueRollback(): Promise<void> {
    this.#status('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
    await this.#revert();
  }

  #takeOutputs(): void {
    const outputs = evaluateOutputs(this.#template, this.#scope());
    checkExports(this.#ports.stacks?.() ?? [], this.#stack, outputs);
    this.#stack.outputs = outputs;
  }

  async #rollBackUpdate(reason: string): Promise<void> {
    delete this.#stack.updateCancelled;
    this.#status('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    await this.#revert();
  }

  /**
   * Restores the earlier version of every resource, in creation order, then deletes the resources that only
   * the failed version had.
   */
  async #revert(): Promise<void> {
    const previous = this.#stack.previous;
    if (!previous) return this.#status('UPDATE_ROLLBACK_FAILED', 'There is no earlier version to return to.');
    for (const before of inCreationOrder(previous.resources)) {
      const now = this.#find(before.logicalId);
      if (now?.physicalId === before.physicalId && now.type === before.type) {
        if (canonical(now.properties) === canonical(before.properties) && now.status !== 'UPDATE_FAILED')
          continue;
        try {
          await this.#change(now, before.properties, true);
        } catch (error) {
          return this.#status(
            'UPDATE_ROLLBACK_FAILED',
            `The following resource(s) failed to update: [${before.logicalId}]. ${messageOf(error)}`,
          );
        }
      } else {
        if (now && now.physicalId !== '') this.#stack.leftovers.push(now);
        this.#put({ ...before });
        this.#note(before, 'UPDATE_COMPLETE');
      }
    }
    const earlier = new Set(previous.resources.map((resource) => resource.logicalId));
    this.#stack.leftovers = this.#stack.leftovers.filter(
      (leftover) => !previous.resources.some((resource) => resource.physicalId === leftover.physicalId),
    );
    this.#stack.leftovers.push(
      ...this.#stack.resources.filter((resource) => !earlier.has(resource.logicalId)),
    );
    this.#stack.resources = this.#stack.resources.filter((resource) => earlier.has(resource.logicalId));
    this.#takeVersion(previous);
    this.#status('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.#finishUpdateRollback();
  }

  async #finishUpdateRollback(): Promise<void> {
    await this.#removeAll(this.#stack.leftovers, 'create');
    this.#stack.leftovers = [];
    delete this.#stack.previous;
    this.#status('UPDATE_ROLLBACK_COMPLETE');
  }

  #takeVersion(version: StackVersion): void {
    this.#stack.templateBody = version.templateBody;
    this.#stack.parameters = version.parameters;
    this.#stack.tags = version.tags;
    this.#stack.outputs = version.outputs;
    if (version.imports === undefined) delete this.#stack.imports;
    else this.#stack.imports = version.imports;
  }

  /**
   * Stops a create or an update that has timed out or was cancelled; rollbacks are not affected.
   * @throws Error with the reason that the stack shows
   */
  #refuseToGoOn(): void {
    const { status, timeoutInMinutes, updateCancelled } = this.#stack;
    if (
      status === 'CREATE_IN_PROGRESS' &&
      this.#deadline !== undefined &&
      this.#ports.now() >= this.#deadline
    )
      throw new Error(
        `Stack creation time exceeded the specified timeout of ${timeoutInMinutes ?? 0} minutes.`,
      );
    if (status === 'UPDATE_IN_PROGRESS' && updateCancelled === true) throw new Error('User Initiated');
  }

  /** The stack's deletion was requested while it was being created. */
  get #cancelled(): boolean {
    return this.#stack.status === 'DELETE_IN_PROGRESS';
  }

  /**
   * Creates, changes or replaces every resource of the template. Rejects at the first failure, with the
   * reason the stack shows.
   */
  async #apply(): Promise<void> {
    for (const logicalId of wanted(this.#template, this.#scope())) {
      const declared = this.#template.resources[logicalId];
      if (this.#cancelled) return;
      this.#refuseToGoOn();
      if (!declared) continue;
      const type = this.#typeOf(declared.type);
      const before = this.#find(logicalId);
      try {
        await this.#settle(logicalId, declared, type, before);
      } catch (error) {
        const verb = before ? 'update' : 'create';
        const failed = this.#find(logicalId);
        if (failed)
          this.#mark(
            failed,
            failed.status.startsWith('CREATE') ? 'CREATE_FAILED' : 'UPDATE_FAILED',
            messageOf(error),
          );
        this.#refuseToGoOn();
        throw new Error(`The following resource(s) failed to ${verb}: [${logicalId}].`);
      }
    }
  }

  async #settle(
    logicalId: string,
    declared: TemplateResource,
    type: ResourceType,
    before: StackResource | undefined,
  ): Promise<void> {
    const frame = resourceFrame(this.#template, logicalId, declared);
    if (!before) {
      await this.#make(
        {
          ...frame,
          physicalId: '',
          properties: {},
          attributes: {},
          status: 'CREATE_IN_PROGRESS',
          changedAt: this.#ports.now(),
        },
        declared,
        type,
      );
      return;
    }
    const after = resourceProperties(logicalId, declared, type, this.#scope(), this.#stack.tags);
    const changed =
      before.type === declared.type ? changedProperties(before.properties, after) : Object.keys(after);
    Object.assign(before, before.type === declared.type ? frame : {});
    if (changed.length === 0 && before.type === declared.type) return;
    if (before.type === declared.type && replacing(type.properties, changed).length === 0) {
      await this.#change(before, after, false);
      return;
    }
    // The old one exists until the clean-up; `previous` refers to it for a rollback.
    this.#stack.leftovers.push({ ...before, updateReplacePolicy: declared.updateReplacePolicy });
    const successor: StackResource = {
      ...frame,
      physicalId: '',
      properties: {},
      attributes: {},
      status: 'CREATE_IN_PROGRESS',
      changedAt: this.#ports.now(),
    };
    this.#note(
      { ...before, properties: after },
      'UPDATE_IN_PROGRESS',
      'Requested update requires the creation of a new physical resource; hence creating one.',
    );
    await this.#make(successor, declared, type);
  }

  async #make(resource: StackResource, declared: TemplateResource, type: ResourceType): Promise<void> {
    this.#put(resource);
    this.#mark(resource, 'CREATE_IN_PROGRESS');
    resource.properties = resourceProperties(
      resource.logicalId,
      declared,
      type,
      this.#scope(),
      this.#stack.tags,
    );
    const context = this.#context(resource);
    resource.physicalId = await type.create(resource.properties, context);
    resource.attributes = await type.read(resource.physicalId, context);
    this.#mark(resource, 'CREATE_COMPLETE');
  }

  async #change(resource: StackResource, after: ValueMap, back: boolean): Promise<void> {
    const type = this.#typeOf(resource.type);
    const before = resource.properties;
    resource.properties = after;
    this.#mark(resource, 'UPDATE_IN_PROGRESS');
    const context = this.#context(resource);
    try {
      await type.update(resource.physicalId, before, after, context);
      resource.attributes = await type.read(resource.physicalId, context);
    } catch (error) {
      if (back) this.#mark(resource, 'UPDATE_FAILED', messageOf(error));
      throw error;
    }
    this.#mark(resource, 'UPDATE_COMPLETE');
  }

  /**
   * @param policy the policy that applies: the resource's DeletionPolicy, its UpdateReplacePolicy, or the
   * rule for the remains of a failed attempt
   */
  async #removeAll(
    resources: readonly StackResource[],
    policy: 'deletionPolicy' | 'updateReplacePolicy' | 'create',
    retained: ReadonlySet<string> = new Set(),
  ): Promise<string[]> {
    const failed: string[] = [];
    for (const resource of inCreationOrder(resources).reverse()) {
      if (resource.physicalId === '' || resource.status === 'DELETE_COMPLETE') continue;
      const replaced = policy === 'updateReplacePolicy' && this.#find(resource.logicalId) !== undefined;
      const chosen: DeletionPolicy =
        policy === 'create'
          ? resource.deletionPolicy === 'Retain'
            ? 'Retain'
            : 'Delete'
          : replaced
            ? resource.updateReplacePolicy
            : resource.deletionPolicy === 'RetainExceptOnCreate'
              ? 'Retain'
              : resource.deletionPolicy;
      if (chosen === 'Retain' || retained.has(resource.logicalId)) {
        this.#mark(resource, 'DELETE_SKIPPED');
        continue;
      }
      try {
        this.#mark(resource, 'DELETE_IN_PROGRESS');
        await this.#typeOf(resource.type).remove(resource.physicalId, this.#context(resource));
        this.#mark(resource, 'DELETE_COMPLETE');
      } catch (error) {
        failed.push(resource.logicalId);
        this.#mark(resource, 'DELETE_FAILED', messageOf(error));
      }
    }
    return failed;
  }

  #scope() {
    return scopeOf(
      {
        template: this.#template,
        parameters: this.#stack.parameters,
        stack: this.#stack,
        environment: this.#ports.environment,
      },
      (logicalId) => {
        const resource = this.#find(logicalId);
        if (!resource || resource.physicalId === '')
          throw invalid(`Unresolved resource dependency [${logicalId}]`);
        return resource;
      },
    );
  }

  #context(resource: StackResource): ResourceContext {
    return {
      logicalId: resource.logicalId,
      generatedName:
        `${this.#stack.name}-${resource.logicalId}-${this.#ports.uuid().replaceAll('-', '').slice(0, 12).toUpperCase()}`.slice(
          -128,
        ),
      call: (operation, input) => this.#ports.call(operation, input),
      pause: async (milliseconds) => {
        await this.#ports.pause(milliseconds);
        this.#refuseToGoOn();
      },
      create: async (operation, input, idOf) => {
        await this.#ports.call(operation, input, (answer) => {
          resource.physicalId = idOf(answer);
          this.#mark(resource, resource.status, 'Resource creation Initiated');
        });
        return resource.physicalId;
      },
    };
  }

  #typeOf(name: string): ResourceType {
    const type = this.#ports.types.get(name);
    if (!type) throw invalid(`Template format error: Unrecognized resource types: [${name}]`);
    return type;
  }

  #find(logicalId: string): StackResource | undefined {
    return this.#stack.resources.find((resource) => resource.logicalId === logicalId);
  }

  #put(resource: StackResource): void {
    const at = this.#stack.resources.findIndex((one) => one.logicalId === resource.logicalId);
    if (at < 0) this.#stack.resources.push(resource);
    else this.#stack.resources[at] = resource;
  }

  #mark(resource: StackResource, status: ResourceStatus, reason?: string): void {
    resource.status = status;
    resource.changedAt = this.#ports.now();
    if (reason === undefined) delete resource.statusReason;
    else resource.statusReason = reason;
    this.#note(resource, status, reason);
  }

  #note(resource: StackResource, status: ResourceStatus, reason?: string): void {
    this.#record(resource.logicalId, resource.physicalId, resource.type, status, reason, resource.properties);
  }

  #status(status: StackStatus, reason?: string): void {
    setStatus(this.#ports, this.#stack, status, reason);
  }

  #record(
    logicalId: string,
    physicalId: string,
    type: string,
    status: ResourceStatus,
    reason?: string,
    properties?: ValueMap,
  ): void {
    recordEvent(this.#ports, this.#stack, {
      logicalId,
      physicalId,
      type,
      status,
      ...optional('reason', reason),
      ...optional('properties', properties),
    });
    this.#ports.changed(this.#stack);
  }
}

/** Sets the stack's own status and adds its event. */
export function setStatus(ports: StackPorts, stack: Stack, status: StackStatus, reason?: string): void {
  stack.status = status;
  if (reason === undefined) delete stack.statusReason;
  else stack.statusReason = reason;
  recordEvent(ports, stack, {
    logicalId: stack.name,
    physicalId: stack.stackId,
    type: 'AWS::CloudFormation::Stack',
    status,
    ...optional('reason', reason),
  });
  ports.changed(stack);
}

function recordEvent(
  ports: StackPorts,
  stack: Stack,
  event: Omit<Stack['events'][number], 'eventId' | 'at' | 'token'>,
): void {
  stack.events.push({ ...event, eventId: ports.uuid(), at: ports.now(), ...optional('token', stack.token) });
  if (stack.events.length > mostEvents) stack.events.splice(0, stack.events.length - mostEvents);
}

/** Stored resources, each after its dependencies. */
function inCreationOrder(resources: readonly StackResource[]): StackResource[] {
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
