import { drawnTickets } from './population/drawn-tickets';
import { filesAndFlags } from './population/files-and-flags';
import { openParts } from './population/open-parts';
import { recordedTickets } from './population/recorded-tickets';

openParts();
drawnTickets();
filesAndFlags();
recordedTickets();
