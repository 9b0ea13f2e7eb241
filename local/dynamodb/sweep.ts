import { type Engine } from './engine';
import { itemKey } from './write-set';
import { expiredTokens } from './transaction-tokens';

const batch = 200;

/**
 * Deletes items whose time has come, trims streams, forgets old tokens.
 * @returns how many items were deleted
 */
export async function sweep(engine: Engine): Promise<number> {
  let deleted = 0;
  for (const name of engine.timeToLive.tables()) {
    const nowSeconds = Math.floor(engine.now() / 1000);
    for (;;) {
      const due = await engine.timeToLive.due(name, nowSeconds, batch);
      for (const { dueKey, key } of due) {
        const table = await engine.table(name);
        const release = await engine.locks.forWriting([name], [itemKey(table, key)]);
        try {
          const writes = engine.writeSet();
          const before = await engine.item(table, key);
          const expired = engine.timeToLive.isExpired(name, before, nowSeconds);
          if (expired) writes.add({ table, before, after: undefined });
          await engine.commit(writes, {
            more: [{ type: 'del', key: dueKey }],
            userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
          });
          if (expired) deleted += 1;
        } finally {
          release();
        }
      }
      if (due.length < batch) break;
    }
  }
  await engine.write([...(await engine.streams.trim()), ...(await expiredTokens(engine))]);
  return deleted;
}
