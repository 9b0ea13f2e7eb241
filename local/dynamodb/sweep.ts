import { createKey } from 'dynalite/db';
import { act } from './dynalite';
import { type Engine } from './engine';
import { currentItem } from './items';
import { itemPrefix, Overlay } from './overlay';
import { expiredTokens } from './transactions';

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
        const release = await engine.locks.forWriting([name], [itemPrefix(name) + createKey(key, table)]);
        try {
          const overlay = new Overlay(engine.store);
          const expired = engine.timeToLive.isExpired(
            name,
            await currentItem(engine, table, key),
            nowSeconds,
          );
          if (expired) await act('DeleteItem', overlay, { TableName: name, Key: key });
          await engine.commit(overlay, {
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
