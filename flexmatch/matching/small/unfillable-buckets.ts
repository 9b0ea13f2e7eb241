import { at, countAt } from '../../at';
import { type Bucket } from '../index/pool-index';
import { fillable } from '../packing/packing';
import { type StageSpan } from '../packing/packings';
import { suppliedBy } from '../pool/kind';
import { LimitedPlayers } from '../pool/limited-players';
import { type Kinds } from '../pool/kinds';
import { type Program } from '../program/program';

/** Buckets of the pool whose tickets cannot fill a match, by the stages of the match. */
export class UnfillableBuckets {
  readonly #program: Program;
  readonly #kinds: Kinds;
  readonly #known = new Map<Bucket, Map<StageSpan, boolean>>();

  constructor(program: Program, kinds: Kinds) {
    this.#program = program;
    this.#kinds = kinds;
  }

  /** Forgets what is known of a bucket that has lost tickets. */
  forget(bucket: Bucket): void {
    this.#known.delete(bucket);
  }

  /** Whether the tickets of a bucket cannot fill a match. */
  has(bucket: Bucket, span: StageSpan): boolean {
    const own = this.#known.get(bucket) ?? new Map<StageSpan, boolean>();
    this.#known.set(bucket, own);
    let answer = own.get(span);
    if (answer === undefined) {
      answer =
        !fillable(span.sizes, bucket.sizes, this.#program) ||
        this.#lacks(bucket, span) ||
        this.#playersOf(bucket, span) < span.sizes.least;
      own.set(span, answer);
    }
    return answer;
  }

  /** The players of the bucket that one match can have, given its limits. */
  #playersOf(bucket: Bucket, { quotas }: StageSpan): number {
    const players = new LimitedPlayers(quotas.limits);
    for (let id = 0; id < bucket.kinds.length; id += 1) {
      const tickets = countAt(bucket.kinds, id);
      if (tickets > 0) players.count(at(this.#kinds.list, id), at(this.#kinds.list, id).size, tickets);
    }
    return players.most;
  }

  /** Whether the bucket supplies too little of something that every match needs. */
  #lacks(bucket: Bucket, { quotas }: StageSpan): boolean {
    return quotas.totals.some((total, trait) => {
      if (total <= 0) return false;
      let supply = 0;
      for (let id = 0; id < bucket.kinds.length && supply < total; id += 1) {
        const tickets = countAt(bucket.kinds, id);
        if (tickets > 0)
          supply += tickets * suppliedBy(at(this.#kinds.list, id), trait, at(quotas.caps, trait));
      }
      return supply < total;
    });
  }
}
