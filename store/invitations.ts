import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { invitationLimits } from '../contract/invitation-status';
import { type TableName } from '../contract/tables';
import { invitationCode, type InvitationCode, type PlayerId } from '../core/ids';
import { batchGet } from './batch-get';
import { defaultRetryPolicy, pauseBefore, type RetryPolicy, StoreContended } from './contention';
import { invitationOf, type InvitationRow, readInvitationRow } from './invitation-row';
import { creation, deleted, pointersTo, replaced } from './invitation-writes';
import { ticketRows } from './keys';
import { prefixedRows } from './prefixed-rows';
import { readRow } from './read-row';
import { type TransactItem, transactIfItHolds } from './transaction';
import { type Invitation, type NewInvitation } from './invitation';
import { type TimedTable } from './table';

/** The inviter, or one of the invited, has the maximum number of open invitations. */
export class TooManyInvitations extends Error {
  constructor(readonly whose: PlayerId) {
    super(`player ${whose} has too many open invitations`);
  }
}

/** Invitations by their code, and by the players that they name. */
export interface InvitationStore {
  /**
   * @returns the invitation, or that which an earlier attempt of the request made @throws
   * TooManyInvitations
   */
  create(invitation: NewInvitation): Promise<Invitation>;
  get(code: InvitationCode): Promise<Invitation | undefined>;
  /**
   * Adds a player, while the invitation is open and has a place; with the last player it has begun. Of two
   * players who want the last place one gets it. @returns the invitation afterwards: it shows whether the
   * player is in
   */
  join(code: InvitationCode, playerId: PlayerId): Promise<Invitation | undefined>;
  /** Removes a player while it is open. */
  leave(code: InvitationCode, playerId: PlayerId): Promise<Invitation | undefined>;
  /** Ends the invitation if it is open. @returns the invitation afterwards */
  end(code: InvitationCode, status: 'declined' | 'withdrawn'): Promise<Invitation | undefined>;
  /** Ends an invitation that has begun, but whose match was not made. @returns the invitation afterwards */
  undo(code: InvitationCode): Promise<Invitation | undefined>;
  /** Open invitations from a player, and to the player. */
  openOf(playerId: PlayerId): Promise<readonly Invitation[]>;
}

type Change = Partial<Pick<InvitationRow, 'joined' | 'status'>>;

/** @param names the tickets table's real name @param options for tests: waiting, randomness and time */
export function createInvitationStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'tickets'>,
  { retry = defaultRetryPolicy, now = Date.now }: { readonly retry?: RetryPolicy; now?(): number } = {},
): InvitationStore {
  const TableName = names.tickets;
  const table: TimedTable = { client, TableName, retry, now };
  return {
    create: (invitation) => create(table, invitation),
    get: (code) => get(table, code),
    join: (code, playerId) => join(table, code, playerId),
    leave: (code, playerId) => leave(table, code, playerId),
    end: (code, status) => end(table, code, status),
    undo: (code) => undo(table, code),
    openOf: (playerId) => openOf(table, playerId),
  };
}

async function create(table: TimedTable, { requestId, ...invitation }: NewInvitation): Promise<Invitation> {
  const { from, to } = invitation;
  for (let attempt = 1; attempt <= table.retry.attempts; attempt += 1) {
    const mine = await pointers(table, from, ticketRows.sent.sortPrefix);
    const before = await findRepeated(mine.map((pointer) => pointer.code));
    if (before !== undefined) return invitationOf(before, table.now());
    const place = Array.from({ length: invitationLimits.sent }, (_, index) => index).find(
      (index) => !mine.some((pointer) => pointer.place === index),
    );
    if (place === undefined) throw new TooManyInvitations(from);
    for (const asked of to)
      if ((await pointers(table, asked, ticketRows.invited.sortPrefix)).length >= invitationLimits.received)
        throw new TooManyInvitations(asked);
    const created: InvitationRow = {
      ...invitation,
      to: [...to],
      joined: [from],
      status: 'open',
      place,
      version: 1,
      ...(requestId === undefined ? {} : { requestId }),
    };
    if (await write(table, creation(table, created))) return invitationOf(created, table.now());
    // Another invitation of the player came first: look again.
    await pauseBefore(attempt, table.retry);
  }
  throw new StoreContended(`player ${from} invites too fast`);

  async function findRepeated(codes: readonly InvitationCode[]): Promise<InvitationRow | undefined> {
    if (requestId === undefined || codes.length === 0) return undefined;
    const rows = await rowsOf(table, codes);
    return rows.find((one) => one.requestId === requestId);
  }
}

