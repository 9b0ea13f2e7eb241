import { createKey, type Item, type Range } from 'dynalite/db';
import { type RequestFields } from './dynalite';
import { type Engine } from './engine';
import { invalid } from './errors';
import { numberIn } from './fields';
import { indexKey } from './index-entries';
import { pageSource, type PageSource, parsePage } from './page-request';
import { checkStartKeyForm } from './query';
import { readPage } from './read-page';
import { parseItemRequest } from './request-expressions';

/** Keys begin with three hexadecimal digits and more of a hash: segments share them out. */
const slots = 4096;
/** Sorts after every hexadecimal digit. */
const pastTheEnd = '~';
const maxSegments = 1_000_000;

/** Scan: all items of a table or index, or of one segment of it. @throws ServiceError */
export async function scan(engine: Engine, request: object): Promise<Record<string, unknown>> {
  const { fields, expressions } = parseItemRequest('Scan', request, engine.store);
  const segment = segmentOf(fields);
  const page = parsePage(fields, expressions, 'ScanFilter');
  const source = await pageSource(engine, page);
  if (page.startKey) checkStartKeyForm(page.startKey, source);
  return readPage(engine, page, source, rangeOf(segment, page.startKey, source));
}

interface Segment {
  readonly number: number;
  readonly of: number;
}

function segmentOf(fields: RequestFields): Segment {
  const [number, of] = [numberIn(fields, 'Segment'), numberIn(fields, 'TotalSegments')];
  if (number !== undefined && of === undefined)
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment ' +
        'parameter is present',
    );
  if (of !== undefined && of > maxSegments)
    throw invalid(
      `1 validation error detected: Value '${of}' at 'totalSegments' failed to satisfy constraint: ` +
        `Member must have value less than or equal to ${maxSegments}`,
    );
  return { number: number ?? 0, of: of ?? 1 };
}

function rangeOf({ number, of }: Segment, startKey: Item | undefined, source: PageSource): Range {
  const slot = (at: number): string => {
    const place = Math.ceil((slots * at) / of);
    return place >= slots ? pastTheEnd : place.toString(16).padStart(3, '0');
  };
  const whole: Range = {
    ...(number > 0 ? { gte: slot(number) } : {}),
    ...(number + 1 < of ? { lt: slot(number + 1) } : {}),
  };
  if (!startKey) return whole;
  const { table, index } = source;
  const place = index ? indexKey(startKey, table, index.description.KeySchema) : createKey(startKey, table);
  if ((whole.gte !== undefined && place < whole.gte) || (whole.lt !== undefined && place >= whole.lt))
    throw invalid(
      'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey ' +
        `with correct Segment. TotalSegments: ${of} Segment: ${number}`,
    );
  return { gt: place, ...(whole.lt === undefined ? {} : { lt: whole.lt }) };
}
