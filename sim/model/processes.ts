import { commandId, type GameSessionId, type MatchId } from '../../core/ids';
import { firstEpoch } from '../../core/match/log';
import { defaultScriptLimits } from '../../realtime-server/limits';
import { LogWriter } from '../../realtime-server/log-writer';
import { type Claimed, type MatchStore, OwnershipLost } from '../../store/matches';
import { type Gate, waitForRest } from './gate';

const silent = (): void => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };
const functionName = 'match-sweeper';

export interface Hosted {
  readonly matchId: MatchId;
  readonly session: GameSessionId;
  /** Epoch milliseconds, all the time. */
  readonly at: number;
  /** A player hears that a command was accepted. */
  readonly heard: (seat: number, command: string) => void;
}

/** The entry that a seat's command becomes. Commands are named `a1`, `b1`: seat and number. */
function entryOf(command: string, sequence: number, at: number) {
  return {
    kind: 'command',
    sequence,
    at,
    seat: seatOf(command),
    commandId: commandId(command),
    action: { kind: 'play', command: null },
  } as const;
}
const seatOf = (command: string): number => (command.startsWith('a') ? 0 : 1);

/** A script as far as it owns a match: it claims by the real store, and writes by the real log. */
export class ScriptAtGate {
  readonly #gate: Gate;
  readonly #hosted: Hosted;
  readonly #store: MatchStore;
  #stage: 'joining' | 'owner' | 'writing' | 'silent' | 'dead' = 'joining';
  #hasRead = false;
  #claimed: Claimed | undefined;
  #log: LogWriter | undefined;
  /** Entries of the log that it has folded. */
  #known = 0;
  #failure: unknown;

  private constructor(gate: Gate, store: MatchStore, hosted: Hosted) {
    this.#gate = gate;
    this.#store = store;
    this.#hosted = hosted;
  }

  /** The process is placed, and begins to claim the match. */
  static async begin(gate: Gate, store: MatchStore, hosted: Hosted): Promise<ScriptAtGate> {
    const script = new ScriptAtGate(gate, store, hosted);
    script.#after(store.takeOver(hosted.matchId, { gameSessionId: hosted.session }), (claimed) => {
      if (claimed?.status !== 'active') return;
      const clock = {
        now: () => hosted.at,
        after: (_milliseconds: number, call: () => void) => {
          queueMicrotask(call);
          return silent;
        },
      };
      script.#claimed = claimed;
      script.#known = claimed.entries.length;
      script.#log = new LogWriter(
        store,
        hosted.matchId,
        claimed.ownerEpoch,
        clock,
        defaultScriptLimits,
        logger,
      );
      script.#stage = 'owner';
    });
    await waitForRest();
    return script;
  }

  async take(what: string): Promise<void> {
    const [verb = '', command = ''] = what.split(' ');
    switch (verb) {
      case 'dies':
        this.#stage = 'dead';
        return;
      case 'answers':
        this.#hosted.heard(seatOf(command), command);
        return;
      case 'takes':
        await this.#append(command);
        break;
      case 'ends':
        await this.#end();
        break;
      default:
        await this.#serve(what);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** The tables answer what it has asked. */
  async #serve(what: string): Promise<void> {
    const gate = this.#gate;
    if (what === 'reads the log') {
      await gate.serve(...(this.#hasRead ? (['Query'] as const) : (['Get', 'Query'] as const)));
      this.#hasRead = true;
    } else if (what === 'claims') {
      await gate.serve('Put', 'Update');
      // The first claim checks that the match is not void, and that the accounts of its players may play.
      if (gate.waits.length > 0) await gate.serve('Get', 'BatchGet');
    } else if (what === 'records the result') {
      // A script that finds the row of a match that has ended asks no more.
      if (gate.waits.length > 0) await gate.serve('Update');
      this.#stage = 'silent';
    } else if (/^stores .* without an answer$/.test(what)) await gate.serveWithoutAnswer('Put');
    else if (what.startsWith('stores ')) await gate.serve('Put');
    else await gate.serve('Put', 'Get');
  }

  async #append(command: string): Promise<void> {
    const entry = entryOf(command, this.#known + 1, this.#hosted.at);
    const appending = this.#log?.append(entry, []);
    if (appending === undefined) throw new Error('a script writes without a claim');
    this.#stage = 'writing';
    this.#after(appending, ({ kind }) => {
      this.#stage = kind === 'stored' ? 'owner' : 'silent';
      if (kind === 'lost') return;
      if (kind !== 'stored') throw new Error(`an append was ${kind}`);
      this.#known += 1;
      this.#hosted.heard(seatOf(command), command);
    });
    await waitForRest();
  }

  async #end(): Promise<void> {
    const ending = this.#log?.abandon(this.#known, 'rules-failed');
    if (ending === undefined) throw new Error('a script ends a match without a claim');
    this.#stage = 'writing';
    this.#after(ending, (outcome) => {
      this.#stage = 'silent';
      if (outcome === 'unavailable') throw new Error('the end was not written');
    });
    await waitForRest();
  }

  seen() {
    const epoch = (this.#claimed?.ownerEpoch ?? 0) - firstEpoch;
    switch (this.#stage) {
      case 'owner':
        return { stage: this.#stage, epoch, known: this.#known };
      case 'writing':
        // The entry stands, and the row does not say so yet.
        return this.#gate.waits[0] === 'Update'
          ? { stage: 'closing', epoch }
          : { stage: this.#stage, epoch, known: this.#known };
      default:
        return { stage: this.#stage };
    }
  }

  #after<Answer>(promise: Promise<Answer>, then: (answer: Answer) => void): void {
    promise.then(then).catch((error: unknown) => {
      this.#failure = error;
    });
  }
}

/** The sweep of a match whose process is gone: the claim and the end that functions/match-sweeper writes. */
export class SweepAtGate {
  readonly #gate: Gate;
  #ending: Promise<void> | undefined;

  private constructor(gate: Gate) {
    this.#gate = gate;
  }

  static async begin(gate: Gate, store: MatchStore, matchId: MatchId, at: number): Promise<SweepAtGate> {
    const sweep = new SweepAtGate(gate);
    sweep.#ending = settle(store, matchId, at);
    await waitForRest();
    await gate.serve('Get', 'Query');
    return sweep;
  }

  async take(what: string): Promise<void> {
    const gate = this.#gate;
    if (what === 'stops') return;
    if (what === 'reads on') await gate.serve('Query');
    else if (what === 'records the result') await gate.serve('Update');
    else if (what === 'claims' || what === 'ends the match') await gate.serve('Put');
    else await gate.serve('Put', 'Get');
    if (gate.waits.length === 0) await this.#ending;
  }
}

/** As the sweeper settles a match that cannot continue. */
async function settle(store: MatchStore, matchId: MatchId, at: number): Promise<void> {
  try {
    const claimed = await store.takeOver(matchId, { functionName });
    if (claimed?.status !== 'active') return;
    const sequence = claimed.entries.length + 1;
    await store.abandon(matchId, claimed.ownerEpoch, { kind: 'end', sequence, at, reason: 'server-lost' });
  } catch (error) {
    if (!(error instanceof OwnershipLost)) throw error;
  }
}
