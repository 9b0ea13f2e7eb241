import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientWith, execute } from '../dynamodb/client';
import { type Database } from '../dynamodb/database';
import { NoAnswer } from '../host';

export type StoreCall = 'BatchGet' | 'Get' | 'Query' | 'Put' | 'Update';

export type Alter = (command: unknown) => unknown;

interface Waiting {
  readonly request: string;
  /** Runs the request at the table. @returns how its caller hears of the outcome */
  readonly serve: () => () => void;
  readonly reject: (error: unknown) => void;
}

/** Every promise continues until each process waits at its gate, or is at rest. */
export const waitForRest = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** The tables as one process sees them: each of its requests waits until it is served. */
export class Gate {
  readonly client: DynamoDBDocumentClient;
  #waiting: Waiting[] = [];
  #requests = 0;

  /**
   * @param name differs between the gates of one database
   * @param alter changes a command on its way, so that a test sees what a defect of the code does
   */
  constructor(name: string, database: Database, alter: Alter = (command) => command) {
    this.client = clientWith(
      (command) =>
        new Promise((resolve, reject) => {
          this.#requests += 1;
          const token = `${name} ${this.#requests}`;
          const serve = (): (() => void) => {
            try {
              const answer = execute(database, alter(command), token);
              return () => resolve(answer);
            } catch (error) {
              return () => reject(error);
            }
          };
          const request = String(command?.constructor.name).replace(/Command$/, '');
          this.#waiting.push({ request, serve, reject });
        }),
    );
  }

  /** The requests that wait. */
  get waits(): readonly string[] {
    return this.#waiting.map(({ request }) => request);
  }

  /**
   * Serves the requests that wait now or come next, which must be these.
   * @throws Error when another request waits, or none
   */
  async serve(...requests: readonly StoreCall[]): Promise<void> {
    for (const request of requests) {
      this.#take(request).serve()();
      await waitForRest();
    }
  }

  /** Serves a request whose answer is lost. @throws Error as `serve` */
  async serveWithoutAnswer(request: StoreCall): Promise<void> {
    const waiting = this.#take(request);
    waiting.serve();
    waiting.reject(new NoAnswer('the answer is lost'));
    await waitForRest();
  }

  #take(request: StoreCall): Waiting {
    const [first, ...others] = this.#waiting;
    if (first?.request !== request)
      throw new Error(
        `a ${request} was due, and the process waits for ${this.waits.join(', ') || 'nothing'}`,
      );
    this.#waiting = others;
    return first;
  }
}
