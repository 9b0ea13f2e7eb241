import { environments } from './functions/environments';
import { events } from './functions/events';
import { usePools } from './functions/pools';
import { schedulesAndStreams } from './functions/schedules-and-streams';
import { time } from './functions/time';

usePools();
time();
environments();
events();
schedulesAndStreams();
