import { type Drawing, type DrawingPart } from '../../core/drawing';
import { type Json } from '../../core/json';
import { CommandButton } from './command-button';
import { Cards } from './cards';
import { Grid } from './grid';
import { type DrawingContext } from './drawing-context';
import { Tracks } from './tracks';

/** Draws a match of any game. */
export function DrawingView({
  drawing,
  context,
}: {
  readonly drawing: Drawing<Json>;
  readonly context: DrawingContext;
}) {
  return (
    <div class="drawing">
      {drawing.parts.map((part, index) => (
        <Part key={`${part.kind} ${index}`} part={part} context={context} />
      ))}
    </div>
  );
}

function Part({ part, context }: { readonly part: DrawingPart<Json>; readonly context: DrawingContext }) {
  switch (part.kind) {
    case 'grid':
      return <Grid part={part} context={context} />;
    case 'cards':
      return <Cards part={part} context={context} />;
    case 'tracks':
      return <Tracks part={part} context={context} />;
    case 'facts':
      return (
        <dl class="facts">
          {part.facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      );
    case 'buttons':
      return (
        <div class="commands">
          {part.buttons.map(({ label, command }) => (
            <CommandButton key={label} label={label} command={command} context={context} />
          ))}
        </div>
      );
  }
}
