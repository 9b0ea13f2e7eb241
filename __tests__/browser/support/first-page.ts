import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { maxFirstPageBytes } from '../../../tools/build/pages';
import { until } from '../../support/until';

/** Sizes of all that a page has loaded so far, in bytes as they were sent, answers of the API included. */
const loadedSizes = (page: Page): Promise<Record<string, number>> =>
  page.evaluate<Record<string, number>>(`Object.fromEntries(['navigation', 'resource']
    .flatMap((kind) => performance.getEntriesByType(kind))
    .map(({ name, encodedBodySize }) => [name, encodedBodySize]))`);

/** A stream of events never ends, so that the page itself has no size of it. The browser counts its bytes. */
async function countStreams(
  page: Page,
): Promise<ReadonlyMap<string, { readonly url: string; bytes: number }>> {
  const streams = new Map<string, { readonly url: string; bytes: number }>();
  const session = await page.context().newCDPSession(page);
  session.on('Network.requestWillBeSent', ({ requestId, request: { url }, type }) => {
    if (type === 'EventSource') streams.set(requestId, { url, bytes: 0 });
  });
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const stream = streams.get(requestId);
    if (stream !== undefined) stream.bytes += encodedDataLength;
  });
  // The page closes a stream, and opens another, when it shows something else.
  session.on('Network.loadingFailed', ({ requestId }) => {
    if (streams.get(requestId)?.bytes === 0) streams.delete(requestId);
  });
  await session.send('Network.enable');
  return streams;
}

/**
 * Little is sent to a page before a person touches it: its files, answers of the API, and the first documents
 * of its streams.
 * @param shown waits for the last thing that the page shows by itself
 * @returns the number of streams
 */
export async function isLight(page: Page, shown: () => Promise<unknown>): Promise<number> {
  const counted = await countStreams(page);
  await page.reload();
  await shown();
  const streams = [...counted.values()];
  await until('each stream has a document', () => streams.every(({ bytes }) => bytes > 0));
  const sizes = {
    ...(await loadedSizes(page)),
    ...Object.fromEntries(streams.map(({ url, bytes }) => [url, bytes])),
  };
  const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  // More than the frame: a browser that does not report sizes says 0.
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes <= maxFirstPageBytes ? {} : sizes).toEqual({});
  return streams.length;
}
