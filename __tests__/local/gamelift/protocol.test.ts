import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeMatchmakingRuleSetsCommand,
  StartMatchmakingCommand,
  ValidateMatchmakingRuleSetCommand,
} from '@aws-sdk/client-gamelift';
import { cbor } from '@smithy/core/cbor';
import { type Caller, type Json, startCaller } from './caller';
import { sdk } from './hosted';
import { runsHere } from '../../support/runs-here';

const hasBotocore = runsHere('python3', '-c', 'import botocore');
const body = '{"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":2}]}';
let caller: Caller;

beforeAll(async () => {
  caller = await startCaller({ clock: 'virtual', hosting: 'none', seed: 1 });
  await caller.ok('CreateMatchmakingRuleSet', { Name: 'rs', RuleSetBody: body });
  await caller.ok('CreateMatchmakingConfiguration', {
    Name: 'duel',
    RuleSetName: 'rs',
    AcceptanceRequired: false,
    RequestTimeoutSeconds: 120,
    FlexMatchMode: 'STANDALONE',
  });
});
afterAll(() => caller.close());

async function rpc(
  operation: string,
  input: unknown,
  bytes?: Uint8Array,
): Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly bytes: Uint8Array;
}> {
  const response = await fetch(`${caller.gamelift.url}/service/GameLift/operation/${operation}`, {
    method: 'POST',
    headers: {
      'smithy-protocol': 'rpc-v2-cbor',
      'content-type': 'application/cbor',
      accept: 'application/cbor',
    },
    body: Buffer.from(bytes ?? cbor.serialize(input)),
  });
  const answered = new Uint8Array(await response.arrayBuffer());
  return {
    status: response.status,
    headers: response.headers,
    body: cbor.deserialize(answered) as Json,
    bytes: answered,
  };
}

describe('AWS JSON 1.1', () => {
  it('answers with request id, content type and times in seconds', async () => {
    const { status, headers, body: answered } = await caller.raw('DescribeMatchmakingRuleSets', {});
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answered).toEqual({
      RuleSets: [
        {
          RuleSetName: 'rs',
          RuleSetArn: 'arn:aws:gamelift:us-west-2:111122223333:matchmakingruleset/rs',
          RuleSetBody: body,
          CreationTime: 1_767_225_600,
        },
      ],
    });
  });

  it.each([
    ['no JSON', 'StopMatchmaking', '{', 400, 'SerializationException'],
    ['an operation of another service', 'PutItem', {}, 400, 'UnknownOperationException'],
    [
      'an operation that is not served here',
      'CreateContainerFleet',
      { FleetRoleArn: 'x' },
      400,
      'UnknownOperationException',
    ],
    ['an empty body', 'StopMatchmaking', '', 400, 'InvalidRequestException'],
    ['a JSON null', 'StopMatchmaking', 'null', 400, 'InvalidRequestException'],
    ['deep nesting', 'StopMatchmaking', `${'['.repeat(100_000)}`, 400, 'SerializationException'],
  ])('refuses %s', async (_what, operation, input, status, fault) => {
    const answered = await caller.raw(operation, input);
    expect({
      status: answered.status,
      type: answered.body['__type'],
      header: answered.headers.get('x-amzn-errortype'),
    }).toEqual({ status, type: fault, header: fault });
  });

  it('refuses a body that is too large, and requests of other kinds, and stays up', async () => {
    const large = await fetch(caller.gamelift.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'GameLift.CreateScript' },
      body: Buffer.alloc(13 * 2 ** 20),
    });
    expect(large.status).toBe(413);
    expect((await fetch(`${caller.gamelift.url}/nothing`)).status).toBe(404);
    expect(await caller.fault('DescribeMatchmakingRuleSets', {})).toBe('none');
  });
});

describe('pages of the web', () => {
  it('reach neither the API, nor CloudFormation, nor the local API', async () => {
    const { url } = caller.gamelift;
    const origin = { origin: 'https://evil.example' };
    const form = { ...origin, 'content-type': 'application/x-www-form-urlencoded' };
    for (const answer of [
      await fetch(url, { method: 'POST', headers: form, body: 'Action=DeleteStack&StackName=all' }),
      await fetch(url, {
        method: 'POST',
        headers: { ...origin, 'x-amz-target': 'GameLift.ListFleets' },
        body: '{}',
      }),
      await fetch(`${url}/_local/state`, { headers: { 'sec-fetch-site': 'cross-site' } }),
    ])
      expect(answer.status).toBe(403);
  });
});

