import { type Operation } from 'dynalite/db';
import { type Engine } from './engine';
import { isRecord } from './fields';

const tokenPrefix = 'token~';
/** Keys of tokens sorted by the time of their transaction, so that old ones are found by one range read. */
const tokenTimePrefix = 'token-at~';
const tokenTimeKey = (at: number, token: string): string =>
  `${tokenTimePrefix}${String(at).padStart(16, '0')}~${token}`;
const tokenLifetimeMs = 10 * 60 * 1000;

/** A token with which a transaction was asked for: the same request gets the same answer. */
export interface TokenRow {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly fingerprint: string;
  readonly answer: Record<string, unknown>;
}

export const tokenKeyOf = (token: string): string => tokenPrefix + token;

/** The row of a token that is still valid. */
export async function tokenAt(engine: Engine, key: string): Promise<TokenRow | undefined> {
  const row = tokenRow(await engine.store.db.get(key));
  return row !== undefined && engine.now() - row.at < tokenLifetimeMs ? row : undefined;
}

/**
 * Forgets tokens older than ten minutes. @returns the operations that delete them, at most `limit` at a time
 */
export async function expiredTokens(engine: Engine, limit = 1000): Promise<readonly Operation[]> {
  const expired: Operation[] = [];
  const horizon = engine.now() - tokenLifetimeMs;
  for await (const [key] of engine.store.db.iterator({
    gte: tokenTimePrefix,
    lt: tokenTimeKey(horizon + 1, ''),
    limit,
  })) {
    expired.push({ type: 'del', key });
    const tokenKey = tokenKeyOf(key.slice(tokenTimeKey(0, '').length));
    const row = tokenRow(await engine.store.db.get(tokenKey));
    // The token may have been used again since.
    if (row && row.at <= horizon) expired.push({ type: 'del', key: tokenKey });
  }
  return expired;
}

/** @throws Error when a value of the database is not the row of a token */
function tokenRow(value: unknown): TokenRow | undefined {
  if (value === undefined) return undefined;
  if (!isTokenRow(value)) throw new Error('a row of the database is not the token of a transaction');
  return value;
}

function isTokenRow(value: unknown): value is TokenRow {
  return (
    isRecord(value) &&
    typeof value.at === 'number' &&
    typeof value.fingerprint === 'string' &&
    isRecord(value.answer)
  );
}

/** The rows that a transaction writes for its token. */
export function tokenRows(token: string, row: TokenRow): readonly Operation[] {
  return [
    { type: 'put', key: tokenKeyOf(token), value: row },
    { type: 'put', key: tokenTimeKey(row.at, token), value: 1 },
  ];
}
