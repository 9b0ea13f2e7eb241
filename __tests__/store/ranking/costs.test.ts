import { limits } from './costs/limits';
import { useMeasuredBoards } from './costs/measured-boards';
import { ratesAndDecimals } from './costs/rates-and-decimals';
import { requests } from './costs/requests';
import { results } from './costs/results';

useMeasuredBoards();
results();
requests();
ratesAndDecimals();
limits();
