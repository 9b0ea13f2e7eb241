import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { parseJson } from '../../core/json';
import { messageOf } from '../../core/message-of';
import { type LookedJournal } from '../gamelift/state/looked-journal';
import { State } from '../gamelift/state/state';

const messageSchema = z.object({
  id: z.string(),
  queueArn: z.string(),
  body: z.string(),
  /** Epoch milliseconds before which no consumer gets it. */
  visibleAt: z.number(),
  receives: z.number(),
});

/** A message of a queue. */
export type QueueMessage = z.infer<typeof messageSchema>;

/** The collection of the messages in their state. */
export const messagesIn = (state: State) => state.collection<QueueMessage>('messages');

/**
 * Opens the journal of the messages. Earlier versions had a file for each message: these are moved into it.
 * @param looked the journal, read by a look for damage; absent: it is read here
 * @throws Error when one of its files is unreadable, damaged or missing
 */
export async function openMessages(
  folder: string,
  log: (line: string) => void,
  looked?: LookedJournal,
): Promise<State> {
  const state = await State.open(
    folder,
    {
      failed: (error) => log(`messages are not kept until the disk takes writes again: ${messageOf(error)}`),
      recovered: () => log('messages are kept again.'),
    },
    looked === undefined ? {} : { looked },
  );
  const files = fs.readdirSync(folder).filter((name) => /\.json(\.part)?$/.test(name));
  for (const name of files.filter((one) => one.endsWith('.json'))) {
    const message = readMessage(path.join(folder, name));
    if (message !== undefined) messagesIn(state).put(message.id, message);
  }
  await state.flushed();
  for (const name of files) fs.rmSync(path.join(folder, name));
  return state;
}

/** Names of the files of earlier versions that hold no message. */
export function damagedMessages(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.json') && readMessage(path.join(folder, name)) === undefined);
}

function readMessage(file: string): QueueMessage | undefined {
  return messageSchema.safeParse(parseJson(fs.readFileSync(file, 'utf8'))).data;
}
