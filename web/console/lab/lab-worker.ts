import address from 'turnlift:lab-worker';
import { type LabCheck, type LabQuestion, type LabResult } from './lab-run';
import { type LabAnswer, type LabRequest } from './messages';

/** A newer request replaced this one. */
export class Superseded extends Error {}

interface Pending {
  resolve(answer: LabAnswer): void;
  reject(error: Error): void;
}

/** One worker, and the requests that it has not answered. */
class Line {
  readonly #worker = new Worker(new URL(`assets/${address}`, document.baseURI));
  readonly #pending = new Map<number, Pending>();
  #number = 0;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<LabAnswer>) => {
      const pending = this.#pending.get(data.number);
      this.#pending.delete(data.number);
      if (data.kind === 'failed') pending?.reject(new Error(data.says));
      else pending?.resolve(data);
    };
    this.#worker.onerror = ({ message }) => this.#end(new Error(message));
  }

  get isBusy(): boolean {
    return this.#pending.size > 0;
  }

  ask(made: (number: number) => LabRequest): Promise<LabAnswer> {
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve, reject });
      this.#worker.postMessage(made(number));
    });
  }

  close(): void {
    this.#worker.terminate();
    this.#end(new Superseded('a newer request replaced it'));
  }

  #end(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/**
 * The lab's simulator. Checks and runs have separate workers: a check never waits for a run, and an outdated
 * run is terminated.
 */
export class LabWorker {
  readonly #checks = new Line();
  #runs = new Line();

  async check(text: string): Promise<LabCheck> {
    const answer = await this.#checks.ask((number) => ({ kind: 'check', number, text }));
    return answer.kind === 'checked' ? answer.check : { errors: [], warnings: [] };
  }

  /** @throws Superseded by a newer run; Error when the request is invalid */
  async run(question: LabQuestion): Promise<LabResult> {
    if (this.#runs.isBusy) {
      this.#runs.close();
      this.#runs = new Line();
    }
    const answer = await this.#runs.ask((number) => ({ kind: 'run', number, question }));
    if (answer.kind !== 'ran') throw new Error('the worker answered another request');
    return answer.result;
  }

  close(): void {
    this.#checks.close();
    this.#runs.close();
  }
}
