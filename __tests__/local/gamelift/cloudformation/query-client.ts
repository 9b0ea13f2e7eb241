import { untilRead } from '../../../support/until';

/** The answer to an action of the Query protocol. */
export interface QueryAnswer {
  readonly status: number;
  readonly xml: string;
  /** Text of the first element with this name. */
  text(element: string): string;
  /** Texts of all elements with this name. */
  all(element: string): string[];
}

/** Sends an action in the Query protocol as deployment tools do: a form, answered by XML. */
export async function query(
  url: string,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<QueryAnswer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams({ Action: action, Version: '2010-05-15', ...parameters }),
  });
  const xml = await answer.text();
  const all = (element: string): string[] =>
    [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) =>
      text
        .replaceAll('&quot;', '"')
        .replaceAll('&apos;', "'")
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
    );
  return { status: answer.status, xml, all, text: (element) => all(element)[0] ?? '' };
}

/** Polls until no operation of the stack runs. @returns its last description */
export async function stackSettled(url: string, stackName: string): Promise<QueryAnswer> {
  return untilRead(
    () => query(url, 'DescribeStacks', { StackName: stackName }),
    (answer) => !answer.text('StackStatus').endsWith('_IN_PROGRESS'),
  );
}
