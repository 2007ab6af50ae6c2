'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

const { given } = require('./call.js');

/** A store in an `await using` declaration. */
class MojaBase {
  async [Symbol.asyncDispose]() {
    await this.close();
  }

  [Symbol.dispose]() {
    // Nobody waits for it, and nobody else would hear that it failed.
    this.close().catch((error) => process.emitWarning(error));
  }
}

/** What a session has beside its methods. */
class SessionBase {
  async *deliveries(sink, options) {
    const { signal, batch = 100, idleMs = 200 } = given(options, false, ['batch', 'idleMs']);
    for (;;) {
      const entries = await this.follow(sink, batch, { signal });
      let done;
      try {
        for (const entry of entries) {
          yield entry;
          // The consumer came back for more: it has done with this one.
          done = entry.position;
        }
      } finally {
        if (done !== undefined) await this.outbox.ack({ sink, pos: done });
      }
      if (entries.length > 0) continue;
      await sleep(idleMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

module.exports = { MojaBase, SessionBase };
