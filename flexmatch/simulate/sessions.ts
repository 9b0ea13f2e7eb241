import { type FormedMatch, type Matchmaker, type TicketPlayer } from '../engine-types';
import { type Program } from '../matching/program/program';
import { type Agenda, type Behaviour, type BehaviourChance } from './behaviour';
import { type SessionReport } from './report';
import { percentile } from './statistics';

interface Session {
  readonly id: string;
  readonly endsAt: number;
  /** Current players with their teams. */
  readonly players: Map<string, TicketPlayer & { readonly team: string }>;
  /** The id of the backfill ticket in the pool. */
  request: string | undefined;
  requests: number;
}

/** Game sessions on the virtual clock: they begin, lose players, request backfill, and end. */
export class SimulatedSessions {
  readonly #program: Program;
  readonly #matchmaker: Matchmaker;
  readonly #agenda: Agenda;
  readonly #chance: BehaviourChance;
  readonly #settings: NonNullable<Behaviour['sessions']>;
  readonly #changed: () => void;

  readonly #open = new Set<Session>();
  readonly #byRequest = new Map<string, Session>();
  #begun = 0;
  #left = 0;
  #requests = 0;
  #filled = 0;
  #joined = 0;
  /** Changes of the number of open sessions, with their times. */
  readonly #course: Array<{ readonly at: number; readonly open: number }> = [];

  /** @param changed called when the pool has something new */
  constructor(
    parts: {
      readonly program: Program;
      readonly matchmaker: Matchmaker;
      readonly agenda: Agenda;
      readonly chance: BehaviourChance;
    },
    settings: NonNullable<Behaviour['sessions']>,
    changed: () => void,
  ) {
    this.#program = parts.program;
    this.#matchmaker = parts.matchmaker;
    this.#agenda = parts.agenda;
    this.#chance = parts.chance;
    this.#settings = settings;
    this.#changed = changed;
  }

  /** The players of a session by the id of its backfill ticket. */
  playersOf(request: string): readonly TicketPlayer[] {
    return [...(this.#byRequest.get(request)?.players.values() ?? [])];
  }

  begin(match: FormedMatch, playerOf: ReadonlyMap<string, TicketPlayer>, now: number): void {
    this.#begun += 1;
    const id = `s${this.#begun}`;
    const endsAt = now + this.#chance.seconds('session', id, this.#settings.minutes * 60);
    const session: Session = { id, endsAt, players: new Map(), request: undefined, requests: 0 };
    this.#open.add(session);
    this.#count(now);
    this.#seat(session, match, playerOf, now);
    this.#agenda.add(endsAt, () => this.#end(session, endsAt));
    this.#ask(session, now);
  }

  /** A running session gets the players of a match. @param request its backfill ticket, which has matched */
  fill(match: FormedMatch, request: string, playerOf: ReadonlyMap<string, TicketPlayer>, now: number): void {
    const session = this.#byRequest.get(request);
    this.#byRequest.delete(request);
    if (session === undefined) return;
    session.request = undefined;
    this.#filled += 1;
    const before = session.players.size;
    this.#seat(session, match, playerOf, now);
    this.#joined += session.players.size - before;
    this.#ask(session, now);
  }

  #seat(
    session: Session,
    match: FormedMatch,
    playerOf: ReadonlyMap<string, TicketPlayer>,
    now: number,
  ): void {
    for (const { name, playerIds } of match.teams)
      for (const id of playerIds) {
        const player = playerOf.get(id);
        if (player === undefined || session.players.has(id)) continue;
        session.players.set(id, { ...player, team: name });
        if (this.#chance.of('leaves', id) >= this.#settings.leaveShare) continue;
        const length = Math.max(1, session.endsAt - now);
        const at = now + Math.max(1, Math.floor(this.#chance.of('leaves at', id) * length));
        if (at < session.endsAt) this.#agenda.add(at, () => this.#leave(session, id, at));
      }
  }

  #leave(session: Session, playerId: string, now: number): void {
    if (!this.#open.has(session) || !session.players.delete(playerId)) return;
    this.#left += 1;
    if (session.players.size === 0) this.#end(session, now);
    else this.#ask(session, now);
  }

  /** A newer request of a session replaces the older one. */
  #ask(session: Session, now: number): void {
    this.#withdraw(session);
    const most = this.#program.stages[0]?.most ?? 0;
    if (!this.#settings.backfill || session.players.size === 0 || session.players.size >= most) return;
    session.requests += 1;
    this.#requests += 1;
    const request = `backfill-${session.id}-${session.requests}`;
    session.request = request;
    this.#byRequest.set(request, session);
    this.#matchmaker.add({
      ticketId: request,
      startTime: now,
      players: [...session.players.values()],
      backfill: {},
    });
    this.#changed();
  }

  #withdraw(session: Session): void {
    if (session.request === undefined) return;
    this.#matchmaker.remove(session.request);
    this.#byRequest.delete(session.request);
    session.request = undefined;
  }

  #end(session: Session, now: number): void {
    if (!this.#open.delete(session)) return;
    this.#withdraw(session);
    this.#count(now);
  }

  #count(at: number): void {
    this.#course.push({ at, open: this.#open.size });
  }

  /** @param seconds end of the clock */
  report(seconds: number): SessionReport {
    const { perInstance, instancePricePerHour } = this.#settings;
    const spans = this.#course.map(({ at, open }, index) => ({
      open,
      seconds: Math.max(0, Math.min(seconds, this.#course[index + 1]?.at ?? seconds) - at),
    }));
    const area = spans.reduce((sum, span) => sum + span.open * span.seconds, 0);
    const instanceSeconds = spans.reduce(
      (sum, span) => sum + Math.ceil(span.open / perInstance) * span.seconds,
      0,
    );
    const bySize = spans.flatMap((span) => (span.seconds > 0 ? [span] : [])).sort((a, b) => a.open - b.open);
    let passed = seconds - spans.reduce((sum, span) => sum + span.seconds, 0);
    const p95 = bySize.find((span) => (passed += span.seconds) >= 0.95 * seconds)?.open ?? 0;
    const most = percentile(
      spans.map((span) => span.open).sort((a, b) => a - b),
      1,
    );
    const hundredths = (value: number): number => Math.round(value * 100) / 100;
    return {
      begun: this.#begun,
      concurrent: { mean: hundredths(area / seconds), p95, most },
      playersLeft: this.#left,
      backfill: { requests: this.#requests, filled: this.#filled, playersJoined: this.#joined },
      instances: {
        perInstance,
        hours: hundredths(instanceSeconds / 3600),
        most: Math.ceil(most / perInstance),
      },
      ...(instancePricePerHour === undefined
        ? {}
        : {
            cost: {
              pricePerInstanceHour: instancePricePerHour,
              total: hundredths((instanceSeconds / 3600) * instancePricePerHour),
              perDay: hundredths((instanceSeconds / seconds) * 24 * instancePricePerHour),
            },
          }),
    };
  }
}
