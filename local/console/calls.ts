import * as z from 'zod';
import { type CallsDocument, type CallTree, type ServiceCall } from '../../contract/console/calls';
import { type NamedRows, type WatchedCall } from '../dynamodb';
import { type Insight } from '../gamelift';
import { type RequestRecord } from '../gamelift/operation';
import { type WatchedInvocation } from '../lambda';
import { requestOfTrace } from '../trace';
import { type CallLog } from './call-log';
import { type PlayerNames } from './player-names';
import { curlCommand } from '../../contract/rest/curl';
import { awsCommand, type Endpoints, withoutSecrets } from './shell';

/** The number of trees on a page. */
const mostTrees = 100;
/** Calls of a script within this time belong to one action. */
const scriptGapMilliseconds = 50;

const restEvent = z.object({
  routeKey: z.string(),
  rawPath: z.string(),
  rawQueryString: z.string(),
  body: z.string().optional(),
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    authorizer: z.object({ jwt: z.object({ claims: z.looseObject({ sub: z.string() }) }) }).optional(),
  }),
});
const busEvent = z.object({
  detail: z.looseObject({
    type: z.string(),
    tickets: z.array(z.object({ players: z.array(z.object({ playerId: z.string() })) })).optional(),
  }),
});
const httpAnswer = z.object({ statusCode: z.number() });

/** A tree without the names of its players. */
type Bare = Omit<CallTree, 'players'> & { readonly playerIds: readonly string[] };

/**
 * Recent calls, newest first.
 * @param of a player or a match: only the calls that concern it
 */
export async function callsDocument(
  log: CallLog,
  insight: Insight,
  names: PlayerNames,
  endpoints: Endpoints,
  of: string | undefined,
): Promise<CallsDocument> {
  const ahead = insight.clock.now() - Date.now();
  // Most calls were on the page before: they are shown as they were.
  const calls = [
    ...log.calls.list().map((call) => made(dynamoDbCalls, call, () => dynamoDbCall(call, endpoints))),
    ...insight
      .requests()
      .map((record) => made(gameLiftCalls, record, () => gameLiftCall(record, ahead, endpoints)))
      .filter(({ requestId }) => requestId !== undefined),
  ];
  const byRequest = new Map<string, ServiceCall[]>();
  const untraced: ServiceCall[] = [];
  for (const { requestId, call } of calls) {
    const known = requestId === undefined ? untraced : byRequest.get(requestId);
    if (known !== undefined) known.push(call);
    else if (requestId !== undefined) byRequest.set(requestId, [call]);
  }
  const trees = [
    ...log.invocations
      .list()
      .map((one) => invocationTree(one, byRequest.get(one.requestId) ?? [], endpoints)),
    ...scriptTrees(untraced),
  ]
    .filter((tree) => of === undefined || concerns(tree, of))
    .sort((one, other) => other.at - one.at)
    .slice(0, mostTrees);
  const named = await names.of(trees.flatMap(({ playerIds }) => playerIds));
  return {
    since: log.since,
    trees: trees.map(({ playerIds, ...tree }) => ({ ...tree, players: playerIds.map(named) })),
  };
}

interface Traced {
  readonly requestId: string | undefined;
  readonly call: ServiceCall;
}

const dynamoDbCalls = new WeakMap<WatchedCall, Traced>();
const gameLiftCalls = new WeakMap<RequestRecord, Traced>();

/** What was made of a call before, or else is made now. */
function made<Call extends object>(known: WeakMap<Call, Traced>, call: Call, make: () => Traced): Traced {
  const before = known.get(call);
  if (before !== undefined) return before;
  const now = make();
  known.set(call, now);
  return now;
}

/** @param ahead milliseconds by which the time of the stack, which GameLift has, is ahead of the machine's */
function gameLiftCall(
  { trace, operation, time, milliseconds, input, fault }: RequestRecord,
  ahead: number,
  endpoints: Endpoints,
): Traced {
  return {
    requestId: requestOfTrace(trace),
    call: {
      service: 'gamelift',
      operation,
      at: time * 1000 - ahead,
      milliseconds,
      tables: [],
      keys: [],
      units: 0,
      ...(fault === undefined ? {} : { error: fault.code }),
      shell: awsCommand('gamelift', operation, input, endpoints),
    },
  };
}

