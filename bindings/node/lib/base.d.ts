/// <reference lib="es2022" />
import type { Delivered } from '../index.js';

/**
 * A sum of money in one currency, exactly: `new Money('12.50', 'EUR')`.
 *
 * The currency is an ISO 4217 code, or a code with its number of decimals, as in `HOOL/3`. The
 * amount is decimal text, never a number. Instances do not change.
 */
export declare class Money {
  constructor(amount: string, currency: string);
  /** The sum of so many minor units: `Money.ofMinor(1250n, 'EUR')` is 12.50 EUR. */
  static ofMinor(minor: bigint, currency: string): Money;
  /** A sum from its text, such as `12.50 EUR`. */
  static parse(text: string): Money;

  /** The number of units. */
  readonly amount: string;
  /** The currency. */
  readonly currency: string;
  /** The number of minor units: `1250n` of 12.50 EUR. */
  get minor(): bigint;

  plus(other: Money): Money;
  minus(other: Money): Money;
  negated(): Money;
  times(factor: bigint): Money;
  /** -1, 0 or 1: for `sort`. Sums of one currency alone are compared. */
  compare(other: Money): number;
  /** Such as `12.50 EUR`. */
  toString(): string;
}

/** What is taken where money is due: a `Money`, or its parts. */
export type MoneyLike =
  | { readonly amount: string; readonly currency: string }
  | { readonly minor: bigint; readonly currency: string };

/**
 * Why something was not done.
 *
 * A program decides by `code`, which never changes; the message is for people.
 */
export declare class MojaError extends Error {
  protected constructor();
  /** The stable code, such as `insufficient_funds`. */
  readonly code: string;
  /** The numbers and ids behind the message, named as in every language. */
  readonly fields: { readonly [name: string]: any };
  /** Whether the same command may be sent again, unchanged and under the same id. */
  readonly retryable: boolean;
}

/** How long a call is waited for. */
export interface CallOptions {
  /**
   * Ends the waiting: the promise is rejected with the signal's reason. A command that was sent is
   * executed all the same; its `commandId` tells later whether it was.
   */
  readonly signal?: AbortSignal | undefined;
}

/** How a command is sent. */
export interface CommandOptions extends CallOptions {
  /** Sent again under the same id, a UUID, a command has no further effect. */
  readonly commandId?: string | null | undefined;
}

/** What a command brought about. */
export interface Outcome<T> {
  /** The journal position of the command; 0 for a dry run. */
  readonly position: bigint;
  /** Whether the command had been executed before under its id: nothing was written now. */
  readonly replayed: boolean;
  /** The answer. */
  readonly value: T;
}

declare const answer: unique symbol;

/** A command as a value: plain, so that it can be kept or sent to a worker. */
export interface Command<Answer> {
  /** Its name, as `commands` gives it. */
  readonly command: string;
  /** What its method would take. */
  readonly args: unknown;
  /** Of the type alone. */
  readonly [answer]?: Answer;
}

/** What commands answer, each in its place. */
export type Answers<T extends readonly Command<unknown>[]> = {
  -readonly [K in keyof T]: Outcome<T[K] extends Command<infer Answer> ? Answer : never>;
};

/**
 * What a query answers page by page. Awaited it gives the first page; in `for await` it gives the
 * items of all pages, asking for each page when it is needed.
 */
export interface Pages<Page, Item> extends Promise<Page>, AsyncIterable<Item> {
  /** Page by page. */
  pages(): AsyncGenerator<Page, void, undefined>;
}

/** A store in an `await using` declaration. */
export declare abstract class MojaBase {
  /** Closes the store and waits for that. */
  [Symbol.asyncDispose](): Promise<void>;
  /** Closes the store without waiting: `await using` tells whether that went well. */
  [Symbol.dispose](): void;
}

/** How the journal is followed. */
export interface DeliveriesOptions extends CallOptions {
  /** How many entries are read at once; 100 if missing. */
  readonly batch?: number | undefined;
  /** How long to wait before looking again when there is nothing new, milliseconds; 200 if missing. */
  readonly idleMs?: number | undefined;
}

/** What a session has beside its methods. */
export declare abstract class SessionBase {
  /**
   * The journal as a sink sees it, without end: at least once and in order. An entry is
   * acknowledged when the next one is asked for; one on which the loop is left comes again.
   */
  deliveries(
    sink: string,
    options?: DeliveriesOptions,
  ): AsyncGenerator<Delivered, never, undefined>;
}
