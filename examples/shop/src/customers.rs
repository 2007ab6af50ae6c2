//! How customers buy: the models that fit the CDNOW series.
//!
//! CDNOW sold records in the web. The series of the 23,570 customers who came first in the first
//! quarter of 1997, and the one-in-ten sample of it, have been the benchmark of purchase models
//! ever since (Fader and Hardie 2001). The parameters are fitted to that sample by
//! `testing/cdnow/fit.py`; the data itself stays where it is published.

use crate::random::Random;

/// Purchase rates differ between customers as a gamma distribution with this shape ...
pub const R: f64 = 0.242_593;
/// ... and this rate, in weeks (BG/NBD).
pub const ALPHA: f64 = 4.413_532;
/// The chance to be lost after a purchase differs as a beta distribution with this ...
pub const A: f64 = 0.792_886;
/// ... and this parameter (BG/NBD).
pub const B: f64 = 2.425_752;
/// What a customer spends varies from purchase to purchase as a gamma distribution with this
/// shape (gamma-gamma).
pub const P: f64 = 6.248_802;
/// Its rate differs between customers as a gamma distribution with this shape ...
pub const Q: f64 = 3.744_588;
/// ... and this rate (gamma-gamma).
pub const V: f64 = 15.447_748;

/// What the sample is like, to compare with.
pub mod sample {
    /// Customers.
    pub const CUSTOMERS: u32 = 2_357;
    /// Weeks between the first purchase of the last customer to come and the end of observation.
    pub const WEEKS_MIN: f64 = 27.0;
    /// The same of the first.
    pub const WEEKS_MAX: f64 = 38.86;
    /// The share of those who did not come again.
    pub const ONE_TIME: f64 = 0.598_64;
    /// Purchases after the first, on average.
    pub const REPEATS: f64 = 1.042_43;
    /// What those who came again spent in a purchase, the average of their averages.
    pub const SPEND: f64 = 35.078_55;
}

/// One customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Customer {
    /// Purchases a week, while they come at all.
    pub rate: f64,
    /// The chance that a purchase after the first was the last.
    pub loss: f64,
    /// The rate of the gamma distribution of what they spend.
    pub thrift: f64,
}

impl Customer {
    /// Draws a customer.
    #[must_use]
    pub fn draw(random: &mut Random) -> Self {
        Self { rate: random.gamma(R, ALPHA), loss: random.beta(A, B), thrift: random.gamma(Q, V) }
    }

    /// When they come again: weeks after the first purchase, in order.
    pub fn repeats(&self, weeks: f64, random: &mut Random) -> Vec<f64> {
        let mut times = Vec::new();
        let mut at = 0.0;
        // A rate that was drawn as zero makes the time infinite, which is never.
        loop {
            at += random.exponential(self.rate);
            if at > weeks {
                break;
            }
            times.push(at);
            if random.chance(self.loss) {
                break;
            }
        }
        times
    }

    /// What they spend in one purchase.
    pub fn spend(&self, random: &mut Random) -> f64 {
        random.gamma(P, self.thrift)
    }
}
