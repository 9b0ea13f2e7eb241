import fs from 'node:fs';
import { zipSync } from 'fflate';
import { z } from 'zod';
import { type TaskClock, VirtualClock } from '../task-clock';
import { type Context } from '../context';
import { type Placements } from '../placement/placements';
import { type HttpAnswer, type ProtocolHandler, type Incoming, jsonAnswer } from '../protocol/exchange';
import { type Sessions } from '../sessions/sessions';
import { type Snapshots } from './snapshots';

/** `/_local/*`: endpoints for tests and for the console, not part of the AWS API. */

const clockBody = z.object({ toSeconds: z.number().nonnegative().max(1e9) });
const hostingBody = z.object({ outcome: z.enum(['FULFILLED', 'TIMED_OUT', 'ERROR', 'UNAVAILABLE']) });

/** The parts behind the local API, which AWS does not have. */
export interface LocalApiParts {
  readonly context: Context;
  readonly placements: Placements;
  readonly sessions: Sessions;
  readonly snapshots: Snapshots;
}

const problem = (status: number, message: string): HttpAnswer => jsonAnswer(status, { error: message });

function parse<Value>(
  schema: z.ZodType<Value>,
  body: Buffer,
): { readonly value: Value } | { readonly refused: HttpAnswer } {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return { refused: problem(400, 'The body is not JSON.') };
  }
  const parsed = schema.safeParse(json);
  return parsed.success
    ? { value: parsed.data }
    : {
        refused: problem(
          400,
          parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
        ),
      };
}

async function advance(clock: TaskClock, body: Buffer): Promise<HttpAnswer> {
  if (!(clock instanceof VirtualClock))
    return problem(409, 'The clock is real: start with --virtual-clock to advance it.');
  const parsed = parse(clockBody, body);
  if ('refused' in parsed) return parsed.refused;
  try {
    await clock.advanceTo(clock.start + parsed.value.toSeconds * 1000);
  } catch (error) {
    if (error instanceof RangeError) return problem(400, error.message);
    throw error;
  }
  return jsonAnswer(200, {
    seconds: (clock.now() - clock.start) / 1000,
    time: new Date(clock.now()).toISOString(),
  });
}

function decide({ context, placements, sessions }: LocalApiParts, body: Buffer): HttpAnswer {
  if (context.hosting !== 'hold')
    return problem(409, `Hosting is ${context.hosting}: start with --hosting hold to decide placements.`);
  const parsed = parse(hostingBody, body);
  if ('refused' in parsed) return parsed.refused;
  const { outcome } = parsed.value;
  const decided = placements.decide(outcome);
  if (decided === undefined && outcome !== 'UNAVAILABLE') return problem(409, 'No placement is pending.');
  const session =
    decided?.gameSessionId === undefined ? undefined : sessions.gameSessions.get(decided.gameSessionId);
  return jsonAnswer(200, {
    outcome,
    ...(decided === undefined ? {} : { placement: placements.answer(decided) }),
    ...(session === undefined ? {} : { gameSessionArn: session.gameSessionId }),
  });
}

const healthPath = '/_local/health';

/** Whether what is answered would outlive the process: not while the disk refuses to be written to. */
function health({ state }: Context): HttpAnswer {
  return state.broken === undefined
    ? { status: 200, headers: { 'content-type': 'text/plain' }, body: 'healthy: gamelift' }
    : {
        status: 503,
        headers: { 'content-type': 'text/plain' },
        body: `unhealthy: gamelift: nothing is kept: ${state.broken.message}`,
      };
}

const logPath = '/_local/game-session-log/';

/** The URL of GetGameSessionLogUrl: a zip of the session's logs, as the service stores them. */
export function logUrl(base: string, gameSessionId: string): string {
  return `${base}${logPath}${encodeURIComponent(gameSessionId)}.zip`;
}

function log({ context, sessions }: LocalApiParts, written: string): HttpAnswer {
  const gameSessionId = decoded(written);
  if (gameSessionId === undefined)
    return problem(400, `The game session id ${written} is not percent-encoded UTF-8.`);
  const session = sessions.gameSessions.get(gameSessionId);
  if (session === undefined) return problem(404, `Game session ${gameSessionId} not found.`);
  const file = context.fleets
    .fleet(session.fleetId)
    ?.locations.find(({ location }) => location === session.location)
    ?.host.logFile(gameSessionId);
  if (file === undefined || !fs.existsSync(file))
    return problem(404, `Game session ${gameSessionId} has no log.`);
  const name = gameSessionId.slice(gameSessionId.lastIndexOf('/') + 1);
  return {
    status: 200,
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${name}.zip"`,
    },
    body: zipSync({ [`${name}.log`]: fs.readFileSync(file) }),
  };
}

const explanationPath = /^\/_local\/tickets\/([^/]+)\/explanation$/;

/** Undefined: it is not percent-encoded UTF-8. */
function decoded(written: string): string | undefined {
  try {
    return decodeURIComponent(written);
  } catch {
    return undefined;
  }
}

function explain({ snapshots }: LocalApiParts, written: string): HttpAnswer {
  const ticketId = decoded(written);
  if (ticketId === undefined) return problem(400, `The ticket id ${written} is not percent-encoded UTF-8.`);
  const explanation = snapshots.explanation(ticketId);
  return explanation === undefined
    ? problem(404, `Matchmaking ticket ${ticketId} not found.`)
    : jsonAnswer(200, explanation);
}

/** The local endpoints as a protocol on the shared port. */
export function localApi(parts: LocalApiParts): ProtocolHandler {
  const { context, snapshots } = parts;
  const gets: Readonly<Record<string, () => unknown>> = {
    '/_local/events': () => context.events.sent(),
    '/_local/state': () => snapshots.state(),
    '/_local/requests': () => snapshots.requests(),
    '/_local/matches': () => snapshots.matches(),
    '/_local/log': () => snapshots.lines(),
  };
  const answer = async ({ method, path, body }: Incoming): Promise<HttpAnswer> => {
    if (method === 'POST' && path === '/_local/clock') {
      const answered = await advance(context.clock, body);
      if (context.state.dirty) await context.state.flushed();
      return answered;
    }
    if (method === 'POST' && path === '/_local/hosting') {
      const answered = decide(parts, body);
      if (context.state.dirty) await context.state.flushed();
      return answered;
    }
    if (method === 'GET' && path.startsWith(logPath))
      return log(parts, path.slice(logPath.length).replace(/\.zip$/, ''));
    if (method === 'GET' && path === healthPath) return health(context);
    const explained = method === 'GET' ? explanationPath.exec(path)?.[1] : undefined;
    if (explained !== undefined) return explain(parts, explained);
    const get = method === 'GET' && Object.hasOwn(gets, path) ? gets[path] : undefined;
    return get === undefined
      ? problem(
          404,
          `Nothing answers ${method} ${path}; known are POST /_local/clock, POST /_local/hosting and ` +
            `GET ${[...Object.keys(gets), '/_local/tickets/{id}/explanation'].join(', ')}.`,
        )
      : jsonAnswer(200, get());
  };
  return { name: 'local API', claims: ({ path }) => path.startsWith('/_local/'), answer };
}
