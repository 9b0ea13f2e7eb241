import { useEventStreams } from './match-events/event-streams';
import { invitations } from './match-events/invitations';
import { matches } from './match-events/matches';

useEventStreams();
matches();
invitations();
