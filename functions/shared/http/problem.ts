import { type ErrorCode, problemOf } from '../../../contract/errors';
import { type Problem } from '../../../contract/rest/problem';

/** An answer that is an error of the contract: thrown anywhere in a route, answered as a problem document. */
export class ApiProblem extends Error {
  /**
   * @param code which error of contract/errors.ts
   * @param detail what was wrong with this request; the code's title when absent
   * @param members further members of the document (`ticketId`, `games` …)
   * @param headers further headers of the answer
   */
  constructor(
    readonly code: ErrorCode,
    readonly detail?: string,
    readonly members: Partial<Pick<Problem, 'errors' | 'ticketId' | 'matchId' | 'games' | 'providers'>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail ?? code);
    this.name = 'ApiProblem';
  }
}

/** The answer that a problem is. @param requestId names the request in our logs */
export function problemResponse(problem: ApiProblem, requestId?: string): Response {
  const base = problemOf(problem.code, problem.detail);
  const document: Problem = {
    ...base,
    ...(requestId === undefined ? {} : { instance: requestId }),
    ...problem.members,
  };
  return new Response(JSON.stringify(document), {
    status: base.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...problem.headers },
  });
}
