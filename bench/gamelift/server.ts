/**
 * The measured process: a local GameLift, or a bare echo server, that reports its address and its use of
 * resources to its parent.
 */
import http from 'node:http';
import { createLocalGameLift } from '../../local/gamelift/index';
import { listeningPort } from '../../local/listening-port';

/** The minimum of a JSON service on Node: read, parse, write the same. */
function echo(): Promise<string> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
    });
    request.on('end', () => {
      const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        .end(body);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${listeningPort(server)}`));
  });
}

async function main(): Promise<void> {
  const [what = '', dataFolder = ''] = process.argv.slice(2);
  const gamelift =
    what === 'echo'
      ? undefined
      : await createLocalGameLift({ hosting: 'none', ...(dataFolder !== '' ? { dataFolder } : {}) });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({
      residentMegabytes: process.memoryUsage().rss / 2 ** 20,
      cpuMicroseconds: user + system,
    });
  });
  process.on('disconnect', () => {
    void Promise.resolve(gamelift?.close()).then(() => process.exit(0));
  });
  process.send?.({ url: gamelift?.url ?? (await echo()) });
}

void main();
