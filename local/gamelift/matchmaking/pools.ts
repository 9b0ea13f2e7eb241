import { type FormedMatch, type RuleEvaluationMetric } from '../../../flexmatch/engine-types';
import { type TicketExplanation } from '../../../flexmatch/index';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type Context } from '../context';
import { type Announcements } from './announcements';
import { type Configurations } from './configurations';
import { type EngineSettings, explainInPool, openPool } from './engine';
import { Pool } from './pool';
import { type ConfigurationRow } from './rows';
import { type GameLiftTickets } from './tickets';
import { type Waits } from './waits';

/** The parts of matchmaking that the pools read and change. */
export interface PoolParts {
  readonly context: Pick<Context, 'clock' | 'log'>;
  readonly engine: EngineSettings;
  readonly configurations: Configurations;
  readonly tickets: GameLiftTickets;
  readonly waits: Waits;
  readonly announcements: Announcements;
}

/** The pool of each configuration, and the tickets on their way into it. */
export class Pools {
  readonly #parts: PoolParts;
  readonly #formed: (configurationName: string, match: FormedMatch) => void;
  readonly #pools = new Map<string, Pool>();
  readonly #arrivals = new Map<string, Set<string>>();

  /** @param formed called with each match that the engine forms */
  constructor(parts: PoolParts, formed: (configurationName: string, match: FormedMatch) => void) {
    this.#parts = parts;
    this.#formed = formed;
  }

  sizes(): Readonly<Record<string, { readonly searching: number; readonly arriving: number }>> {
    return Object.fromEntries(
      [...this.#pools].map(([name, pool]) => [
        name,
        { searching: pool.size, arriving: this.#arrivals.get(name)?.size ?? 0 },
      ]),
    );
  }

  /** The ticket enters the pool, and is announced, just before the engine runs next. */
  arrive({ ticketId, configurationName }: Ticket): void {
    const configuration = this.#parts.configurations.get(configurationName);
    if (configuration === undefined) return;
    const arrivals = this.#arrivals.get(configurationName) ?? new Set<string>();
    this.#arrivals.set(configurationName, arrivals);
    arrivals.add(ticketId);
    this.#pool(configuration).changed();
  }

  /** After a start: a ticket that was searching keeps searching, because its event was sent before. */
  resume(ticket: Ticket): void {
    if (ticket.status === 'QUEUED') {
      this.arrive(ticket);
      return;
    }
    const configuration = this.#parts.configurations.get(ticket.configurationName);
    if (configuration !== undefined) this.#pool(configuration).add(ticket);
  }

  leave({ ticketId, configurationName }: Ticket): void {
    this.#arrivals.get(configurationName)?.delete(ticketId);
    this.#pools.get(configurationName)?.remove(ticketId);
  }

  /** How often each rule has passed and failed for a ticket. */
  metrics({ ticketId, configurationName }: Ticket): readonly RuleEvaluationMetric[] {
    return this.#pools.get(configurationName)?.metrics(ticketId) ?? [];
  }

  /** Later matches of a changed configuration follow its new rules. */
  replace(configuration: ConfigurationRow): void {
    const pool = this.#pools.get(configuration.name);
    if (pool === undefined) return;
    pool.replaceEngine(this.#engineOf(configuration), this.#waitingIn(pool, configuration.name));
  }

  delete(configurationName: string): void {
    this.#pools.get(configurationName)?.close();
    this.#pools.delete(configurationName);
    this.#arrivals.delete(configurationName);
  }

  /** Why a ticket has not matched; undefined unless it is in a pool. */
  explain({ ticketId, configurationName }: Ticket): TicketExplanation | undefined {
    const { configurations, context, engine } = this.#parts;
    const configuration = configurations.get(configurationName);
    const pool = this.#pools.get(configurationName);
    if (configuration === undefined || pool?.has(ticketId) !== true) return undefined;
    return explainInPool(
      configurations.ruleSet(configuration),
      this.#waitingIn(pool, configurationName),
      ticketId,
      context.clock.seconds(),
      {
        openQuestions: engine.openQuestions,
        additionalPlayerCount: configuration.additionalPlayerCount,
        budgetEnded: pool.budgetEnded,
      },
    );
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close();
  }

  #waitingIn(pool: Pool, configurationName: string): readonly Ticket[] {
    return this.#parts.tickets.ofConfiguration
      .get(configurationName)
      .filter(({ ticketId }) => pool.has(ticketId));
  }

  #engineOf(configuration: ConfigurationRow): ReturnType<typeof openPool> {
    const { configurations, engine } = this.#parts;
    return openPool(configurations.ruleSet(configuration), engine, configuration.additionalPlayerCount);
  }

  #pool(configuration: ConfigurationRow): Pool {
    const { name } = configuration;
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const pool = new Pool(this.#engineOf(configuration), this.#parts.context.clock, {
      arrivals: () => this.#search(name),
      formed: (matches) => {
        for (const match of matches) this.#give(name, match);
      },
      failed: (error) => this.#failed(name, error),
    });
    this.#pools.set(name, pool);
    return pool;
  }

  /** A match whose proposal fails must not take the other matches of the same look with it. */
  #give(configurationName: string, match: FormedMatch): void {
    try {
      this.#formed(configurationName, match);
    } catch (error) {
      this.#failed(configurationName, error);
    }
  }

  #failed(configurationName: string, error: unknown): void {
    this.#parts.context.log(
      `matchmaker ${configurationName}: ` +
        `${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }

  /** QUEUED → SEARCHING, just before the engine runs. */
  #search(configurationName: string): readonly Ticket[] {
    const { configurations, tickets, waits, announcements } = this.#parts;
    const arrivals = this.#arrivals.get(configurationName);
    const configuration = configurations.get(configurationName);
    if (arrivals === undefined || arrivals.size === 0 || configuration === undefined) return [];
    const arrived = tickets.list([...arrivals]);
    arrivals.clear();
    const estimate = waits.estimate(configurationName);
    return arrived
      .filter(({ status }) => status === 'QUEUED' || status === 'SEARCHING')
      .map((ticket) => {
        const searching = ticket.status === 'QUEUED' ? tickets.take(ticket, { kind: 'search' }) : ticket;
        announcements.searching(configuration, searching, estimate);
        return searching;
      });
  }
}
