import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { InvitationEnded } from '../../client/errors';
import { type InvitationDocument, type Player } from '../../client/index';
import { titleOf } from '../parts/games';
import { useAgain } from '../parts/use-again';
import { account } from './account';
import { BotOffer } from './bot-offer';
import { CopyLink } from './copy-link';
import { gameOf, loadGames } from './games';
import { Heading } from './heading';
import { displayName } from './names';
import { asOptions } from './as-options';
import { optionWords } from './options';
import { goInstead, linkTo } from './route';
import { isLooking, search, leaveSearch } from './search';
import { type Trouble, TroubleNotice, troubleOf } from './trouble';

/** An invitation, read until its match has begun, and again when the connection was lost. */
function useInvitation(code: string) {
  const invitation = useSignal<InvitationDocument | undefined>(undefined);
  const trouble = useSignal<Trouble | undefined>(undefined);
  const tries = useSignal(0);
  const { player } = account.value ?? {};
  useEffect(() => {
    if (player === undefined) return undefined;
    const left = new AbortController();
    const onInvitation = (read: InvitationDocument): void => {
      invitation.value = read;
      trouble.value = undefined;
    };
    player.awaitMatch({ code }, { signal: left.signal, onInvitation }).then(
      ({ matchId }) => {
        if (!left.signal.aborted) goInstead({ at: 'match', matchId });
      },
      (error: unknown) => {
        // The invitation itself shows how it ended.
        if (!left.signal.aborted && !(error instanceof InvitationEnded)) trouble.value = troubleOf(error);
      },
    );
    // The game's schema names the options; without it their keys do.
    loadGames().catch(() => undefined);
    return () => left.abort();
  }, [code, player, tries.value]);
  useAgain(trouble.value?.isLost === true && invitation.value === undefined, () => {
    tries.value += 1;
  });
  return { invitation, trouble };
}

/** An invitation by its code: the inviter sees the link and the wait, an invited player the question. */
export function InvitationPage({ code }: { readonly code: string }) {
  const { invitation, trouble } = useInvitation(code);
  const { player } = account.value ?? {};
  const known = invitation.value;
  if (player === undefined) return null;
  if (known === undefined)
    return trouble.value === undefined ? (
      <h1 class="calm">Reading the invitation …</h1>
    ) : (
      <section class="search">
        <h1>The invitation cannot be opened</h1>
        <TroubleNotice trouble={trouble.value} />
        <a class="button" href="#/">
          To the games
        </a>
      </section>
    );
  const take = (asked: Promise<InvitationDocument>): void => {
    trouble.value = undefined;
    asked.then(
      (read) => {
        invitation.value = read;
      },
      (error: unknown) => {
        trouble.value = troubleOf(error);
      },
    );
  };
  return (
    <section class="search">
      <Question invitation={known} own={known.from === player.playerId} />
      <Answers invitation={known} player={player} take={take} />
      <TroubleNotice trouble={trouble.value} />
    </section>
  );
}

function Question({
  invitation: { from, game, options },
  own,
}: {
  readonly invitation: InvitationDocument;
  readonly own: boolean;
}) {
  const words = optionWords(gameOf(game)?.options, asOptions(options));
  return (
    <>
      <Heading>
        {own ? `${titleOf(game)} with a friend` : `${displayName(from)} invites you to ${titleOf(game)}`}
      </Heading>
      {words === '' ? null : <p class="calm">{words}</p>}
    </>
  );
}

const endings = {
  begun: 'The match has begun without you.',
  declined: 'The invitation was declined.',
  withdrawn: 'The invitation was withdrawn.',
  expired: 'The invitation has expired.',
} as const;

interface AnswersProps {
  readonly invitation: InvitationDocument;
  readonly player: Player;
  readonly take: (asked: Promise<InvitationDocument>) => void;
}

function Answers({ invitation, player, take }: AnswersProps) {
  const { code, from, joined, status, match } = invitation;
  if (status === 'begun' && match !== undefined) return <p role="status">The match begins …</p>;
  if (status !== 'open')
    return (
      <>
        <p role="status">{endings[status]}</p>
        <a class="button" href="#/">
          To the games
        </a>
      </>
    );
  if (from === player.playerId) return <Inviting invitation={invitation} player={player} take={take} />;
  if (joined.includes(player.playerId))
    return (
      <>
        <Presence invitation={invitation} />
        <button type="button" onClick={() => take(player.decline(code))}>
          Leave
        </button>
      </>
    );
  return (
    <>
      <Presence invitation={invitation} />
      <p class="calm">The match changes no rating.</p>
      {search.value === undefined || !isLooking(search.value) ? null : (
        <p role="status">
          You look for a match of {titleOf(search.value.wanted.game)}: the search ends when you accept.
        </p>
      )}
      <div class="field">
        <button
          type="button"
          class="accent"
          onClick={() => take(leaveSearch().then(() => player.accept(code)))}
        >
          Accept
        </button>
        <Decline invitation={invitation} player={player} take={take} />
      </div>
    </>
  );
}

/** Only a player who was invited by name can end an invitation; others have nothing to decline. */
function Decline({ invitation: { code, to }, player, take }: AnswersProps) {
  return to.includes(player.playerId) ? (
    <button type="button" onClick={() => take(player.decline(code))}>
      Decline
    </button>
  ) : (
    <a class="button" href="#/">
      Decline
    </a>
  );
}

function Inviting({ invitation, player, take }: AnswersProps) {
  const { code, link, game, options, to, openUntil } = invitation;
  return (
    <>
      {to.length === 0 ? (
        <CopyLink label="Send this link to the player you want to meet" link={linkTo(link)} />
      ) : (
        <p>{to.map(displayName).join(', ')} will find it among the games.</p>
      )}
      <Presence invitation={invitation} />
      <p class="calm">
        The invitation is open until{' '}
        {new Date(openUntil).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}. This page may be
        closed: the way back is among the games. The match changes no rating.
      </p>
      <button type="button" onClick={() => take(player.withdraw(code))}>
        Withdraw
      </button>
      <BotOffer wanted={{ game, options: asOptions(options) }} stop={() => player.withdraw(code)} />
    </>
  );
}

/** The players who have joined, and the number of missing ones. */
function Presence({ invitation: { joined, seats } }: { readonly invitation: InvitationDocument }) {
  const missing = seats - joined.length;
  return (
    <p role="status">
      {seats > 2 ? `${joined.map(displayName).join(', ')}: ${joined.length} of ${seats} players. ` : ''}
      {missing === 1
        ? 'The match begins as soon as one more player accepts.'
        : `The match begins as soon as ${missing} more players accept.`}
    </p>
  );
}
