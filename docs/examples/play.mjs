import { playMatch, Turnlift } from 'turnlift/client';

const turnlift = new Turnlift({ url: process.env.TURNLIFT_URL ?? 'http://127.0.0.1:4100' });
const { player } = await turnlift.register({ displayName: 'Ada' });

const match = await player.connect(await player.findMatch({ game: 'tic-tac-toe' }));
match.on('event', ({ sequence, seat, action }) => console.log(sequence, seat, action));
const result = await playMatch(match, ({ legal }) => legal[0] ?? 'resign');
console.log(`seat ${match.seat}: ${result.outcomes[match.seat]}`);
match.leave();

const board = await turnlift.leaderboard('tic-tac-toe.rating');
console.log(board.items);
