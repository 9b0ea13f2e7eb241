import * as z from 'zod';
import { type CallTree, type ServiceCall } from '../../contract/console/calls';
import { curlCommand } from '../../contract/rest/curl';
import { type TableName } from '../../contract/tables';
import { type WatchedInvocation } from '../lambda';
import { idsIn } from './call-ids';
import { scriptCall, type ScriptCall, scriptTitle } from './script-calls';
import { type Traced } from './service-calls';
import { type Endpoints, withoutSecrets } from './shell';

/** Calls of a script within this time belong to one action. */
const scriptGapMs = 50;

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
    matchId: z.string().optional(),
    tickets: z
      .array(z.object({ ticketId: z.string(), players: z.array(z.object({ playerId: z.string() })) }))
      .optional(),
  }),
});
const httpAnswer = z.object({ statusCode: z.number() });

/** A tree without the names of its players. */
export interface Bare extends Omit<CallTree, 'players' | 'repeats' | 'ticketId'> {
  readonly playerIds: readonly string[];
  readonly ticketIds: readonly string[];
}

/** The description of an invocation, without its calls. */
type Words = Omit<Bare, 'id' | 'at' | 'milliseconds' | 'units' | 'calls'>;

const wordsOf = new WeakMap<WatchedInvocation, Words>();

/** An invocation of a function with its calls. */
export function invocationTree(
  invocation: WatchedInvocation,
  calls: readonly ServiceCall[],
  endpoints: Endpoints,
): Bare {
  const words = wordsOf.get(invocation) ?? wordsWithIds(invocation, calls, endpoints);
  wordsOf.set(invocation, words);
  const { requestId: id, at, milliseconds } = invocation;
  return { ...words, id, at, milliseconds, units: unitsOf(calls), calls };
}

/** An invocation is reported when it has ended: its calls, which contain the ids, are known by then. */
function wordsWithIds(
  invocation: WatchedInvocation,
  calls: readonly ServiceCall[],
  endpoints: Endpoints,
): Words {
  const words = restWords(invocation, endpoints) ?? eventWords(invocation);
  const { matchIds, ticketIds } = idsIn(calls.flatMap(({ keys }) => keys).join(' '));
  const matchId = words.matchId ?? matchIds[0];
  return {
    ...words,
    ticketIds: words.ticketIds.length > 0 ? words.ticketIds : ticketIds,
    ...(matchId === undefined ? {} : { matchId }),
  };
}

/** Of a request of the REST API; undefined for another event. */
function restWords({ event, result }: WatchedInvocation, endpoints: Endpoints): Words | undefined {
  const { data: rest } = restEvent.safeParse(event);
  if (rest === undefined) return undefined;
  const answer = httpAnswer.safeParse(result.ok ? result.payload : undefined);
  const status = answer.success ? answer.data.statusCode : 500;
  const player = rest.requestContext.authorizer?.jwt.claims.sub;
  return {
    kind: 'rest',
    title: rest.routeKey,
    status: String(status),
    failed: status >= 400,
    playerIds: player === undefined ? [] : [player],
    ticketIds: [],
    shell: curlCommand(
      {
        method: rest.requestContext.http.method,
        path: rest.rawPath,
        query: rest.rawQueryString,
        body: withoutSecrets(rest.body),
        signedIn: player !== undefined,
      },
      endpoints.api,
    ),
  };
}

function eventWords({ function: name, event, result }: WatchedInvocation): Words {
  const detail = busEvent.safeParse(event).data?.detail;
  const tickets = detail?.tickets ?? [];
  return {
    kind: 'event',
    title: detail === undefined ? name : `${name}: ${detail.type}`,
    status: result.ok ? 'done' : result.reason,
    failed: !result.ok,
    playerIds: [...new Set(tickets.flatMap(({ players }) => players.map(({ playerId }) => playerId)))],
    ticketIds: tickets.map(({ ticketId }) => ticketId),
    ...(detail?.matchId === undefined ? {} : { matchId: detail.matchId }),
  };
}

const unitsOf = (calls: readonly ServiceCall[]): number => calls.reduce((sum, { units }) => sum + units, 0);

/** Calls outside of functions: those of Realtime scripts, grouped by time. */
export function scriptTrees(
  traced: readonly Traced[],
  names: Readonly<Record<TableName, string>>,
): readonly Bare[] {
  const groups: Traced[][] = [];
  for (const one of traced) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const near = last !== undefined && one.call.at - last.call.at < scriptGapMs;
    if (group !== undefined && near && partition(last) === partition(one)) group.push(one);
    else groups.push([one]);
  }
  return groups.flatMap((group, index) => scriptTree(group, index, names));
}

function scriptTree(
  group: readonly Traced[],
  index: number,
  names: Readonly<Record<TableName, string>>,
): readonly Bare[] {
  const calls = group.map(({ call }) => call);
  const [first] = calls;
  if (first === undefined) return [];
  const done: readonly ScriptCall[] = group.flatMap(({ watched }) =>
    watched === undefined ? [] : [scriptCall(watched, names)],
  );
  const matchId = done.find((call) => call.matchId !== undefined)?.matchId;
  const entry = done.find((call) => call.entry !== undefined)?.entry;
  const failed = calls.some(({ error }) => error !== undefined);
  return [
    {
      id: `script ${first.at} ${index}`,
      kind: 'script',
      title: scriptTitle(done),
      at: first.at,
      milliseconds: calls.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      status: failed ? 'refused' : 'done',
      failed,
      units: unitsOf(calls),
      playerIds: [...new Set(done.flatMap(({ playerIds }) => playerIds))],
      ticketIds: [],
      calls,
      ...(matchId === undefined ? {} : { matchId }),
      ...(entry === undefined ? {} : { entry }),
    },
  ];
}

const partition = ({ call: { keys } }: Traced): string => keys[0]?.split(' ')[0] ?? '';