describe('Smithy RPC v2 CBOR', () => {
  it('answers with the protocol’s headers and times as tag 1', async () => {
    const { status, headers, body: answered, bytes } = await rpc('DescribeMatchmakingRuleSets', {});
    expect({ status, protocol: headers.get('smithy-protocol'), type: headers.get('content-type') }).toEqual({
      status: 200,
      protocol: 'rpc-v2-cbor',
      type: 'application/cbor',
    });
    const [ruleSet] = answered['RuleSets'] as readonly Json[];
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
        '{"ConfigurationName":"duel","Players":[{"PlayerId":"p","PlayerAttributes":{"a":{"SDM":{"k":1e999}}}}]}',
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

describe('other people’s clients', () => {
  it('the JavaScript SDK', async () => {
    const client = sdk(caller.gamelift.url);
    const { RuleSets } = await client.send(new DescribeMatchmakingRuleSetsCommand({ Names: ['rs'] }));
    expect(RuleSets?.[0]?.CreationTime).toEqual(new Date('2026-01-01T00:00:00Z'));
    await expect(
      client.send(new ValidateMatchmakingRuleSetCommand({ RuleSetBody: '{}' })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException', message: expect.stringContaining('teams') });
    await expect(
      client.send(new StartMatchmakingCommand({ ConfigurationName: 'nope', Players: [{ PlayerId: 'p' }] })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
    client.destroy();
  });

  (hasBotocore ? it : it.skip)('botocore (skipped where python3 has none)', async () => {
    const program = `
import botocore.session, botocore.exceptions, json, sys
client = botocore.session.get_session().create_client('gamelift', region_name='us-west-2', endpoint_url=sys.argv[1], aws_access_key_id='x', aws_secret_access_key='y')
client.start_matchmaking(TicketId='py-1', ConfigurationName='duel', Players=[{'PlayerId': 'p', 'PlayerAttributes': {'skill': {'N': 12.5}}, 'LatencyInMs': {'us-west-2': 20}}])
ticket = client.describe_matchmaking(TicketIds=['py-1'])['TicketList'][0]
try:
  client.start_matchmaking(ConfigurationName='nope', Players=[{'PlayerId': 'p'}]); fault = None
except botocore.exceptions.ClientError as error:
  fault = error.response['Error']['Code']
pages = [page for page in client.get_paginator('describe_matchmaking_rule_sets').paginate(PaginationConfig={'PageSize': 1})]
print(json.dumps({'status': ticket['Status'], 'year': ticket['StartTime'].year, 'fault': fault, 'pages': len(pages)}))
`;
    const child = spawn('python3', ['-c', program, caller.gamelift.url], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    await new Promise((resolve) => {
      child.once('close', resolve);
    });
    if (out === '') throw new Error(err);
    expect(JSON.parse(out)).toEqual({ status: 'QUEUED', year: 2026, fault: 'NotFoundException', pages: 1 });
  });
});

describe('the local API', () => {
  const post = async (path: string, sent: string): Promise<number> =>
    (await fetch(`${caller.gamelift.url}/_local/${path}`, { method: 'POST', body: sent })).status;

  it('advances the clock, never backwards, and reports invalid input', async () => {
    expect(await post('clock', '{"toSeconds":5}')).toBe(200);
    expect(await post('clock', '{"toSeconds":4}')).toBe(400);
    expect(await post('clock', '{"toSeconds":"x"}')).toBe(400);
    expect(await post('clock', '{')).toBe(400);
    expect(await post('hosting', '{"outcome":"FULFILLED"}')).toBe(409);
    expect(await post('nothing', '{}')).toBe(404);
  });

  it('shows requests, state, events and lines', async () => {
    const get = async (path: string): Promise<unknown> =>
      (await fetch(`${caller.gamelift.url}/_local/${path}`)).json();
    expect(await get('requests')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          operation: 'CreateMatchmakingRuleSet',
          protocol: 'json',
          milliseconds: expect.any(Number),
        }),
      ]),
    );
    expect(await get('state')).toMatchObject({
      hosting: 'none',
      clock: { kind: 'virtual' },
      pools: { duel: { searching: expect.any(Number) } },
      tickets: expect.any(Array),
      placements: [],
      sessions: [],
      processes: [],
    });
    expect(await get('events')).toEqual(
      expect.arrayContaining([expect.objectContaining({ source: 'aws.gamelift' })]),
    );
    expect(await get('matches')).toMatchObject({ open: expect.any(Array), past: expect.any(Array) });
  });
});
