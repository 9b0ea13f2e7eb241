import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { invitationLimits, type InvitationStatus } from '../contract/invitation-status';
import { type TableName } from '../contract/tables';
import { type GameName, invitationCode, type InvitationCode, type MatchId, type PlayerId } from '../core/ids';
import { type Json } from '../core/json';
import { batchGet } from './batch-get';
import { defaultRetryPolicy, pauseBefore, type RetryPolicy, StoreContended } from './contention';
import { invitationOf, type InvitationRow, readInvitationRow } from './invitation-row';
import { ticketRows } from './keys';
import { readRow } from './read-row';
import { type TransactItem, transactIfItHolds } from './transaction';

/** A player's invitation of others to a match. */
export interface Invitation {
  readonly code: InvitationCode;
  /** The match that the invitation begins; players learn it once it has begun. */
  readonly matchId: MatchId;
  readonly from: PlayerId;
  /** Players who are invited by name; empty: any player who has the code may join. */
  readonly to: readonly PlayerId[];
  readonly game: GameName;
  /** Defaults are filled in. */
  readonly options: Json;
  /** The number of players with which the match begins. */
  readonly seats: number;
  /** The seat that the inviter wants. */
  readonly seat?: number;
  /** The players who have joined, in this order: the inviter first. */
  readonly joined: readonly PlayerId[];
  readonly status: InvitationStatus;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds after which no player can join. */
  readonly openUntil: number;
}

/** A new invitation. `requestId` is the client's own: the same one gives the same invitation. */
export type NewInvitation = Omit<Invitation, 'status' | 'joined'> & { readonly requestId?: string };

/** The inviter, or one of the invited, has the maximum number of open invitations. */
export class TooManyInvitations extends Error {
  constructor(readonly whose: PlayerId) {
    super(`player ${whose} has too many open invitations`);
  }
}

export interface InvitationStore {
  /**
   * @returns the invitation, or the one that an earlier attempt of the request made @throws
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
  /** Open invitations from a player, and to the player. */
  openOf(playerId: PlayerId): Promise<readonly Invitation[]>;
}

type Change = Partial<Pick<InvitationRow, 'joined' | 'status'>>;

/** Players can read the result for a day. */
const keptMilliseconds = 24 * 60 * 60 * 1000;

