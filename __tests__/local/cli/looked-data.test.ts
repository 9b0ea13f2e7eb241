/** A start reads each file once: what its look for damage has read is handed to the part that opens it. */
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Collection } from '../../../local/gamelift/state/collection';
import { State } from '../../../local/gamelift/state/state';
import { openMessages } from '../../../local/messages/kept-messages';
import { ArtifactBucket } from '../../../local/stack/artifact-bucket';
import { startStackMessages } from '../../../local/stack/messages';
import { laptopShape } from '../../../local/stack/shape';
import { openContext } from '../../../local/stack/stack-context';
import { startGameLift } from '../../../local/stack/start-gamelift';
import { startTables } from '../../../local/stack/start-storage';
import { StartedParts } from '../../../local/stack/started-parts';
import { backend } from '../../games';
import { fail } from './support/data-folder';
import { useDataFolderCopies } from './support/data-folder-copies';

const data = useDataFolderCopies();
const { at } = data;
const hasContent = /\.(ldb|log|jsonl)$/;

/** The tables, logs, snapshots and segments that are read, in order. */
let read: string[];
beforeEach(async () => {
  const messages = await openMessages(at('messages'), () => undefined);
  await messages.close();
  await withState((rows, state) => {
    // Those of the copied folder have not all fields that GameLift reads.
    for (const collection of ['tickets', 'scripts'].map((name) => state.collection<Row>(name)))
      for (const [id] of [...collection.entries()]) collection.delete(id);
    for (const id of ['one', 'two']) rows.put(id, { value: 1 });
  });
  const readFile = fs.readFileSync;
  read = [];
  jest.spyOn(fs, 'readFileSync').mockImplementation((file, options) => {
    if (typeof file === 'string' && hasContent.test(file)) read.push(path.relative(data.folder, file));
    return readFile(file, options);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** The machine's time is long after the last change of a file. */
function passTime(): void {
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2100-01-01T00:00:00Z'));
}

interface Opened {
  /** Files that the opening of the parts has read, after the look at all of them. */
  readonly read: readonly string[];
  readonly rows: readonly string[];
}

/**
 * Opens the parts that have data, as a start does, and closes them.
 * @param meanwhile is done between the look and the opening
 */
async function open(meanwhile: () => Promise<void> = async () => undefined): Promise<Opened> {
  const parts = new StartedParts(undefined);
  const shape = laptopShape(backend, { environment: 'laptop', tls: false, region: 'us-east-1' });
  try {
    const context = openContext(
      {
        ...{ port: 0, host: '127.0.0.1', dataFolder: data.folder, backend, shape, events: [] },
        progress: () => undefined,
      },
      parts,
    );
    expect(read).not.toEqual([]);
    await meanwhile();
    read = [];
    const { url } = await startTables(context);
    const bucket = new ArtifactBucket(context.names.artifactBucket, at('none.zip'));
    await startGameLift(context, bucket, url, async () => undefined);
    const messages = await startStackMessages(context);
    parts.add(() => messages.close());
  } finally {
    await parts.stopAll();
  }
  const opening = [...read];
  return { read: opening, rows: await withState((rows) => [...rows.entries()].map(([id]) => id)) };
}

interface Row {
  readonly value: number;
}

async function withState<Result>(use: (rows: Collection<Row>, state: State) => Result): Promise<Result> {
  const state = await State.open(at('gamelift', 'state'), fail);
  try {
    return use(state.collection<Row>('rows'), state);
  } finally {
    await state.close();
  }
}

const tableIn = (): string => fs.readdirSync(at('dynamodb')).find((name) => name.endsWith('.ldb')) ?? 'none';

describe('a start', () => {
  it('reads no file again that its look has read', async () => {
    passTime();
    expect(await open()).toEqual({ read: [], rows: ['one', 'two'] });
  });

  it('reads each journal once during its look', async () => {
    passTime();
    let seen: readonly string[] = [];
    await open(async () => {
      seen = read.filter((name) => name.endsWith('.jsonl'));
    });
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(3);
  });

  it('reads files again that were changed just before its look', async () => {
    const opened = await open();
    expect(opened.rows).toEqual(['one', 'two']);
    expect(opened.read).toEqual(
      expect.arrayContaining([
        path.join('dynamodb', tableIn()),
        path.join('gamelift', 'state', 'changes-000000001.jsonl'),
        path.join('messages', 'changes-000000001.jsonl'),
      ]),
    );
  });

  it('refuses a table that was damaged after its look', async () => {
    passTime();
    const table = at('dynamodb', tableIn());
    await expect(
      open(async () => {
        const bytes = fs.readFileSync(table);
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        fs.writeFileSync(table, bytes);
      }),
    ).rejects.toThrow(`${table} is damaged: it is damaged at byte 0`);
  });

  it('refuses a journal that was damaged after its look', async () => {
    passTime();
    const segment = at('gamelift', 'state', 'changes-000000001.jsonl');
    await expect(open(async () => fs.writeFileSync(segment, 'spoilt\n'))).rejects.toThrow(segment);
  });

  it('has the changes that another program made after its look', async () => {
    passTime();
    const opened = await open(() =>
      withState((rows) => {
        rows.put('late', { value: 1 });
      }),
    );
    expect(opened.rows).toEqual(['one', 'two', 'late']);
  });
});
