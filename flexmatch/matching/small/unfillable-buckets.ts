import { at, countAt } from '../../at';
import { type Bucket } from '../index/pool-index';
import { fillable } from '../packing/packing';
import { type StageSpan } from '../packing/packings';
import { MatchSupply } from '../pool/match-supply';
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
      answer = !fillable(span.sizes, bucket.sizes, this.#program) || !this.#suffices(bucket, span);
      own.set(span, answer);
    }
    return answer;
  }

  /** Whether the bucket supplies what every match needs. */
  #suffices(bucket: Bucket, { quotas: { totals, caps, limits }, sizes }: StageSpan): boolean {
    const supply = new MatchSupply({ players: sizes.least, traits: totals, caps, rooms: limits });
    for (let id = 0; id < bucket.kinds.length; id += 1) {
      const tickets = countAt(bucket.kinds, id);
      const kind = at(this.#kinds.list, id);
      if (tickets > 0) supply.count(kind, kind.size, tickets);
    }
    return supply.isEnough;
  }
}
