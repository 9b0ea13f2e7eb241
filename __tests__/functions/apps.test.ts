import { useAppStores } from './apps/app-stores';
import { matches } from './apps/matches';
import { matchmaking } from './apps/matchmaking';
import { players } from './apps/players';

useAppStores();
players();
matches();
matchmaking();
