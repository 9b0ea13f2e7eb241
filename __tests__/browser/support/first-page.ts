import { get } from 'node:http';
import { PassThrough } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { maxFirstPageBytes } from '../../../tools/build/pages';

/** Sizes of all that a page has loaded so far, in bytes as they were sent, answers of the API included. */
const loadedSizes = (page: Page): Promise<Record<string, number>> =>
  page.evaluate<Record<string, number>>(`Object.fromEntries(['navigation', 'resource']
    .flatMap((kind) => performance.getEntriesByType(kind))
    .map(({ name, encodedBodySize }) => [name, encodedBodySize]))`);

/** The addresses of a page's streams of events, each as it is opened. */
function streamsOf(page: Page): readonly string[] {
  const opened: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource') opened.push(request.url());
  });
  return opened;
}

/**
 * The bytes of the first document of a stream, compressed as for a browser. A stream never ends, so that a
 * page has no size of it, and a browser counts its bytes late.
 */
async function firstDocumentBytes(page: Page, stream: string): Promise<number> {
  const cookies = await page.context().cookies(stream);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const headers = { cookie, 'accept-encoding': 'gzip, deflate, br' };
  return new Promise((resolve, reject) => {
    const request = get(stream, { headers }, (answer) => {
      const decoded =
        answer.headers['content-encoding'] === 'br' ? createBrotliDecompress() : new PassThrough();
      let bytes = 0;
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
        decoded.write(chunk);
      });
      decoded.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        // A comment ends each round of documents.
        if (!text.includes('\n: \n')) return;
        request.destroy();
        resolve(bytes);
      });
    });
    request.on('error', reject);
  });
}

/**
 * Little is sent to a page before a person touches it: its files, answers of the API, and the first document
 * of its stream.
 * @param shown waits for the last thing that the page shows by itself
 * @returns whether it has a stream
 */
export async function isLight(page: Page, shown: () => Promise<unknown>): Promise<boolean> {
  const streams = streamsOf(page);
  await page.reload();
  await shown();
  // The page has one stream: another one replaces it.
  const newest = streams.at(-1);
  const sizes = {
    ...(await loadedSizes(page)),
    ...(newest === undefined ? {} : { [newest]: await firstDocumentBytes(page, newest) }),
  };
  const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  // More than the frame: a browser that does not report sizes says 0.
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes <= maxFirstPageBytes ? {} : sizes).toEqual({});
  return newest !== undefined;
}
