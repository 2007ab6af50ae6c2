'use strict';

const native = require('../native.js');
const { errorOf } = require('./error.js');
const { InvalidError, WrongTypeError } = require('./errors.js');

/** Does a call; what goes wrong rejects the promise, and nothing is thrown. */
async function call(number, handle, args, signal) {
  try {
    if (signal === undefined) return await native.call(number, handle, args);
    // Nothing was sent yet, and nothing will be.
    signal.throwIfAborted();
    return await abortable(native.call(number, handle, args), signal);
  } catch (raw) {
    throw errorOf(raw);
  }
}

/** Waits until the promise is settled or nobody wants to wait for it any more. */
function abortable(promise, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const done = (settle) => (value) => {
      signal.removeEventListener('abort', abort);
      settle(value);
    };
    promise.then(done(resolve), done(reject));
  });
}

/** Does a call that has nothing to wait for. */
function callNow(number, handle, args) {
  try {
    return native.callNow(number, handle, args);
  } catch (raw) {
    throw errorOf(raw);
  }
}

const NONE = Object.freeze({});

/** The options of a call: a slip in a name must not go unnoticed. */
function given(options, isCommand, others = []) {
  if (options === undefined) return NONE;
  if (options === null || typeof options !== 'object') {
    const found = options === null ? 'null' : typeof options;
    throw wrongOptions(`an object is expected, not \`${found}\``);
  }
  for (const name of Object.keys(options)) {
    if (name === 'signal' || (isCommand && name === 'commandId') || others.includes(name)) continue;
    const detail = `\`options.${name}\`: there is no such option`;
    throw new InvalidError('unknown_field', detail, { argument: `options.${name}` }, false);
  }
  const { signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw wrongOptions('`AbortSignal` is expected', '.signal');
  }
  return options;
}

function wrongOptions(detail, place = '') {
  const argument = `options${place}`;
  return new WrongTypeError('wrong_type', `\`${argument}\`: ${detail}`, { argument }, false);
}

module.exports = { call, callNow, given };
