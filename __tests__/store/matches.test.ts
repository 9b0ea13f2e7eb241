import { claims } from './matches/claims';
import { lists } from './matches/lists';
import { log } from './matches/log';
import { useMatchStores } from './matches/match-stores';
import { placing } from './matches/placing';

useMatchStores();
claims();
placing();
log();
lists();
