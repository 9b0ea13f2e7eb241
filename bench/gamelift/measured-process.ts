import { fork } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod/mini';
import { Load } from './load';

const connections = 32;

const started = z.object({ url: z.string() });
/** The resources that the measured process has used since it began. */
const usedSchema = z.object({ residentMegabytes: z.number(), cpuMicroseconds: z.number() });
export type Used = z.infer<typeof usedSchema>;

/** The load on a measured process, and a question for the resources that it has used. */
export interface MeasuredProcess {
  readonly load: Load;
  used(): Promise<Used>;
}

/** Starts `server.ts` with arguments, measures, and ends it. */
export async function withServer(
  args: readonly string[],
  measure: (server: MeasuredProcess) => Promise<void>,
): Promise<void> {
  const child = fork(path.join(__dirname, `server${path.extname(__filename)}`), [...args]);
  const next = <Message>(shape: z.ZodMiniType<Message>): Promise<Message> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void =>
        reject(new Error(`the measured process ended with ${String(code)}`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        const read = shape.safeParse(message);
        if (read.success) resolve(read.data);
        else reject(read.error);
      });
    });
  try {
    const { url } = await next(started);
    const load = new Load(url, connections);
    await measure({
      load,
      used: () => {
        const used = next(usedSchema);
        child.send('used');
        return used;
      },
    });
    load.close();
  } finally {
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    if (child.connected) child.disconnect();
    await gone;
  }
}
