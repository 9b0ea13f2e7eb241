import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { configurationName } from '../../contract/names';
import { gameName, matchmakingName, type PlayerId, ticketId, type TicketId } from '../../core/ids';
import { laptopOf } from '../../definition/environments';
import { startTicket } from '../../functions/matchmaking/ticket-start';
import { createTables, type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb';
import { createPlayerStore } from '../../store/players';
import { createTicketStore } from '../../store/tickets';
import { Names } from '../../templates';
import { NothingDone, playersProgram } from '../../tools/players/program';
import { openTables } from '../../tools/players/tables';
import { backend } from '../games';
import { resourcePrefix } from '../functions/support/backend';
import { startGameLift } from '../functions/support/gamelift';
import { compileProgram } from '../support/compiled';
import { aPlayer } from '../store/database';

const config = laptopOf(backend);
const now = Date.parse('2026-11-22T12:00:00Z');
let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
let gamelift: Awaited<ReturnType<typeof startGameLift>>;
beforeAll(async () => {
  gamelift = await startGameLift();
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
  await gamelift.close();
});

/** Runs the command as a shell would. @returns its output */
async function players(...args: readonly string[]): Promise<string> {
  const said: string[] = [];
  const program = playersProgram({
    open: (_environment, endpoints) => openTables(config, endpoints, () => now),
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

const tickets = () => createTicketStore(DynamoDBDocumentClient.from(client), new Names(config).tables);

/** A ticket of a player that FlexMatch searches for. */
async function aSearch(player: PlayerId): Promise<TicketId> {
  const id = ticketId(randomUUID());
  await tickets().create({
    ticketId: id,
    playerId: player,
    game: gameName('noughts'),
    matchmaking: matchmakingName('duel'),
    options: {},
    status: 'queued',
    createdAt: now,
  });
  await startTicket(gamelift.client, configurationName(resourcePrefix, 'duel'), {
    ticketId: id,
    playerId: player,
    attributes: { game: { S: id }, skill: { N: 1500 } },
    latencyMs: { 'us-east-1': 20 },
  });
  return id;
}
const searchOf = async (id: TicketId) =>
  (await gamelift.client.send(new DescribeMatchmakingCommand({ TicketIds: [id] }))).TicketList?.[0]?.Status;

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

  it.each(['ban', 'delete'])(
    '%s takes the player out of matchmaking at once, where GameLift is known',
    async (subcommand) => {
      const id = await aGuest();
      const ticket = await aSearch(id);
      const given = [subcommand, id, '--reason', 'x'];
      expect(await players(...given)).toContain('No --gamelift URL');
      expect(await searchOf(ticket)).toMatch(/^(QUEUED|SEARCHING)$/);
      expect(await players(...given, '--gamelift', 'http://127.0.0.1:9')).toMatch(/refused \(.*ECONNREFUSED/);
      expect(await players(...given, '--gamelift', gamelift.url)).toContain('The open ticket is cancelled.');
      expect(await searchOf(ticket)).toBe('CANCELLED');
      expect(await tickets().get(ticket)).toMatchObject({ endedBecause: 'player-removed' });
      expect(await players(...given, '--gamelift', gamelift.url)).toContain('There was no open ticket.');
    },
  );

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
      spawnSync(process.execPath, [compileProgram('tools/players/main.js'), ...args], { encoding: 'utf8' })
        .status;
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
