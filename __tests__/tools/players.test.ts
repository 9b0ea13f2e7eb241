import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { laptopOf } from '../../definition/environments';
import { createTables, type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb';
import { createPlayerStore } from '../../store/players';
import { Names } from '../../templates';
import { NothingDone, playersProgram } from '../../tools/players/program';
import { openTables } from '../../tools/players/tables';
import { backend } from '../games';
import { compiled } from '../support/compiled';
import { aPlayer } from '../store/database';

const config = laptopOf(backend);
const now = Date.parse('2026-11-22T12:00:00Z');
let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamodb = await startDynamoDb({ ttlSweepMs: 0 });
  client = new DynamoDBClient({
    region: config.region,
    endpoint: dynamodb.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTables(client, new Names(config).tables);
});
afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

/** Runs the command as a shell would. @returns its output */
async function players(...args: readonly string[]): Promise<string> {
  const said: string[] = [];
  const program = playersProgram({
    open: (_environment, endpoint) => openTables(config, endpoint),
    name: 'eve',
    environments: ['laptop'],
    say: (line) => void said.push(line),
    now: () => now,
  });
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  await program.parseAsync(args.length > 1 ? [...args, '--dynamodb', dynamodb.url] : args, { from: 'user' });
  return said.join('\n');
}
async function aGuest() {
  const documents = DynamoDBDocumentClient.from(client);
  const playerId = aPlayer();
  await createPlayerStore(documents, new Names(config).tables).create(
    { playerId, displayName: 'Ada', createdAt: 1 },
    'a'.repeat(64),
  );
  return playerId;
}

describe('npm run players', () => {
  it('bans with a reason and an end, shows it, and unbans', async () => {
    const id = await aGuest();
    expect(await players('ban', id, '--reason', ' cheating ', '--days', '7')).toContain(
      `${id} is banned until 2026-11-29T12:00:00.000Z: cheating`,
    );
    const ban = { reason: 'cheating', at: now, until: Date.parse('2026-11-29T12:00:00Z') };
    expect(JSON.parse(await players('show', id))).toMatchObject({
      displayName: 'Ada',
      ban,
      events: [{ event: 'banned', by: 'operator', operator: 'eve', about: 'cheating' }],
    });
    expect(await players('unban', id, '--operator', 'bob')).toContain('not banned any more');
    expect(JSON.parse(await players('show', id))).not.toHaveProperty('ban');
    await expect(players('unban', id)).rejects.toThrow(NothingDone);
  });

  it('exports and deletes', async () => {
    const id = await aGuest();
    expect(JSON.parse(await players('export', id))).toMatchObject({
      playerId: id,
      profile: { displayName: 'Ada' },
    });
    expect(await players('delete', id, '--reason', 'asked by mail')).toContain('is deleted');
    expect(JSON.parse(await players('show', id))).toMatchObject({ deletedAt: now });
    await expect(players('export', id)).rejects.toThrow(NothingDone);
  });

  it('has an exit code for wrong arguments that is not that of an unknown player', () => {
    const codeOf = (...args: readonly string[]) =>
      spawnSync(process.execPath, [compiled('tools/players/main.js'), ...args], { encoding: 'utf8' }).status;
    const id = 'p-00000000-0000-4000-8000-999999999999';
    expect([codeOf('ban', id), codeOf('ban', id, '--reason', ' '), codeOf('--help')]).toEqual([2, 2, 0]);
  });

  it.each([
    [
      'an unknown player',
      ['ban', 'p-00000000-0000-4000-8000-999999999999', '--reason', 'x'],
      'is not a player',
    ],
    ['an invalid id', ['ban', 'ada', '--reason', 'x'], 'must be a player id'],
    ['a ban without a reason', ['ban', 'p-00000000-0000-4000-8000-999999999999'], '--reason'],
    ['a reason of spaces', ['ban', 'p-00000000-0000-4000-8000-999999999999', '--reason', ' '], '1 to 300'],
    [
      'a zero duration',
      ['ban', 'p-00000000-0000-4000-8000-999999999999', '--reason', 'x', '--days', '0'],
      'above 0',
    ],
    ['a deletion without a reason', ['delete', 'p-00000000-0000-4000-8000-999999999999'], '--reason'],
  ])('refuses %s', async (_what, args, message) => {
    await expect(players(...args)).rejects.toThrow(message);
  });
});
