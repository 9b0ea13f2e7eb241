import { createDocumentClient } from '../../store/client';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { createRankCounts } from '../../store/rank-counts';
import { readEnvironment } from '../shared/environment';
import { countEntries } from './count';
import { leaderboardIndex as declaration } from './declaration';

const { ranksTable } = readEnvironment(...declaration.environment);
const counts = createRankCounts(createDocumentClient(), ranksTable, { retry, now: Date.now });

/** The stream of the leaderboards table calls this. */
export const handler = (event: unknown) => countEntries(counts, event);
