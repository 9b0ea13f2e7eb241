import { createDocumentClient } from '../../store/client';
import { createPlayerRecordStore } from '../../store/player-records';
import { readEnvironment } from '../shared/environment';
import { playerRecords as declaration } from './declaration';
import { followStandings } from './follow';

const { playersTable } = readEnvironment(...declaration.environment);
const records = createPlayerRecordStore(createDocumentClient(), { players: playersTable });

/** The stream of the players table calls this. */
export const handler = (event: unknown): Promise<void> => followStandings(records, event);
