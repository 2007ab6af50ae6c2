'use strict';

const native = require('../native.js');

/** A sum of money in one currency, exactly. */
class Money {
  constructor(amount, currency) {
    if (typeof amount !== 'string') throw wrongType('amount', '`string`, a decimal number', amount);
    if (typeof currency !== 'string') throw wrongType('currency', '`string`', currency);
    this.amount = amount;
    this.currency = currency;
    Object.freeze(this);
  }

  static ofMinor(minor, currency) {
    return new Money(checked(() => native.amountOf(minor, currency)), currency);
  }

  static parse(text) {
    const [amount, currency = ''] = String(text).split(' ', 2);
    const money = new Money(amount, currency);
    checked(() => native.minorOf(amount, currency));
    return money;
  }

  get minor() {
    return checked(() => native.minorOf(this.amount, this.currency));
  }

  plus(other) {
    return Money.ofMinor(this.minor + minorIn(other, this.currency), this.currency);
  }

  minus(other) {
    return Money.ofMinor(this.minor - minorIn(other, this.currency), this.currency);
  }

  negated() {
    return Money.ofMinor(-this.minor, this.currency);
  }

  times(factor) {
    if (typeof factor !== 'bigint') throw wrongType('factor', '`bigint`', factor);
    return Money.ofMinor(this.minor * factor, this.currency);
  }

  compare(other) {
    const [mine, others] = [this.minor, minorIn(other, this.currency)];
    return mine < others ? -1 : mine > others ? 1 : 0;
  }

  toString() {
    return `${this.amount} ${this.currency}`;
  }
}

function minorIn(money, currency) {
  if (!(money instanceof Money)) throw wrongType('other', '`Money`', money);
  if (money.currency !== currency) {
    const { InvalidError } = require('./errors.js');
    const detail = `\`${money.currency}\` cannot be combined with \`${currency}\``;
    throw new InvalidError('currency_mismatch', detail, {}, false);
  }
  return money.minor;
}

function checked(ask) {
  try {
    return ask();
  } catch (raw) {
    throw require('./error.js').errorOf(raw);
  }
}

function wrongType(argument, expected, found) {
  const { WrongTypeError } = require('./errors.js');
  const detail = `\`${argument}\`: ${expected} is expected, not \`${typeof found}\``;
  return new WrongTypeError('wrong_type', detail, { argument }, false);
}

native.useMoney(Money);

module.exports = { Money };
