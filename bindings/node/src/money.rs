//! Sums of money: decimal text and a currency, of JavaScript's class `Money`.

use moja_api::core::currency::Currency;
use moja_api::core::money::Money;
use napi::bindgen_prelude::{BigInt, FnArgs, Function, FunctionRef, ToNapiValue, Unknown};
use napi::{Env, ValueType};
use napi_derive::napi;

use crate::convert::{Fields, FromJs, ToJs, text, whole};
use crate::error::{Refused, refused};

type Class = FunctionRef<FnArgs<(String, String)>, Unknown<'static>>;

/// Told once by each thread of JavaScript: what makes its sums of money.
#[napi]
#[allow(clippy::needless_pass_by_value, reason = "napi gives values")]
fn use_money(
    env: &Env,
    class: Function<'_, FnArgs<(String, String)>, Unknown<'static>>,
) -> napi::Result<()> {
    env.set_instance_data(class.create_ref()?, (), |_| {})
}

impl ToJs for Money {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        let Some(class) = env.get_instance_data::<Class>()? else {
            return Err(napi::Error::from_reason("the class of money is not known"));
        };
        let parts = (self.amount_text(), self.currency().to_string());
        class.borrow_back(env)?.new_instance(parts.into())
    }
}

const EXPECTED: &str =
    "`Money`: a decimal `amount` in text or `minor` units as a bigint, and a `currency`";

impl FromJs for Money {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        let fields = Fields::new(value, EXPECTED)?;
        let currency: Currency = fields.field(c"currency")?;
        let amount = fields.get(c"amount")?;
        if amount.get_type()? != ValueType::Undefined {
            fields.no_others(&[c"amount", c"currency"])?;
            let amount = text(amount, "`string`, a decimal number");
            return parse(&amount.map_err(|refused| refused.within("amount"))?, currency);
        }
        let minor = fields.get(c"minor")?;
        if minor.get_type()? != ValueType::BigInt {
            return Err(Refused::wrong_type("`bigint`", &minor).within("minor"));
        }
        fields.no_others(&[c"minor", c"currency"])?;
        let minor = whole(minor, "`bigint`").map_err(|refused| refused.within("minor"))?;
        Ok(Self::new(minor, currency))
    }
}

fn parse(amount: &str, currency: Currency) -> Result<Money, Refused> {
    Money::parse(amount, currency)
        .map_err(|error| Refused::invalid(error.code(), error.to_string()))
}

/// The minor units of a sum: 1250 of 12.50 EUR.
#[napi]
fn minor_of<'env>(
    env: &'env Env,
    amount: Unknown<'_>,
    currency: Unknown<'_>,
) -> napi::Result<Unknown<'env>> {
    let read = || -> Result<Money, Refused> {
        let currency = Currency::from_js(currency).map_err(|error| error.within("currency"))?;
        let amount = text(amount, "`string`, a decimal number");
        parse(&amount.map_err(|error| error.within("amount"))?, currency)
    };
    match read() {
        Ok(money) => BigInt::from(money.minor()).into_unknown(env),
        Err(error) => Err(refused(env, error)),
    }
}

/// The decimal text of so many minor units.
#[napi]
fn amount_of<'env>(
    env: &'env Env,
    minor: Unknown<'_>,
    currency: Unknown<'_>,
) -> napi::Result<Unknown<'env>> {
    let read = || -> Result<Money, Refused> {
        let currency = Currency::from_js(currency).map_err(|error| error.within("currency"))?;
        if minor.get_type()? != ValueType::BigInt {
            return Err(Refused::wrong_type("`bigint`", &minor).within("minor"));
        }
        let minor = whole(minor, "`bigint`").map_err(|error| error.within("minor"))?;
        Ok(Money::new(minor, currency))
    };
    match read() {
        Ok(money) => money.amount_text().to_js(env),
        Err(error) => Err(refused(env, error)),
    }
}
