'use strict';

const { Money } = require('./money.js');

/** Why something was not done. */
class MojaError extends Error {
  constructor(code, detail, fields, retryable) {
    super(detail);
    this.code = code;
    this.fields = fields;
    this.retryable = retryable;
  }

  get name() {
    return this.constructor.name;
  }
}

const classes = new Map();

/** Says which class the errors of a kind, or of a domain, have. */
function made(kind, errorClass) {
  classes.set(kind, errorClass);
}

/** The error of what the native part throws; anything else stays what it is. */
function errorOf(raw) {
  const kind = raw?.mojaKind;
  if (typeof kind !== 'string') return raw;
  const errorClass = classes.get(kind) ?? classes.get('rejected');
  const error = new errorClass(raw.code, raw.message, values(raw.fields), raw.retryable);
  // Where the caller stands, and not this function.
  Error.captureStackTrace?.(error, errorOf);
  return error;
}

/** Sums of money among JSON values. */
function values(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(values);
  const { amount, currency } = value;
  if (typeof amount === 'string' && typeof currency === 'string' && Object.keys(value).length === 2) {
    return new Money(amount, currency);
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, values(inner)]));
}

module.exports = { MojaError, made, errorOf };