/** @param names the tickets table's real name @param options for tests: waiting, randomness and time */
export function createInvitationStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'tickets'>,
  { retry = defaultRetryPolicy, now = Date.now }: { readonly retry?: RetryPolicy; now?(): number } = {},
): InvitationStore {
  const TableName = names.tickets;

  async function row(code: InvitationCode): Promise<InvitationRow | undefined> {
    const Item = await readRow(client, TableName, retry, ticketRows.invitation.key({ code }));
    return Item && readInvitationRow(Item);
  }

  /**
   * Rows of a player that refer to invitations that have not expired; an invitation that ends deletes its
   * rows.
   */
  async function pointers(playerId: PlayerId, prefix: string) {
    const found: { readonly code: InvitationCode; readonly place: number }[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': ticketRows.sent.partition({ playerId }), ':prefix': prefix },
        ConsistentRead: true,
      },
    );
    for await (const { Items } of pages)
      for (const { code, openUntil, place } of Items ?? [])
        if (typeof code === 'string' && typeof openUntil === 'number' && openUntil > now())
          found.push({ code: invitationCode(code), place: typeof place === 'number' ? place : 0 });
    return found;
  }

  /** @returns false when a condition did not hold */
  const write = (items: readonly TransactItem[]): Promise<boolean> => transactIfItHolds(client, retry, items);

  /** Changes an open invitation; `change` gets its current state, and returns undefined to leave it. */
  async function change(
    code: InvitationCode,
    decide: (invitation: InvitationRow) => Change | undefined,
  ): Promise<Invitation | undefined> {
    for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
      const found = await row(code);
      if (found === undefined) return undefined;
      const open = found.status === 'open' && now() < found.openUntil;
      const changes = open ? decide(found) : undefined;
      if (changes === undefined) return invitationOf(found, now());
      const changed = { ...found, ...changes, version: found.version + 1 };
      const ended = changed.status === 'open' ? [] : pointersTo(changed).map((Key) => deleted(Key, code));
      if (await write([replaced(found, changed), ...ended])) return invitationOf(changed, now());
      await pauseBefore(attempt, retry);
    }
    throw new StoreContended(`invitation ${code} was changed by others ${retry.attempts} times`);
  }

  function replaced({ version }: InvitationRow, changed: InvitationRow): TransactItem {
    return {
      Put: {
        TableName,
        Item: itemOf(changed),
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': version },
      },
    };
  }

  const deleted = (
    Key: { readonly pk: string; readonly sk: string },
    code: InvitationCode,
  ): TransactItem => ({
    Delete: {
      TableName,
      Key: { ...Key },
      // A place may belong to another invitation by now, if this one has expired.
      ConditionExpression: 'attribute_not_exists(pk) OR code = :code',
      ExpressionAttributeValues: { ':code': code },
    },
  });

  return {
    async create({ requestId, ...invitation }) {
      const { code, from, to, openUntil } = invitation;
      const { sent, invited } = ticketRows;
      for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
        const mine = await pointers(from, sent.sortPrefix);
        const before = await repeated(mine.map((pointer) => pointer.code));
        if (before !== undefined) return invitationOf(before, now());
        const place = Array.from({ length: invitationLimits.sent }, (_, index) => index).find(
          (index) => !mine.some((pointer) => pointer.place === index),
        );
        if (place === undefined) throw new TooManyInvitations(from);
        for (const asked of to)
          if ((await pointers(asked, invited.sortPrefix)).length >= invitationLimits.received)
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
        const pointer = { code, openUntil, place, expiresAt: expiryOf(openUntil) };
        // The table's stream tells the invited player of it, by this row alone.
        const asking = { ...pointer, from, game: invitation.game };
        const free = {
          ConditionExpression: 'attribute_not_exists(pk) OR openUntil <= :now',
          ExpressionAttributeValues: { ':now': now() },
        };
        const items: TransactItem[] = [
          { Put: { TableName, Item: itemOf(created), ConditionExpression: 'attribute_not_exists(pk)' } },
          { Put: { TableName, Item: { ...sent.key({ playerId: from, place }), ...pointer }, ...free } },
          ...to.map((playerId) => ({
            Put: { TableName, Item: { ...invited.key({ playerId, code }), ...asking, playerId } },
          })),
        ];
        if (await write(items)) return invitationOf(created, now());
        // Another invitation of the player came first: look again.
        await pauseBefore(attempt, retry);
      }
      throw new StoreContended(`player ${from} invites too fast`);

      async function repeated(codes: readonly InvitationCode[]): Promise<InvitationRow | undefined> {
        if (requestId === undefined || codes.length === 0) return undefined;
        const rows = await rowsOf(codes);
        return rows.find((one) => one.requestId === requestId);
      }
    },

    async get(code) {
      const found = await row(code);
      return found && invitationOf(found, now());
    },

    join: (code, playerId) =>
      change(code, ({ joined, seats, to, from }) => {
        if (joined.includes(playerId) || joined.length >= seats) return undefined;
        if (to.length > 0 && playerId !== from && !to.includes(playerId)) return undefined;
        const all = [...joined, playerId];
        return { joined: all, status: all.length >= seats ? 'begun' : 'open' };
      }),

    leave: (code, playerId) =>
      change(code, ({ joined, from }) =>
        playerId !== from && joined.includes(playerId)
          ? { joined: joined.filter((other) => other !== playerId) }
          : undefined,
      ),

    end: (code, status) => change(code, () => ({ status })),

    async openOf(playerId) {
      const [sent, invited] = await Promise.all([
        pointers(playerId, ticketRows.sent.sortPrefix),
        pointers(playerId, ticketRows.invited.sortPrefix),
      ]);
      const codes = [...new Set([...sent, ...invited].map(({ code }) => code))];
      const rows = await rowsOf(codes);
      return rows
        .map((found) => invitationOf(found, now()))
        .filter(({ status }) => status === 'open')
        .sort((one, other) => one.createdAt - other.createdAt);
    },
  };

  async function rowsOf(codes: readonly InvitationCode[]): Promise<readonly InvitationRow[]> {
    const keys = codes.map((code) => ticketRows.invitation.key({ code }));
    return (await batchGet(client, TableName, retry, keys, true)).map(readInvitationRow);
  }
}

/** Epoch seconds after which DynamoDB deletes the row. */
const expiryOf = (openUntil: number): number => Math.ceil((openUntil + keptMilliseconds) / 1000);

const itemOf = (row: InvitationRow) => ({
  ...ticketRows.invitation.key({ code: row.code }),
  ...row,
  expiresAt: expiryOf(row.openUntil),
});

/** The rows by which players find an open invitation. */
const pointersTo = ({ code, from, to, place }: InvitationRow) => [
  ticketRows.sent.key({ playerId: from, place }),
  ...to.map((playerId) => ticketRows.invited.key({ playerId, code })),
];