async function get(table: TimedTable, code: InvitationCode): Promise<Invitation | undefined> {
  const found = await row(table, code);
  return found && invitationOf(found, table.now());
}

function join(table: TimedTable, code: InvitationCode, playerId: PlayerId): Promise<Invitation | undefined> {
  return change(table, code, ({ joined, seats, to, from }) => {
    if (joined.includes(playerId) || joined.length >= seats) return undefined;
    if (to.length > 0 && playerId !== from && !to.includes(playerId)) return undefined;
    const all = [...joined, playerId];
    return { joined: all, status: all.length >= seats ? 'begun' : 'open' };
  });
}

function leave(table: TimedTable, code: InvitationCode, playerId: PlayerId): Promise<Invitation | undefined> {
  return change(table, code, ({ joined, from }) =>
    playerId !== from && joined.includes(playerId)
      ? { joined: joined.filter((other) => other !== playerId) }
      : undefined,
  );
}

function end(
  table: TimedTable,
  code: InvitationCode,
  status: 'declined' | 'withdrawn',
): Promise<Invitation | undefined> {
  return change(table, code, () => ({ status }));
}

async function undo(table: TimedTable, code: InvitationCode): Promise<Invitation | undefined> {
  const found = await row(table, code);
  if (found?.status !== 'begun') return found && invitationOf(found, table.now());
  const changed = { ...found, status: 'withdrawn' as const, version: found.version + 1 };
  // Nothing else changes an invitation that has begun.
  await write(table, [replaced(table, found, changed)]);
  return invitationOf(changed, table.now());
}

async function openOf(table: TimedTable, playerId: PlayerId): Promise<readonly Invitation[]> {
  const [sent, invited] = await Promise.all([
    pointers(table, playerId, ticketRows.sent.sortPrefix),
    pointers(table, playerId, ticketRows.invited.sortPrefix),
  ]);
  const codes = [...new Set([...sent, ...invited].map(({ code }) => code))];
  const rows = await rowsOf(table, codes);
  return rows
    .map((found) => invitationOf(found, table.now()))
    .filter(({ status }) => status === 'open')
    .sort((one, other) => one.createdAt - other.createdAt);
}

async function row(table: TimedTable, code: InvitationCode): Promise<InvitationRow | undefined> {
  const Item = await readRow(table, ticketRows.invitation.key({ code }));
  return Item && readInvitationRow(Item);
}

/**
 * Rows of a player that refer to invitations that have not expired; an invitation that ends deletes its
 * rows.
 */
async function pointers(table: TimedTable, playerId: PlayerId, prefix: string) {
  const now = table.now();
  const rows = await prefixedRows(table, ticketRows.sent.partition({ playerId }), prefix);
  return rows.flatMap(({ code, openUntil, place }) =>
    typeof code === 'string' && typeof openUntil === 'number' && openUntil > now
      ? [{ code: invitationCode(code), place: typeof place === 'number' ? place : 0 }]
      : [],
  );
}

/** @returns false when a condition did not hold */
function write({ client, retry }: TimedTable, items: readonly TransactItem[]): Promise<boolean> {
  return transactIfItHolds(client, retry, items);
}

/** Changes an open invitation; `change` gets its current state, and returns undefined to leave it. */
async function change(
  table: TimedTable,
  code: InvitationCode,
  decide: (invitation: InvitationRow) => Change | undefined,
): Promise<Invitation | undefined> {
  for (let attempt = 1; attempt <= table.retry.attempts; attempt += 1) {
    const found = await row(table, code);
    if (found === undefined) return undefined;
    const open = found.status === 'open' && table.now() < found.openUntil;
    const changes = open ? decide(found) : undefined;
    if (changes === undefined) return invitationOf(found, table.now());
    const changed = { ...found, ...changes, version: found.version + 1 };
    const ended =
      changed.status === 'open' ? [] : pointersTo(changed).map((Key) => deleted(table, Key, code));
    if (await write(table, [replaced(table, found, changed), ...ended]))
      return invitationOf(changed, table.now());
    await pauseBefore(attempt, table.retry);
  }
  throw new StoreContended(`invitation ${code} was changed by others ${table.retry.attempts} times`);
}

async function rowsOf(
  { client, TableName, retry }: TimedTable,
  codes: readonly InvitationCode[],
): Promise<readonly InvitationRow[]> {
  const keys = codes.map((code) => ticketRows.invitation.key({ code }));
  return (await batchGet(client, TableName, retry, keys, true)).map(readInvitationRow);
}
