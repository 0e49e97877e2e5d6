// Errors of runs as Temporal stores them: message and stack go into a payload, which the codec encrypts. Plain CommonJS, because
// the worker loads it by its path, outside any build.
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
