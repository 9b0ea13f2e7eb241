/** The CloudFormation endpoint on the local GameLift's port. */
import { messageOf } from '../../../core/message-of';
import { type TaskClock } from '../task-clock';
import { type Ids, type AccountRegion } from '../identity';
import { type Call } from '../protocol/call';
import { type HttpAnswer, type ProtocolHandler } from '../protocol/exchange';
import { type State } from '../state/state';
import { performAction } from './actions';
import { ChangeSets } from './change-sets';
import { exportsOf } from './exports';
import { answerXml, errorXml, QueryInput } from './query';
import { OperationFault } from './resources/api';
import { resourceTypes } from './resources/types';
import { type ResourceType, type Stack, type StackPorts } from './stack';
import { Stacks } from './stacks';
import { CloudFormationError, validationError } from './errors';
import { isMap } from './template';

/** The dependencies of the local CloudFormation. */
export interface CloudFormationOptions {
  readonly place: AccountRegion;
  readonly clock: TaskClock;
  readonly ids: Ids;
  readonly state: State;
  /** The operations of the GameLift API, through which resources are created, changed and deleted. */
  readonly call: Call;
  /** Types besides GameLift's own. */
  readonly types?: readonly ResourceType[];
  readonly log: (line: string) => void;
}

/** The local CloudFormation on the shared port. */
export interface CloudFormation {
  /** Answers form-encoded requests. */
  readonly claimant: ProtocolHandler;
  readonly stacks: Stacks;
}

/** Creates the endpoint. Deployments that a stopped process left unfinished are resumed at once. */
export function createCloudFormation(options: CloudFormationOptions): CloudFormation {
  const kept = options.state.collection<Stack>('cloudformation-stacks');
  const ports: StackPorts = {
    ...workPorts(options),
    environment: {
      region: options.place.region,
      account: options.place.account,
      exported: (name) => exportsOf(stacks.all()).find((one) => one.name === name)?.value,
    },
    stacks: () => stacks.all(),
    changed: (stack) => {
      kept.put(stack.stackId, structuredClone(stack));
    },
  };
  const stacks = new Stacks(
    ports,
    [...kept.values()].map((stack) => structuredClone(stack)),
  );
  return { claimant: claimantOf(options, stacks, new ChangeSets(ports, stacks)), stacks };
}

/** Time, ids, and the calls through which resources change. */
function workPorts({
  clock,
  ids,
  call,
  types = [],
}: CloudFormationOptions): Pick<StackPorts, 'types' | 'now' | 'uuid' | 'pause' | 'call'> {
  const plain = (output: unknown) => (isMap(output) ? output : {});
  return {
    types: new Map([...resourceTypes, ...types.map((type) => [type.type, type] as const)]),
    now: () => clock.now(),
    uuid: () => ids.uuid(),
    // Pending work runs before the clock advances: under a virtual clock a poll would otherwise miss its own
    // time.
    pause: (delayMs) =>
      new Promise((resolve) => {
        clock.after(delayMs, async () => {
          resolve();
          await new Promise((turn) => {
            setImmediate(turn);
          });
        });
      }),
    call: async (operation, input, done) => {
      const { fault, output } = await call({
        operation,
        protocol: 'json',
        requestId: ids.uuid(),
        input: () => input,
        ...(done === undefined
          ? {}
          : {
              done: (answer) => {
                done(plain(answer));
              },
            }),
      });
      if (fault) throw new OperationFault(fault.code, fault.message, operation);
      return plain(output);
    },
  };
}

function claimantOf(
  { state, log }: CloudFormationOptions,
  stacks: Stacks,
  changeSets: ChangeSets,
): ProtocolHandler {
  return {
    name: 'cloudformation',
    claims: ({ method, headers }) =>
      method === 'POST' && (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'),
    answer: async ({ body, requestId }) => {
      const form = new URLSearchParams(body.toString('utf8'));
      const action = form.get('Action') ?? '';
      try {
        const result = await performAction(
          { stacks, changeSets, fetchTemplate },
          action,
          new QueryInput(form),
        );
        if (state.dirty) await state.flushed();
        return xmlAnswer(200, answerXml(action, result, requestId));
      } catch (error) {
        if (error instanceof CloudFormationError)
          return xmlAnswer(400, errorXml(error.code, error.message, true, requestId));
        log(
          `CloudFormation ${action} failed: ` +
            `${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
        return xmlAnswer(
          500,
          errorXml(
            'InternalFailure',
            'The local CloudFormation failed; its log says more.',
            false,
            requestId,
          ),
        );
      }
    },
  };
}

const xmlAnswer = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

/** The service reads a template of at most 1 MB from a URL (CloudFormation quotas). */
const maxFetchedCharacters = 1_024_000;

/** @throws CloudFormationError ValidationError when the URL cannot be read */
async function fetchTemplate(url: string): Promise<string> {
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const text = await answer.text();
    if (text.length > maxFetchedCharacters) throw new Error('more than 1 MB');
    return text;
  } catch (error) {
    throw validationError(
      `TemplateURL must reference a valid S3 object to which you have access. (${messageOf(error)})`,
    );
  }
}
