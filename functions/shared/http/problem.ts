import { type ErrorCode, problemOf } from '../../../contract/errors';
import { type ProblemDocument } from '../../../contract/rest/problem';

/** An error of the contract: thrown anywhere in a route, answered as a problem document. */
export class ApiProblem extends Error {
  /**
   * @param code which error of contract/errors.ts
   * @param detail what is wrong with this request; absent: the code's title
   * @param members further members of the document (`ticketId`, `games` …)
   * @param headers further headers of the answer
   */
  constructor(
    readonly code: ErrorCode,
    readonly detail?: string,
    readonly members: Partial<
      Pick<ProblemDocument, 'errors' | 'ticketId' | 'matchId' | 'games' | 'providers' | 'refusal'>
    > = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail ?? code);
    this.name = 'ApiProblem';
  }
}

/** The HTTP answer of a problem. @param requestId names the request in our logs */
export function problemResponse(problem: ApiProblem, requestId?: string): Response {
  const base = problemOf(problem.code, problem.detail);
  const document: ProblemDocument = {
    ...base,
    ...(requestId === undefined ? {} : { instance: requestId }),
    ...problem.members,
  };
  return new Response(JSON.stringify(document), {
    status: base.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...problem.headers },
  });
}
