'use strict';

const { given } = require('./call.js');

/** A query that answers page by page: asked when it is awaited or iterated. */
class Pages {
  #ask;
  #options;
  #items;
  #first;

  constructor(ask, options, items) {
    this.#ask = ask;
    this.#options = options;
    this.#items = items;
  }

  async #page(after) {
    return this.#ask(given(this.#options, false).signal, after);
  }

  then(onFulfilled, onRejected) {
    this.#first ??= this.#page();
    return this.#first.then(onFulfilled, onRejected);
  }

  catch(onRejected) {
    return this.then(undefined, onRejected);
  }

  finally(onFinally) {
    return this.then().finally(onFinally);
  }

  get [Symbol.toStringTag]() {
    return 'Pages';
  }

  async *pages() {
    let page = await this.#page();
    yield page;
    while (page.next !== null) {
      page = await this.#page(page.next);
      yield page;
    }
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) yield* page[this.#items];
  }
}

module.exports = { Pages };
