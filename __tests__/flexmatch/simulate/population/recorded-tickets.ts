import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRecording } from '../../../../flexmatch/simulate';
import { CsvError, readCsv } from '../../../../flexmatch/simulate/csv';
import { everything } from './populations';

export function recordedTickets(): void {
  describe('CSV', () => {
    it('reads every field that RFC 4180 can write', () => {
      const field = fc.oneof(
        fc.string(),
        fc.constantFrom('a,b', 'say "hi"', 'two\nlines', 'two\r\nlines', '', ' padded '),
      );
      fc.assert(
        fc.property(
          fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { maxLength: 8 }),
          fc.constantFrom('\n', '\r\n'),
          fc.boolean(),
          (records, newline, mark) => {
            const text =
              (mark ? '\uFEFF' : '') +
              records
                .map((fields) => fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
                .join(newline);
            expect(readCsv(text).map(({ fields }) => fields)).toEqual(records);
          },
        ),
      );
      expect(readCsv('a,b\r\n\r\n1,"x\ny"\n2,z').map(({ line, fields }) => [line, ...fields])).toEqual([
        [1, 'a', 'b'],
        [3, '1', 'x\ny'],
        [5, '2', 'z'],
      ]);
    });

    it('names the line of a quote that is not closed, or is followed by text', () => {
      expect(() => readCsv('a,b\n1,"x')).toThrow(new CsvError('line 2: a quote opens and does not close'));
      expect(() => readCsv('a,b\n"1"x,2')).toThrow(/line 2: text follows a closing quote/);
    });
  });

  describe('recorded tickets', () => {
    it('become tickets: parties by ticketId, latencies, lists, maps, missing values, relative times', () => {
      const text =
        'ticketId,playerId,startTime,region,level,mode,maps,ranks,latency:us-east-1,latencyMs.eu-west-1\n' +
        'b,p2,2026-11-01T10:00:30Z,,7,,,,,80\n' +
        'a,p1,2026-11-01T10:00:00.500Z,home,3.5,"ranked, really",dust|mirage,solo=1|duo=2,20,\n' +
        'b,p3,2026-11-01T10:00:30Z,,8,x,dust,,40,90\n';
      expect(parseRecording(text, [everything])).toEqual([
        {
          region: 'home',
          ticket: {
            ticketId: 'a',
            startTime: 0,
            players: [
              {
                playerId: 'p1',
                attributes: {
                  level: 3.5,
                  mode: 'ranked, really',
                  maps: ['dust', 'mirage'],
                  ranks: { solo: 1, duo: 2 },
                },
                latencyMs: { 'us-east-1': 20 },
              },
            ],
          },
        },
        {
          region: 'eu-west-1',
          ticket: {
            ticketId: 'b',
            startTime: 29,
            players: [
              { playerId: 'p2', attributes: { level: 7 }, latencyMs: { 'eu-west-1': 80 } },
              {
                playerId: 'p3',
                attributes: { level: 8, mode: 'x', maps: ['dust'] },
                latencyMs: { 'us-east-1': 40, 'eu-west-1': 90 },
              },
            ],
          },
        },
      ]);
    });

    it.each([
      ['', /the file is empty/],
      ['startTime,level', /no tickets/],
      ['level\n1', /line 1: there is no column startTime/],
      [
        'startTime,elo\n0,1',
        /line 1: "elo" is not a column; write ticketId, playerId, startTime, region, .*, level, mode/,
      ],
      ['startTime,level,level\n0,1,1', /line 1: the column "level" stands twice/],
      ['startTime,level\n0', /line 2: has 1 fields, and there are 2 columns/],
      [
        'startTime,level\nsoon,1',
        /line 2, startTime: "soon" is neither a number of seconds nor an ISO 8601 time/,
      ],
      ['startTime,level\n0,high', /line 2, level: "high" is not a number/],
      ['startTime,latency:x\n0,-4', /line 2, latency:x: "-4" is not a number of milliseconds/],
      ['startTime,ranks\n0,solo', /line 2, ranks: "solo" is not KEY=NUMBER/],
      ['ticketId,startTime\na,0\na,1', /line 3: ticket "a" starts at another time than on line 2/],
      ['startTime\n0\n1e300', /startTime: the tickets span .* days, and at most 31 are played/],
      ['ticketId,playerId,startTime\na,p,0\na,p,0', /line 3: player "p" stands twice in ticket "a"/],
    ])('%j is refused with line and column', (text, message) => {
      expect(() => parseRecording(text, [everything])).toThrow(message);
    });
  });
}
