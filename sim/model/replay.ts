import { isDeepStrictEqual } from 'node:util';
import { tablesNamed } from '../../contract/tables';
import { gameName, gameSessionId, matchId, playerId } from '../../core/ids';
import { firstEpoch, type MatchHeader } from '../../core/match/log';
import { createMatchStore } from '../../store/match-store';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { clientWith, execute } from '../dynamodb/client';
import { Database } from '../dynamodb/database';
import { isMatch, Rows } from '../oracles/rows';
import { type Alter, Gate } from './gate';
import { type ModelEntry, type ModelState, type ModelScript } from './ownership-state';
import { ScriptAtGate, SweepAtGate } from './processes';
import { type Walk } from './walks';

const tables = tablesNamed((table) => table);
/** Time stands still: the protocol does not depend on it. */
const at = Date.parse('2026-01-01T00:00:00Z');
const id = matchId('00000000-0000-4000-8000-000000000001');
const header: MatchHeader = {
  matchId: id,
  game: gameName('model'),
  rulesVersion: 1,
  seed: '0'.repeat(32),
  seats: [1, 2].map((seat) => playerId(`p-00000000-0000-4000-8000-00000000000${seat}`)),
  bots: [],
  teams: [0, 1],
  options: {},
  origin: 'matchmaking',
  matchmaking: null,
  rated: false,
  startedAt: at,
};
const sessionOf = (script: number): string => `session-${script}`;

/** The real code did something else than the model. */
export class Divergence extends Error {}

/** A player who comes back: its gate, and the row that it has read. */
interface Comeback {
  readonly gate: Gate;
  readonly store: MatchStore;
  read?: MatchRecord | undefined;
}

/** The store, the script's log and a table, driven step by step as the model says. */
class RealOwnership {
  readonly #alter: Alter;
  /** How often the row of the match ceased to be active. */
  #results = 0;
  readonly #database: Database;
  readonly #rows: Rows;
  readonly #direct: MatchStore;
  readonly #scripts = new Map<number, ScriptAtGate>();
  readonly #sweeps = new Map<number, SweepAtGate>();
  readonly #comebacks: readonly Comeback[];
  readonly #acknowledged: readonly Set<string>[] = [new Set(), new Set()];
  #claims = 0;

