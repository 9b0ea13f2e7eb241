import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs';
import { type IncomingHttpHeaders } from 'node:http';
import path from 'node:path';

/** 256 bits as base64url: it cannot be guessed. */
const tokenPattern = /^[\w-]{43}$/;

/**
 * Access to the console: for anyone with the address that `npm start` prints. Its token becomes a cookie with
 * the first visit, which scripts cannot read and pages of other sites cannot send.
 */
export class ConsoleAccess {
  readonly token: string;

  /**
   * @param folder where the token is kept, so that a bookmark stays valid; absent: it ends with the process
   */
  constructor(folder: string | undefined) {
    this.token = folder === undefined ? newToken() : keptToken(path.join(folder, 'console-token'));
  }

  /** True with the cookie of a first visit, and for programs that send the token themselves. */
  allows(headers: IncomingHttpHeaders): boolean {
    const [, bearer] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const cookies = (headers.cookie ?? '').split(/; */).map((cookie) => cookie.split('='));
    const own = cookieName(headers.host);
    return [bearer, ...cookies.filter(([name]) => name === own).map(([, value]) => value)].some(
      (shown) => shown !== undefined && this.isToken(shown),
    );
  }

  isToken(shown: string): boolean {
    return timingSafeEqual(digest(shown), digest(this.token));
  }

  /** The cookie for a visit with the token in its address. */
  cookie({ host }: IncomingHttpHeaders): string {
    return `${cookieName(host)}=${this.token}; Path=/console; HttpOnly; SameSite=Strict`;
  }
}

/** Cookies do not distinguish ports, so each backend of a machine has a cookie name of its own. */
const cookieName = (host: string | undefined): string =>
  `turnlift-console-${/:(\d+)$/.exec(host ?? '')?.[1] ?? 80}`;

const newToken = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function keptToken(file: string): string {
  try {
    const kept = fs.readFileSync(file, 'utf8').trim();
    if (tokenPattern.test(kept)) return kept;
  } catch {
    // the first start on these data
  }
  const token = newToken();
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}
