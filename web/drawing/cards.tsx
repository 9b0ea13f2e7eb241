import { type Card, type CardsPart } from '../../core/drawing';
import { type Json } from '../../core/json';
import { type DrawingContext } from './drawing-context';

/** Cards side by side; those with a command are buttons. */
export function Cards({
  part,
  context,
}: {
  readonly part: CardsPart<Json>;
  readonly context: DrawingContext;
}) {
  return (
    <section class="cards-part" role="group" aria-label={part.label}>
      <div class="caption">
        <span>{part.label}</span>
      </div>
      <ul class="cards">
        {part.cards.map((card, index) => (
          <li key={`${index} ${card.text}`}>
            <CardView card={card} context={context} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CardView({ card, context }: { readonly card: Card<Json>; readonly context: DrawingContext }) {
  const { text, label, tone, seat, chosen, note, command } = card;
  const owner = seat === undefined ? undefined : context.nameOf(seat);
  const classes = ['card', tone ?? '', chosen === true ? 'chosen' : ''];
  const words = [label ?? text, note, owner].filter((word) => word !== undefined).join(', ');
  const inner = (
    <>
      {owner === undefined ? null : <small>{owner}</small>}
      <b>{text}</b>
      {note === undefined ? null : <small>{note}</small>}
    </>
  );
  return command === undefined ? (
    <div class={classes.filter(Boolean).join(' ')} data-seat={seat} role="img" aria-label={words}>
      {inner}
    </div>
  ) : (
    <button
      type="button"
      class={`${classes.filter(Boolean).join(' ')} ready`}
      data-seat={seat}
      aria-label={words}
      disabled={context.play === undefined}
      onClick={() => context.play?.(command)}
    >
      {inner}
    </button>
  );
}
