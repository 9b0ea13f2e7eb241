/** Serves objects over plain HTTP at /bucket/key, as a path-style S3 answers an unsigned GET. */
import http from 'node:http';
import { listeningPort } from '../../../../local/listening-port';

export interface ObjectStore {
  readonly url: string;
  readonly objects: Map<string, Uint8Array>;
  close(): Promise<void>;
}

export async function startObjectStore(): Promise<ObjectStore> {
  const objects = new Map<string, Uint8Array>();
  const server = http.createServer((request, response) => {
    const bytes = objects.get(decodeURIComponent((request.url ?? '/').slice(1).split('?')[0] ?? ''));
    response.writeHead(bytes === undefined ? 404 : 200, { 'content-type': 'application/zip' });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const port = listeningPort(server);
  return {
    objects,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
