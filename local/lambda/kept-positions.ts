import fsp from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../core/message-of';
import { type Position, type Positions, positionsText, readPositions } from './stream-positions';

/** How far a function has read its stream, kept in a file. */
export class KeptPositions {
  readonly #functionName: string;
  readonly #file: string | undefined;
  readonly #log: (line: string) => void;
  #positions: Positions;
  #unsaved = false;
  #saving: Promise<void> | undefined;

  /** @param options without a file every start begins with the oldest record */
  constructor(functionName: string, options: { readonly checkpointFile?: string; log(line: string): void }) {
    this.#functionName = functionName;
    this.#file = options.checkpointFile;
    this.#log = (line) => options.log(line);
    const { positions, isEarlier } = readPositions(functionName, options);
    this.#positions = positions;
    if (isEarlier) this.#keep(positions);
  }

  get(place: string): Position | undefined {
    return this.#positions[place];
  }

  all(): readonly Position[] {
    return Object.values(this.#positions);
  }

  set(place: string, position: Position): void {
    const known = this.#positions[place];
    if (known?.sequence === position.sequence && known.eventId === position.eventId) return;
    this.#keep({ ...this.#positions, [place]: position });
  }

  delete(place: string): void {
    const { [place]: _deleted, ...others } = this.#positions;
    this.#keep(others);
  }

  /** Drops positions in shards that the stream has trimmed; the next change writes that. */
  forgetOthers(places: ReadonlySet<string>): void {
    this.#positions = Object.fromEntries(
      Object.entries(this.#positions).filter(([place]) => places.has(place)),
    );
  }

  /** Resolves when nothing is being written any more. */
  async idle(): Promise<void> {
    await this.#saving;
  }

  #keep(positions: Positions): void {
    this.#positions = positions;
    if (this.#file === undefined) return;
    this.#unsaved = true;
    this.#saving ??= this.#saveAll(this.#file).finally(() => {
      this.#saving = undefined;
    });
  }

  /**
   * Writes the positions, again while newer ones come. Batches do not wait for it: one whose position was not
   * written when the process is killed is handed over once more, as Lambda may do at any time.
   */
  async #saveAll(file: string): Promise<void> {
    try {
      await fsp.mkdir(path.dirname(file), { recursive: true });
      while (this.#unsaved) {
        this.#unsaved = false;
        await fsp.writeFile(`${file}.part`, positionsText(this.#functionName, this.#positions));
        await fsp.rename(`${file}.part`, file);
      }
    } catch (error) {
      this.#log(`the positions in the stream cannot be kept: ${messageOf(error)}`);
    }
  }
}
