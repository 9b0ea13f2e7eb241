import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, jest, test } from '@jest/globals';
import { explore } from '../../sim/model/explore';
import { type Alter } from '../../sim/model/gate';
import { ownership } from '../../sim/model/ownership';
import { type Bounds } from '../../sim/model/ownership-state';
import { Divergence, replayWalk } from '../../sim/model/replay';
import { walkAlong, walksOver } from '../../sim/model/walks';

// For hangs: the machine may be busy with other tests.
jest.setTimeout(600_000);

const bounds: Bounds = {
  processes: Number(process.env['TURNLIFT_MODEL_PROCESSES'] ?? 2),
  commandsEach: 1,
  crashes: 1,
  sweeps: 1,
};

/** One in this many runs of the model; TURNLIFT_MODEL_STRIDE=1 replays all of them, with each step. */
const stride = Number(process.env['TURNLIFT_MODEL_STRIDE'] ?? 20);
/** Other runs in each run of CI. */
const turn = Number(process.env['GITHUB_RUN_NUMBER'] ?? 0);

test('the real code takes the same steps as the model', async () => {
  let walks = 0;
  for (const walk of walksOver(ownership(bounds))) {
    walks += 1;
    if (walks % stride === turn % stride) await replayWalk(walk);
  }
  // A model that has lost its steps would hold as well.
  expect(walks).toBeGreaterThan(5000);
});

test.each(['blindPuts', 'doubtIsLoss', 'earlyAnswers', 'blindResults'] as const)(
  'the code does not follow a model with %s',
  async (defect) => {
    const model = ownership({ ...bounds, sweeps: 2 }, { [defect]: true });
    const { failure } = explore(model);
    const way = walkAlong(model, (failure?.way ?? []).slice(1));
    await expect(replayWalk(way)).rejects.toThrow(Divergence);
  },
);

const unconditional: readonly (readonly [string, Alter])[] = [
  [
    'puts',
    (command) =>
      command instanceof PutCommand
        ? new PutCommand({ ...command.input, ConditionExpression: undefined })
        : command,
  ],
  [
    'updates',
    (command) =>
      command instanceof UpdateCommand
        ? new UpdateCommand({ ...command.input, ConditionExpression: undefined })
        : command,
  ],
];
test.each(unconditional)('code whose %s have no condition diverges from the model', async (_name, alter) => {
  const replayAll = async (): Promise<void> => {
    for (const walk of walksOver(ownership({ ...bounds, crashes: 0, sweeps: 0 })))
      await replayWalk(walk, alter);
  };
  await expect(replayAll()).rejects.toThrow(Divergence);
});
