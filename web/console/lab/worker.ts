/** Runs the simulator in a worker: neither the page nor the backend waits for it. */
import { messageOf } from '../../../core/message-of';
import { checkRuleSet, runLab } from './lab-run';
import { type LabAnswer, type LabRequest } from './messages';

function answer(request: LabRequest): LabAnswer {
  const { number } = request;
  try {
    return request.kind === 'check'
      ? { kind: 'checked', number, check: checkRuleSet(request.text) }
      : { kind: 'ran', number, result: runLab(request.question) };
  } catch (error) {
    return { kind: 'failed', number, says: messageOf(error) };
  }
}

addEventListener('message', ({ data }: MessageEvent<LabRequest>) => postMessage(answer(data)));
