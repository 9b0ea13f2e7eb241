import { type z } from '@hono/zod-openapi';
import { type watchedSchema } from '../../contract/rest/watch';
import { isBotId } from '../../core/bots/bot-ids';
import { type Game, gameOfMatch } from '../../core/define';
import { type Json } from '../../core/json';
import { type LogEntry, type MatchHeader } from '../../core/match/log';
import { fold, type Match, openMatch, ReplayError } from '../../core/match/match';
import { RulesFailure } from '../../core/match/rules-failure';
import { announcedResult } from '../../core/match/announced-result';
import { eventFor } from '../../core/match/views';
import { type Backend } from '../../definition';
import { RulesWatch } from '../../definition/rules-watch';
import { type AccountStore } from '../../store/accounts';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { ApiProblem } from '../shared/http/problem';
import { log } from '../shared/log';
import { clocksDocument, endDocument, logEntryDocument, positionDocument } from './documents';
import { hidesCommands, openEvent } from './visible-log';

export interface WatchParts {
  readonly matches: Pick<MatchStore, 'log'>;
  readonly backend: Pick<Backend, 'games'>;
  readonly accounts: Pick<AccountStore, 'names'>;
  /** Epoch milliseconds. */
  now(): number;
}

type Watched = z.infer<typeof watchedSchema>;

/** The time that rules get for a whole log: the function has fifteen seconds for its answer. */
const rulesMs = 5_000;
/** Final answers are cached for an hour: a corrected error of the rules shows after that. */
const keptSeconds = 3600;
/** Answers with names: a player may be renamed or deleted. */
const namesSeconds = 300;

/**
 * The steps of a match as spectators may see them: entries that are older than the delay, folded without
 * those after them. A step is the same at each request except for the hidden part of its command. That part
 * is included once the newest visible step makes it public, or once the match is over.
 * @throws ApiProblem `no-spectators`
 */
export async function watchedSteps(
  { matches, backend, accounts, now }: WatchParts,
  { header, status }: MatchRecord,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ readonly document: Watched; readonly cacheControl: string }> {
  const game = gameOfMatch(backend.games, header);
  const over = status !== 'active';
  const spectators = game?.with((typed) => typed.spectators);
  if (game === undefined || (!over && spectators === undefined)) throw new ApiProblem('no-spectators');
  const delaySeconds = over ? 0 : (spectators?.delaySeconds ?? 0);
  const entries = await matches.log(header.matchId);
  const at = now();
  const before = at - delaySeconds * 1000;
  const late = entries.findIndex((entry) => entry.at > before);
  const shown = over || late === -1 ? entries : entries.slice(0, late);
  const pending = shown.length < entries.length ? entries[shown.length] : undefined;
  const upTo = shown.slice(0, after + limit);
  const visible = folded(game, header, hidesCommands(game) ? shown : upTo, {
    after,
    last: upTo.length,
    begun: header.startedAt <= before,
    over,
  });
  const more = shown.length > upTo.length;
  const document: Watched = {
    matchId: header.matchId,
    game: header.game,
    rulesVersion: header.rulesVersion,
    seats: [...header.seats],
    ...(after === 0 ? { names: await namesOf(accounts, header) } : {}),
    teams: [...header.teams],
    options: header.options,
    startedAt: header.startedAt,
    delaySeconds,
    ...(visible.start === undefined ? {} : { start: visible.start }),
    steps: [...visible.steps],
    ...(more ? { next: upTo.length } : {}),
    ...(more || visible.result === undefined ? {} : { result: visible.result }),
    ...(more || visible.abandoned === undefined ? {} : { abandoned: visible.abandoned }),
  };
  const final = after === 0 ? namesSeconds : keptSeconds;
  // At the end of a match its steps show the hidden commands: an answer from before is not kept for long.
  const lasts = over || (more && !hidesCommands(game));
  const kept = lasts ? final : Math.min(final, secondsUntil(at, pending, delaySeconds));
  return { document, cacheControl: kept === 0 ? 'public, no-cache' : `public, max-age=${kept}` };
}

async function namesOf(
  accounts: WatchParts['accounts'],
  { seats }: MatchHeader,
): Promise<NonNullable<Watched['names']>> {
  const names = await accounts.names(seats.filter((playerId) => !isBotId(playerId)));
  return seats.map((playerId) => names.get(playerId) ?? null);
}

/**
 * Whole seconds for which an answer is up to date. A held-back entry is shown when its delay has passed. An
 * entry that is not written yet is shown a whole delay later.
 */
function secondsUntil(now: number, pending: LogEntry | undefined, delaySeconds: number): number {
  const until = (pending?.at ?? now) + delaySeconds * 1000;
  return Math.max(0, Math.floor((until - now) / 1000));
}

interface FoldedRange {
  readonly after: number;
  /** The number of entries up to the last step of the answer; later entries decide what is public. */
  readonly last: number;
  readonly begun: boolean;
  readonly over: boolean;
}

type VisiblePart = Pick<Watched, 'start' | 'steps' | 'result' | 'abandoned'>;

/** @throws ApiProblem `no-spectators` when these rules cannot show the match */
function folded(
  game: Game,
  header: MatchHeader,
  entries: readonly LogEntry[],
  { after, last, begun, over }: FoldedRange,
): VisiblePart {
  const watch = new RulesWatch(rulesMs);
  try {
    return watch.run(() =>
      watch.over(game).with((typed): VisiblePart => {
        let match = openMatch(typed, header);
        const start = after === 0 && begun ? momentOf(match, header.startedAt) : undefined;
        const moments: (readonly [entry: LogEntry, moment: ReturnType<typeof momentOf>])[] = [];
        for (const [index, entry] of entries.entries()) {
          match = fold(match, entry);
          if (entry.sequence > after && index < last) moments.push([entry, momentOf(match, entry.at)]);
        }
        const { ending, abandoned } = match;
        const newest = match;
        return {
          ...(start === undefined ? {} : { start }),
          steps: moments.map(([entry, moment]) => ({ ...actionOf(newest, entry, over), ...moment })),
          ...(ending === undefined ? {} : { result: endDocument(announcedResult(ending, header.teams)) }),
          ...(abandoned === undefined ? {} : { abandoned }),
        };
      }),
    );
  } catch (error) {
    if (!(error instanceof ReplayError) && !(error instanceof RulesFailure)) throw error;
    log('warn', 'a match cannot be shown to spectators', { matchId: header.matchId, error });
    throw new ApiProblem('no-spectators');
  }
}

/** @param newest the newest position that spectators may see */
function actionOf<State extends Json, Command extends Json, View extends Json>(
  newest: Match<State, Command, View>,
  entry: LogEntry,
  over: boolean,
): Pick<Watched['steps'][number], 'sequence' | 'at' | 'seat' | 'action'> {
  // A match that is over hides no command: its whole log is sent to players, too.
  const event = over ? openEvent(entry, 'spectator') : eventFor(newest, entry, 'spectator');
  const { sequence, at, seat, action } = logEntryDocument(event);
  return { sequence, at, seat, action };
}

function momentOf<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  at: number,
): NonNullable<Watched['start']> {
  const { legal: _legal, ...position } = positionDocument(match, 'spectator');
  return { position, clocks: clocksDocument(match, at) };
}
