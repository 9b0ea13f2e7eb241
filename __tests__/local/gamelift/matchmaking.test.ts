import { acceptance } from './matchmaking/acceptance';
import { backfill } from './matchmaking/backfill';
import { useCaller } from './matchmaking/caller-of-matchmaking';
import { configurations } from './matchmaking/configurations';
import { tickets } from './matchmaking/tickets';

useCaller();
tickets();
acceptance();
backfill();
configurations();
