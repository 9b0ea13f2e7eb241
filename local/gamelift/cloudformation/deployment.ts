/**
 * Moves stacks from one state to another: create, update, roll back, delete. Every step is stored in the
 * stack before the next begins, and a rollback needs only the stack, so that a deployment whose process was
 * killed can be resumed.
 *
 * The order is that of the CloudFormation guide ("Update behaviors of stack resources"). A replacement is
 * created before the resources that refer to it are changed. The replaced resource is deleted last, in the
 * clean-up phase.
 */
import { messageOf } from '../../../core/message-of';
import { DeployedResources, inCreationOrder } from './deployed-resources';
import { checkExports } from './exports';
import { evaluateOutputs, wanted } from './plan';
import { canonical } from './properties';
import {
  type Stack,
  type StackPorts,
  type StackResource,
  type StackStatus,
  type StackVersion,
} from './stack';
import { setStatus } from './stack-events';
import { parseTemplate, type ParsedTemplate } from './template';

const stopped = 'The local CloudFormation was stopped while this was under way.';

/** One operation on a stack, from its `…_IN_PROGRESS` status to its last one. */
export class Deployment {
  readonly #ports: StackPorts;
  readonly #stack: Stack;

  readonly #template: ParsedTemplate;
  readonly #resources: DeployedResources;
  /** When a create times out; milliseconds since the epoch. */
  #deadline: number | undefined;

  constructor(ports: StackPorts, stack: Stack) {
    this.#ports = ports;
    this.#stack = stack;

    this.#template = parseTemplate(stack.templateBody);
    this.#resources = new DeployedResources(ports, stack, this.#template, () => this.#checkStop());
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
    this.#setAside(new Set(wanted(this.#template, this.#resources.scope())));
    this.#status('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.#finishUpdate();
  }

  /** DELETE_IN_PROGRESS → DELETE_COMPLETE or DELETE_FAILED. @param retained logical ids to leave alone */
  async remove(retained: ReadonlySet<string> = new Set()): Promise<void> {
    const { leftovers, resources } = this.#stack;
    const failed = await this.#resources.remove(leftovers, 'deletionPolicy', retained);
    failed.push(...(await this.#resources.remove(resources, 'deletionPolicy', retained)));
    if (failed.length > 0) return this.#status('DELETE_FAILED', notDeleted(failed));
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

  /** Retries the rollback of an update. */
  async continueRollback(): Promise<void> {
    this.#status('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
    await this.#revert();
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
    const failed = await this.#resources.remove(this.#stack.resources, 'failed-attempt');
    if (failed.length > 0) return this.#status('ROLLBACK_FAILED', notDeleted(failed));
    this.#stack.resources = [];
    this.#status('ROLLBACK_COMPLETE');
  }

  async #finishUpdate(): Promise<void> {
    await this.#resources.remove(this.#stack.leftovers, 'updateReplacePolicy');
    this.#stack.leftovers = [];
    delete this.#stack.previous;
    delete this.#stack.updateCancelled;
    this.#status('UPDATE_COMPLETE');
  }

  #takeOutputs(): void {
    const outputs = evaluateOutputs(this.#template, this.#resources.scope());
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
      try {
        await this.#restore(before);
      } catch (error) {
        return this.#status(
          'UPDATE_ROLLBACK_FAILED',
          `The following resource(s) failed to update: [${before.logicalId}]. ${messageOf(error)}`,
        );
      }
    }
    this.#stack.leftovers = this.#stack.leftovers.filter(
      (leftover) => !previous.resources.some((resource) => resource.physicalId === leftover.physicalId),
    );
    this.#setAside(new Set(previous.resources.map((resource) => resource.logicalId)));
    this.#takeVersion(previous);
    this.#status('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.#finishUpdateRollback();
  }

  async #restore(before: StackResource): Promise<void> {
    const now = this.#resources.find(before.logicalId);
    if (now?.physicalId !== before.physicalId || now.type !== before.type) {
      if (now && now.physicalId !== '') this.#stack.leftovers.push(now);
      this.#resources.put({ ...before });
      this.#resources.note(before, 'UPDATE_COMPLETE');
    } else if (canonical(now.properties) !== canonical(before.properties) || now.status === 'UPDATE_FAILED')
      await this.#resources.change(now, before.properties, true);
  }

  async #finishUpdateRollback(): Promise<void> {
    await this.#resources.remove(this.#stack.leftovers, 'failed-attempt');
    this.#stack.leftovers = [];
    delete this.#stack.previous;
    this.#status('UPDATE_ROLLBACK_COMPLETE');
  }

  /** Moves all other resources to the leftovers, for the clean-up. @param kept logical ids */
  #setAside(kept: ReadonlySet<string>): void {
    const { leftovers, resources } = this.#stack;
    leftovers.push(...resources.filter((resource) => !kept.has(resource.logicalId)));
    this.#stack.resources = resources.filter((resource) => kept.has(resource.logicalId));
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
  #checkStop(): void {
    const { status, timeoutInMinutes = 0, updateCancelled } = this.#stack;
    const isLate = this.#deadline !== undefined && this.#ports.now() >= this.#deadline;
    if (status === 'CREATE_IN_PROGRESS' && isLate)
      throw new Error(`Stack creation time exceeded the specified timeout of ${timeoutInMinutes} minutes.`);
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
    for (const logicalId of wanted(this.#template, this.#resources.scope())) {
      const declared = this.#template.resources[logicalId];
      if (this.#cancelled) return;
      this.#checkStop();
      if (!declared) continue;
      const verb = this.#resources.find(logicalId) ? 'update' : 'create';
      try {
        await this.#resources.settle(logicalId, declared);
      } catch (error) {
        this.#markFailed(logicalId, messageOf(error));
        this.#checkStop();
        throw new Error(`The following resource(s) failed to ${verb}: [${logicalId}].`);
      }
    }
  }

  #markFailed(logicalId: string, reason: string): void {
    const failed = this.#resources.find(logicalId);
    if (!failed) return;
    const status = failed.status.startsWith('CREATE') ? 'CREATE_FAILED' : 'UPDATE_FAILED';
    this.#resources.mark(failed, status, reason);
  }

  #status(status: StackStatus, reason?: string): void {
    setStatus(this.#ports, this.#stack, status, reason);
  }
}

const notDeleted = (logicalIds: readonly string[]): string =>
  `The following resource(s) failed to delete: [${logicalIds.join(', ')}]. `;
