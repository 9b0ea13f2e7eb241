import { ends } from './fleet/ends';
import { useHostedFleet } from './fleet/hosted-fleet';
import { hosting } from './fleet/hosting';
import { outputAndTime } from './fleet/output-and-time';
import { processes } from './fleet/processes';

useHostedFleet();
outputAndTime();
ends();
processes();
hosting();
