import { describe, expect, it } from '@jest/globals';
import { cbor } from '@smithy/core/cbor';
import { objectsAt } from '../caller';
import { caller, rpc } from './protocol-caller';

export function rpcCbor(): void {
  describe('Smithy RPC v2 CBOR', () => {
    it('answers with the protocol’s headers and times as tag 1', async () => {
      const { status, headers, body: answered, bytes } = await rpc('DescribeMatchmakingRuleSets', {});
      expect({ status, protocol: headers.get('smithy-protocol'), type: headers.get('content-type') }).toEqual(
        {
          status: 200,
          protocol: 'rpc-v2-cbor',
          type: 'application/cbor',
        },
      );
      const [ruleSet] = objectsAt(answered, 'RuleSets');
      expect(ruleSet).toMatchObject({ RuleSetName: 'rs' });
      const key = Buffer.from('CreationTime');
      const at = Buffer.from(bytes).indexOf(key);
      expect(bytes[at + key.length]).toBe(0xc1);
    });

    it('reads and writes the same values as JSON', async () => {
      const players = [
        {
          PlayerId: 'p',
          PlayerAttributes: { n: { N: 1.5 }, m: { SDM: { k: 2 } } },
          LatencyInMs: { 'us-west-2': 70_000 },
        },
      ];
      const { status, body: answered } = await rpc('StartMatchmaking', {
        TicketId: 'cbor-1',
        ConfigurationName: 'duel',
        Players: players,
      });
      expect({ status, ticket: answered['MatchmakingTicket'] }).toMatchObject({
        status: 200,
        ticket: { TicketId: 'cbor-1', Status: 'QUEUED', Players: players },
      });
      const viaJson = await caller.ok('DescribeMatchmaking', { TicketIds: ['cbor-1'] });
      expect(viaJson).toMatchObject({ TicketList: [{ TicketId: 'cbor-1', Players: players }] });
    });

    /** A request for one player whose attribute is these bytes (RFC 8949). */
    const withAttribute = (kind: string, value: string): Uint8Array => {
      const head = Buffer.from(
        cbor.serialize({
          ConfigurationName: 'duel',
          Players: [{ PlayerId: 'wire', PlayerAttributes: { a: { [kind]: 0 } } }],
        }),
      );
      return Buffer.concat([head.subarray(0, head.length - 1), Buffer.from(value, 'hex')]);
    };

    it.each<[string, string, string, unknown]>([
      ['an unsigned integer', 'N', '1903e8', { N: 1000 }],
      ['a negative integer', 'N', '3903e7', { N: -1000 }],
      ['64 bits', 'N', '1b00000000ffffffff', { N: 4_294_967_295 }],
      ['a half', 'N', 'f93e00', { N: 1.5 }],
      ['a single', 'N', 'fa3fc00000', { N: 1.5 }],
      ['a double', 'N', 'fb3fb999999999999a', { N: 0.1 }],
      ['a list without a length', 'SL', '9f61616162ff', { SL: ['a', 'b'] }],
      ['a text in pieces', 'S', '7f61616162ff', { S: 'ab' }],
      [
        'a map whose keys look like a tag',
        'SDM',
        'a2637461670165 76616c756502'.replace(' ', ''),
        { SDM: { tag: 1, value: 2 } },
      ],
      [
        'a map of both kinds of numbers',
        'SDM',
        'a2616101 6162f93e00'.replace(' ', ''),
        { SDM: { a: 1, b: 1.5 } },
      ],
    ])('reads %s', async (_what, kind, value, read) => {
      expect(await rpc('StartMatchmaking', undefined, withAttribute(kind, value))).toMatchObject({
        status: 200,
        body: { MatchmakingTicket: { Players: [{ PlayerAttributes: { a: read } }] } },
      });
    });

    it.each<[string, string, string, string]>([
      ['NaN', 'N', 'f97e00', 'InvalidRequestException'],
      ['infinity', 'N', 'f97c00', 'InvalidRequestException'],
      ['infinity in a map', 'SDM', 'a16161f97c00', 'InvalidRequestException'],
      ['null', 'N', 'f6', 'InvalidRequestException'],
      ['a text for a number', 'N', '6131', 'SerializationException'],
      ['bytes for a text', 'S', '4161', 'SerializationException'],
      ['a boolean', 'N', 'f5', 'SerializationException'],
    ])('refuses %s', async (_what, kind, value, fault) => {
      expect(await rpc('StartMatchmaking', undefined, withAttribute(kind, value))).toMatchObject({
        status: 400,
        body: { __type: `com.amazonaws.gamelift#${fault}` },
      });
    });

    it('refuses numbers that no client could read back', async () => {
      expect(
        await caller.fault('StartMatchmaking', {
          ConfigurationName: 'duel',
          Players: [{ PlayerId: 'p', LatencyInMs: { a: 2 ** 31 } }],
        }),
      ).toBe('InvalidRequestException');
      expect(
        await caller.fault(
          'StartMatchmaking',
          '{"ConfigurationName":"duel","Players":' +
            '[{"PlayerId":"p","PlayerAttributes":{"a":{"SDM":{"k":1e999}}}}]}',
        ),
      ).toBe('InvalidRequestException');
    });

    it('names faults with their namespace', async () => {
      expect(await rpc('DeleteMatchmakingRuleSet', { Name: 'nope' })).toMatchObject({
        status: 400,
        body: { __type: 'com.amazonaws.gamelift#NotFoundException', Message: expect.any(String) },
      });
      expect(await rpc('StopMatchmaking', {}, Buffer.from([0xff, 0x00]))).toMatchObject({
        status: 400,
        body: { __type: 'com.amazonaws.gamelift#SerializationException' },
      });
      expect(await rpc('NoSuchOperation', {})).toMatchObject({
        status: 400,
        body: { __type: 'com.amazonaws.gamelift#UnknownOperationException' },
      });
    });
  });
}
