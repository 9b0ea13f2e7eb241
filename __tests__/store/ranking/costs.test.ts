import { limits } from './costs/limits';
import { useMeasuredLeaderboards } from './costs/measured-leaderboards';
import { ratesAndDecimals } from './costs/rates-and-decimals';
import { requests } from './costs/requests';
import { results } from './costs/results';

useMeasuredLeaderboards();
results();
requests();
ratesAndDecimals();
limits();
