import { type LabRuleSet, labDocument } from '../../../contract/console/lab';
import { useWatched } from '../live';
import { Shown } from '../parts';
import { hashOf, route } from '../route';
import { Bench } from './bench';

/** The lab for the rule set of one matchmaking. */
export function Lab() {
  const watched = useWatched('/lab', labDocument);
  return (
    <div class="page wide-page">
      <h1>Rule lab</h1>
      <Shown watched={watched}>
        {({ ruleSets }) => {
          const chosen = ruleSets.find(({ matchmaking }) => matchmaking === route.value.id) ?? ruleSets[0];
          return chosen === undefined ? (
            <p>This backend has no matchmaking.</p>
          ) : (
            <>
              <Choice ruleSets={ruleSets} chosen={chosen} />
              <Bench key={chosen.matchmaking} ruleSet={chosen} />
            </>
          );
        }}
      </Shown>
    </div>
  );
}

function Choice({
  ruleSets,
  chosen,
}: {
  readonly ruleSets: readonly LabRuleSet[];
  readonly chosen: LabRuleSet;
}) {
  return (
    <nav class="tabs" aria-label="matchmakings">
      {ruleSets.map(({ matchmaking, waiting }) => (
        <a
          key={matchmaking}
          href={hashOf({ section: 'lab', id: matchmaking, query: {} })}
          aria-current={matchmaking === chosen.matchmaking ? 'page' : undefined}
        >
          {matchmaking} {waiting === 0 ? '' : <small class="figure">{waiting} wait</small>}
        </a>
      ))}
    </nav>
  );
}
