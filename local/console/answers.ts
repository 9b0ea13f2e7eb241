import { requestTarget } from '../request-target';
import { type ConsoleAnswer, failureOf } from './failures';

/** Answers a GET; undefined when the path is unknown. */
export type Answerer = (pathname: string, query: URLSearchParams) => Promise<unknown>;

/** Two tabs with the same view cause one request. */
const keptMs = 500;
/** The maximum share of the thread's time that the console takes, since matches need the thread. */
const maxShare = 0.05;
/**
 * No answer is kept for longer. Its cost is measured from outside, so a busy machine makes it look
 * expensive, and a page that is not updated has no use.
 */
const maxAgeMs = 6_000;
/** Paths that were requested within this time share that part. */
const sharedMs = 10_000;

/**
 * Answers of the console, each computed at most once at a time and cached for a moment. The more an answer
 * costs, the longer it is cached, so that an open console takes little from the processes beside it.
 */
export class ConsoleAnswers {
  readonly #answer: Answerer;
  readonly #now: () => number;
  readonly #spent: () => number;
  readonly #log: (line: string) => void;
  readonly #kept = new Map<string, { readonly until: number; readonly answer: ConsoleAnswer }>();
  /** The time of the last request of each path. */
  readonly #askedAt = new Map<string, number>();
  readonly #underWay = new Map<string, Promise<ConsoleAnswer>>();

  /**
   * @param now a monotonic clock, milliseconds
   * @param spent processor time of this process, milliseconds: where other programs take the machine, an
   * answer takes long and costs little
   */
  constructor(answer: Answerer, now: () => number, spent: () => number, log: (line: string) => void) {
    this.#answer = answer;
    this.#now = now;
    this.#spent = spent;
    this.#log = log;
  }

  /** @param target path and query, such as `/tickets?from=0` */
  of(target: string): Promise<ConsoleAnswer> {
    const now = this.#now();
    this.#askedAt.set(target, now);
    const kept = this.#kept.get(target);
    if (kept !== undefined && kept.until > now) return Promise.resolve(kept.answer);
    const underWay = this.#underWay.get(target);
    if (underWay !== undefined) return underWay;
    const asked = this.#ask(target, now).finally(() => this.#underWay.delete(target));
    this.#underWay.set(target, asked);
    return asked;
  }

  /** Drops all cached answers, after a change by the console. */
  forget(): void {
    this.#kept.clear();
  }

  async #ask(target: string, began: number): Promise<ConsoleAnswer> {
    const spentBefore = this.#spent();
    const answer = await this.#answerOrFailure(target);
    const now = this.#now();
    const cost = Math.min(now - began, this.#spent() - spentBefore);
    for (const [other, { until }] of this.#kept) if (until <= now) this.#kept.delete(other);
    for (const [other, at] of this.#askedAt) if (at < now - sharedMs) this.#askedAt.delete(other);
    const share = maxShare / Math.max(1, this.#askedAt.size);
    const until = now + Math.min(maxAgeMs, Math.max(keptMs, cost / share));
    this.#kept.set(target, { until, answer });
    return answer;
  }

  async #answerOrFailure(target: string): Promise<ConsoleAnswer> {
    const { pathname, searchParams } = requestTarget(target);
    try {
      const body = await this.#answer(pathname, searchParams);
      return body === undefined
        ? { status: 404, body: { says: `Nothing is at ${pathname}.` } }
        : { status: 200, body };
    } catch (error) {
      return failureOf(error, this.#log);
    }
  }
}
