/** Major version of Node that every function runs on. */
export const lambdaNode = 24;
/** The runtime of every function. */
export const lambdaRuntime = `nodejs${lambdaNode}.x`;

/**
 * The variables that Lambda's runtime sets besides those of a function (Lambda guide, "Defined runtime
 * environment variables"). Region, name and memory are the function's own.
 * @param taskRoot the folder with the function's files
 */
export const lambdaVariables = (taskRoot: string): Readonly<Record<string, string>> => ({
  _HANDLER: 'index.handler',
  // Of no account: a call that is signed with them is refused.
  AWS_ACCESS_KEY_ID: 'key-of-no-account',
  AWS_SECRET_ACCESS_KEY: 'secret-of-no-account',
  AWS_SESSION_TOKEN: 'token-of-no-account',
  AWS_EXECUTION_ENV: `AWS_Lambda_${lambdaRuntime}`,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
  AWS_LAMBDA_FUNCTION_NAME: 'trial',
  AWS_LAMBDA_FUNCTION_VERSION: '1',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/trial',
  AWS_LAMBDA_LOG_STREAM_NAME: 'trial',
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  LAMBDA_TASK_ROOT: taskRoot,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
});

/**
 * The members that Lambda's runtime for Node adds to the global object: a handler that streams its answer is
 * marked.
 */
export const lambdaGlobals = `
globalThis.awslambda = {
  streamifyResponse: (handler) => handler,
  HttpResponseStream: class HttpResponseStream { static from(stream) { return stream; } },
};`;