function dynamoDbCall(watched: WatchedCall, endpoints: Endpoints): Traced {
  const { operation, at, milliseconds, trace, tables, rows, units, request, error } = watched;
  return {
    requestId: requestOfTrace(trace),
    call: {
      service: 'dynamodb',
      operation,
      at,
      milliseconds,
      tables,
      keys: rows.map(shownRows),
      units,
      ...(error === undefined ? {} : { error }),
      shell: awsCommand('dynamodb', operation, request, endpoints),
    },
  };
}

/** Keys as a person reads them: `pk sk`; of a query what the sort keys begin with, and an ellipsis. */
function shownRows({ pk, sk, index, isQuery }: NamedRows): string {
  return `${index === undefined ? '' : `${index}: `}${pk}${sk === '' ? '' : ` ${sk}`}${isQuery ? '…' : ''}`;
}

function invocationTree(
  { function: name, requestId, at, milliseconds, event, result }: WatchedInvocation,
  calls: readonly ServiceCall[],
  endpoints: Endpoints,
): Bare {
  const common = { id: requestId, at, milliseconds, units: unitsOf(calls), calls };
  const rest = restEvent.safeParse(event);
  if (rest.success) {
    const answer = httpAnswer.safeParse(result.ok ? result.payload : undefined);
    const status = answer.success ? answer.data.statusCode : 500;
    const player = rest.data.requestContext.authorizer?.jwt.claims.sub;
    return {
      ...common,
      kind: 'rest',
      title: rest.data.routeKey,
      status: String(status),
      failed: status >= 400,
      playerIds: player === undefined ? [] : [player],
      shell: curlCommand(
        {
          method: rest.data.requestContext.http.method,
          path: rest.data.rawPath,
          query: rest.data.rawQueryString,
          body: withoutSecrets(rest.data.body),
          signedIn: player !== undefined,
        },
        endpoints.api,
      ),
    };
  }
  const bus = busEvent.safeParse(event);
  const players = bus.success
    ? (bus.data.detail.tickets ?? []).flatMap((ticket) => ticket.players.map(({ playerId }) => playerId))
    : [];
  return {
    ...common,
    kind: 'event',
    title: bus.success ? `${name}: ${bus.data.detail.type}` : name,
    status: result.ok ? 'done' : result.reason,
    failed: !result.ok,
    playerIds: [...new Set(players)],
  };
}

const unitsOf = (calls: readonly ServiceCall[]): number => calls.reduce((sum, { units }) => sum + units, 0);

/** Calls outside of functions: those of Realtime scripts, grouped by time. */
function scriptTrees(calls: readonly ServiceCall[]): readonly Bare[] {
  const groups: ServiceCall[][] = [];
  for (const call of calls) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const near = last !== undefined && call.at - last.at < scriptGapMilliseconds;
    if (group !== undefined && near && partition(last) === partition(call)) group.push(call);
    else groups.push([call]);
  }
  return groups.flatMap((group, index) => {
    const [first] = group;
    if (first === undefined) return [];
    return {
      id: `script ${first.at} ${index}`,
      kind: 'script' as const,
      title: group.map(({ operation }) => operation).join(', '),
      at: first.at,
      milliseconds: group.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      status: group.some(({ error }) => error !== undefined) ? 'refused' : 'done',
      failed: group.some(({ error }) => error !== undefined),
      units: unitsOf(group),
      playerIds: [],
      calls: group,
    };
  });
}

const partition = ({ keys }: ServiceCall): string => keys[0]?.split(' ')[0] ?? '';

function concerns({ playerIds, calls, title, shell = '' }: Bare, id: string): boolean {
  return (
    playerIds.includes(id) ||
    title.includes(id) ||
    shell.includes(id) ||
    calls.some(({ keys }) => keys.some((key) => key.includes(id)))
  );
}