  constructor(alter: Alter) {
    this.#alter = alter;
    this.#database = new Database(tables, ({ before, after }) => {
      if (before?.['status']?.S === 'active' && after !== undefined && isMatch(after))
        if (after['status']?.S !== 'active') this.#results += 1;
    });
    this.#rows = new Rows(this.#database, tables);
    this.#direct = this.#storeOf(clientWith(async (command) => execute(this.#database, command, 'direct')));
    this.#comebacks = [0, 1].map((seat) => {
      const gate = this.#gate(`player ${seat}`);
      return { gate, store: this.#storeOf(gate.client) };
    });
  }

  async begin(): Promise<void> {
    await this.#direct.arrange(header);
  }

  /** @param name of a step of the model */
  async take(name: string): Promise<void> {
    const [, kind, number, what = ''] = /^(script|player|sweep) (\d+) (.*)$/.exec(name) ?? [];
    const index = Number(number);
    if (kind === 'script') await this.#script(index, what);
    else if (kind === 'sweep') await this.#sweep(index, what);
    else await this.#player(index, what);
  }

  async #script(index: number, what: string): Promise<void> {
    if (what === 'is placed') {
      const gate = this.#gate(`script ${index}`);
      const store = this.#storeOf(gate.client);
      const session = gameSessionId(sessionOf(index));
      const heard = (seat: number, command: string) => this.#acknowledged[seat]?.add(command);
      this.#scripts.set(index, await ScriptAtGate.begin(gate, store, { matchId: id, session, at, heard }));
    } else await this.#scripts.get(index)?.take(what);
  }

  async #sweep(index: number, what: string): Promise<void> {
    if (what === 'reads') {
      const gate = this.#gate(`sweep ${index}`);
      this.#sweeps.set(index, await SweepAtGate.begin(gate, this.#storeOf(gate.client), id, at));
    } else await this.#sweeps.get(index)?.take(what);
  }

  async #player(seat: number, what: string): Promise<void> {
    const comeback = this.#comebacks[seat];
    if (comeback === undefined || what.startsWith('sends ')) return;
    const { gate, store, read } = comeback;
    if (what === 'wants back') {
      const reading = store.get(id);
      await gate.serve('Get');
      comeback.read = await reading;
      return;
    }
    if (read === undefined) throw new Divergence('a player begins a placement without a row');
    const placing = store.startPlacing(read, at);
    await gate.serve('Update');
    const won = (await placing) !== undefined;
    if (won !== what.startsWith('begins placement'))
      throw new Divergence(won ? 'the placement was begun' : 'the placement was not begun');
  }

  /** The state in the model's words. */
  async seen() {
    const match = await this.#direct.get(id);
    const row = this.#rows.match(id);
    return {
      log: this.#log(),
      row: {
        active: match?.status === 'active',
        attempt: (match?.hosting.attempt ?? 0) - 1,
        hosting: match?.hosting.kind,
        session: row?.gameSessionId,
        epoch: (row?.ownerEpoch ?? 0) - firstEpoch,
      },
      results: this.#results,
      scripts: [...this.#scripts.values()].map((script) => script.seen()),
      acknowledged: this.#acknowledged.map((commands) => [...commands].sort()),
    };
  }

  #log(): ModelEntry[] {
    const log: ModelEntry[] = [];
    for (let sequence = 1; ; sequence += 1) {
      const entry = this.#rows.entry(id, sequence);
      if (entry === undefined) return log;
      const { kind, commandId } = entry;
      const epoch = entry.epoch - firstEpoch;
      if (kind === 'claim' || kind === 'end') log.push({ kind, epoch, id: kind });
      else log.push({ kind: 'play', epoch, id: commandId ?? kind });
    }
  }

  #gate(name: string): Gate {
    return new Gate(name, this.#database, this.#alter);
  }

  #storeOf(client: Gate['client']): MatchStore {
    const retry = { attempts: 12, random: () => 0, pause: async () => undefined };
    const newId = (): string => {
      this.#claims += 1;
      return `claim-${this.#claims}`;
    };
    return createMatchStore(client, tables, { retry, now: () => at, newId });
  }
}

/** A state of the model as `RealOwnership.seen` returns it. */
function expected({ log, row, results, scripts, players }: ModelState) {
  return {
    log,
    row: {
      active: row.status === 'active',
      attempt: row.attempt,
      // How a match that has ended was hosted says nothing.
      hosting: row.hosting,
      session: row.script === -1 ? undefined : sessionOf(row.script),
      epoch: row.epoch,
    },
    results,
    scripts: scripts.filter(({ stage }) => stage !== 'absent').map((script) => expectedScript(script, log)),
    acknowledged: players.map(({ acknowledged }) => [...acknowledged].sort()),
  };
}

function expectedScript({ stage, epoch, known }: ModelScript, log: readonly ModelEntry[]) {
  switch (stage) {
    case 'owner':
      return log.slice(0, known).some(({ kind }) => kind === 'end')
        ? { stage: 'closing', epoch }
        : { stage, epoch, known };
    case 'appending':
    case 'doubting':
      return { stage: 'writing', epoch, known };
    case 'starting':
    case 'claiming':
      return { stage: 'joining' };
    default:
      return { stage };
  }
}

/**
 * Drives the real code through one run of the model and compares the state after every step.
 * @param alter changes commands on their way, so that a test sees what a defect of the code does
 * @throws Divergence naming the step, and what differs
 */
export async function replayWalk(walk: Walk<ModelState>, alter: Alter = (command) => command): Promise<void> {
  const real = new RealOwnership(alter);
  await real.begin();
  const taken: string[] = [];
  for (const { name, next } of walk) {
    taken.push(name);
    const failed = (detail: string): Divergence => new Divergence(`${detail}\nafter: ${taken.join('; ')}`);
    try {
      await real.take(name);
    } catch (error) {
      throw failed(error instanceof Error ? error.message : String(error));
    }
    const [seen, wanted] = [await real.seen(), expected(next)];
    if (!isDeepStrictEqual(seen, wanted))
      throw failed(`the code has ${JSON.stringify(seen)}\nthe model ${JSON.stringify(wanted)}`);
  }
}
