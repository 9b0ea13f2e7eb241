import fs from 'node:fs';
import path from 'node:path';
import {
  isRepairUnfinished,
  readRepairMark,
  removeRepairMark,
  type RepairedPart,
  type RepairMark,
  writeRepairMark,
} from '../stack/repair-mark';
import { syncFolder } from '../sync-folder';

/**
 * The changes that a repair makes to a data folder. A mark is on the disk before the first change, until the
 * last: starts refuse the folder meanwhile, and a repair that finds the mark of another continues.
 */
export class RepairRun {
  readonly #folder: string;
  #mark: RepairMark;

  /** Finishes the exchange that an earlier repair has begun. */
  constructor(folder: string, now: Date) {
    this.#folder = folder;
    this.#mark = readRepairMark(folder) ?? { aside: asideName(now), done: [] };
    if (this.#mark.exchange !== undefined) this.#resume(this.#mark.exchange);
  }

  /** The folder for damaged files; undefined: no file was moved there. */
  get aside(): string | undefined {
    const aside = path.join(this.#folder, this.#mark.aside);
    return fs.existsSync(aside) ? aside : undefined;
  }

  /** Moves a part away, whole. */
  moveAside(part: string): void {
    this.#write(this.#mark);
    this.#rename(part, free(this.#folder, path.join(this.#mark.aside, part)));
  }

  /**
   * Puts a new folder in the place of a damaged one, which is set aside. The new one is made beside it, and
   * is on the disk before the damaged one is moved.
   * @param make makes it; it must not change the damaged folder
   * @throws the error of `make`; then the damaged folder is still in its place
   */
  async exchange(
    part: string,
    make: (damaged: string, repaired: string) => Promise<RepairedPart>,
  ): Promise<RepairedPart> {
    const repaired = twinOf(part);
    const place = path.join(this.#folder, repaired);
    fs.rmSync(place, { recursive: true, force: true });
    try {
      const outcome = await make(path.join(this.#folder, part), place);
      syncFolder(place);
      this.#write({ ...this.#mark, exchange: { folder: part, outcome } });
    } catch (error) {
      fs.rmSync(place, { recursive: true, force: true });
      throw error;
    }
    this.moveAside(part);
    return this.#takePlace(part);
  }

  /** Notes an outcome, before or after its changes. @returns it, with what an earlier repair noted */
  note(outcome: RepairedPart): RepairedPart {
    const { done } = this.#mark;
    const before = done.find(({ part }) => part === outcome.part);
    if (before === outcome) return outcome;
    const both = before ? joined(before, outcome) : outcome;
    if (outcome.damage !== undefined)
      this.#write({ ...this.#mark, done: [...done.filter((one) => one !== before), both] });
    return both;
  }

  /** The outcome that an earlier repair noted for a part. */
  before(part: string): RepairedPart | undefined {
    return this.#mark.done.find((one) => one.part === part);
  }

  /** All parts have been repaired. */
  finish(): void {
    if (isRepairUnfinished(this.#folder)) removeRepairMark(this.#folder);
  }

  #resume({ folder: part }: NonNullable<RepairMark['exchange']>): void {
    const repaired = path.join(this.#folder, twinOf(part));
    const isRepaired = fs.existsSync(repaired);
    // The damaged folder has not been moved, or a copy was put back: the repair looks at it again.
    if (fs.existsSync(path.join(this.#folder, part)) && isRepaired) {
      fs.rmSync(repaired, { recursive: true, force: true });
      const { exchange: _begun, ...mark } = this.#mark;
      this.#write(mark);
    } else this.#takePlace(part);
  }

  #takePlace(part: string): RepairedPart {
    const { exchange, ...mark } = this.#mark;
    if (!exchange) throw new Error(`${part} has no repaired folder`);
    if (fs.existsSync(path.join(this.#folder, twinOf(part)))) this.#rename(twinOf(part), part);
    this.#mark = mark;
    return this.note(exchange.outcome);
  }

  #rename(from: string, to: string): void {
    const target = path.join(this.#folder, to);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.renameSync(path.join(this.#folder, from), target);
    for (const name of new Set([from, to])) syncFolder(path.dirname(path.join(this.#folder, name)), []);
  }

  #write(mark: RepairMark): void {
    writeRepairMark(this.#folder, mark);
    this.#mark = mark;
  }
}

/** The folder for the damaged files of a repair that begins now. */
export const asideName = (now: Date): string => `damaged-${now.toISOString().replace(/[:.]/g, '-')}`;

/** A name that is not in use: a part may be set aside again. */
export function free(folder: string, name: string): string {
  let count = 1;
  const numbered = (): string => (count === 1 ? name : `${name}-${count}`);
  while (fs.existsSync(path.join(folder, numbered()))) count += 1;
  return numbered();
}

const twinOf = (part: string): string => `${part}.repaired`;

/** The outcome of two repairs of one part. */
function joined(before: RepairedPart, outcome: RepairedPart): RepairedPart {
  if (outcome.damage === undefined) return before;
  const lost = new Set([before.lost, outcome.lost].filter((one) => one !== undefined));
  return { ...outcome, lost: lost.size > 0 ? [...lost].join('; ') : undefined };
}
