import { type ConsoleTicketRow } from '../../contract/console/tickets';
import { State } from './parts';
import { ticketWords } from './ticket-words';

/** The state of a ticket as its player sees it, with GameLift's beside it where that is another one. */
export function TicketState({ of }: { readonly of: Pick<ConsoleTicketRow, 'recorded' | 'status'> }) {
  const { own, gameLift } = ticketWords(of);
  return (
    <>
      <State of={own} />
      {gameLift === undefined ? null : <small class="calm"> GameLift: {gameLift}</small>}
    </>
  );
}
