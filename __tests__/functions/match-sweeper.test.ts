import { lateEvents } from './match-sweeper/late-events';
import { days } from './match-sweeper/days';
import { gameSessions } from './match-sweeper/game-sessions';
import { useSweeperStores } from './match-sweeper/sweeper-stores';

useSweeperStores();
gameSessions();
days();
lateEvents();
