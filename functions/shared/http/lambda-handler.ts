import { type HttpApp } from './app';
import {
  gatewayAnswer,
  type GatewayAnswer,
  type GatewayEvent,
  requestOf,
  UnreadableRequest,
} from './gateway-request';
import { ApiProblem, problemResponse } from './problem';

/**
 * The Lambda handler of an app, for HTTP APIs (payload format 2.0). A request that cannot be read is answered
 * with a problem document, like every other error.
 */
export function lambdaHandler(app: HttpApp) {
  return async (event: GatewayEvent): Promise<GatewayAnswer> => {
    try {
      return await gatewayAnswer(await app.fetch(requestOf(event), { event }));
    } catch (error) {
      if (!(error instanceof UnreadableRequest)) throw error;
      const { requestId } = event.requestContext;
      return gatewayAnswer(problemResponse(new ApiProblem('invalid-request', error.message), requestId));
    }
  };
}
