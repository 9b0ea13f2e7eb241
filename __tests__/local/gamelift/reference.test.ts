/**
 * Statements of the API Reference about single members: each is accepted, or refused by name, never dropped.
 */
import { builds } from './reference/builds';
import { fleets } from './reference/fleets';
import { matchmaking } from './reference/matchmaking';
import { playerSessions } from './reference/player-sessions';
import { queuesAndIds } from './reference/queues-and-ids';
import { useReferenceCaller } from './reference/reference-caller';

useReferenceCaller();
fleets();
queuesAndIds();
matchmaking();
playerSessions();
builds();
