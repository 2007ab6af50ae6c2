//! What commands answer: uniffi knows no generics, so that each kind of answer has a record.

use moja::core::command::Outcome;
use moja::core::time::Timestamp;
use moja::{commerce, flows, inventory, ledger};

/// An answer that can cross the border.
pub(crate) trait Answered: Sized {
    /// The answer with the journal position of its command.
    type Outcome;

    fn outcome(outcome: Outcome<Self>) -> Self::Outcome;

    fn answer(self) -> Answer;
}

/// What a command brought about that has nothing to tell.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DoneOutcome {
    /// The journal position of the command; 0 for a dry run.
    pub position: i64,
    /// Whether the command had been executed before under its id: nothing was written now.
    pub replayed: bool,
}

/// What a member of a unit brought about.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MemberOutcome {
    /// The journal position of the command; 0 for a dry run.
    pub position: i64,
    /// Whether the command had been executed before under its id: nothing was written now.
    pub replayed: bool,
    /// The answer.
    pub value: Answer,
}

macro_rules! answers {
    ($($outcome:ident, $variant:ident: $value:ty;)*) => {
        $(
            /// What a command brought about.
            #[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
            pub struct $outcome {
                /// The journal position of the command; 0 for a dry run.
                pub position: i64,
                /// Whether the command had been executed before under its id: nothing was written
                /// now.
                pub replayed: bool,
                /// The answer.
                pub value: $value,
            }

            impl Answered for $value {
                type Outcome = $outcome;

                fn outcome(outcome: Outcome<Self>) -> $outcome {
                    let Outcome { pos: position, replayed, value } = outcome;
                    $outcome { position, replayed, value }
                }

                fn answer(self) -> Answer {
                    Answer::$variant { value: self }
                }
            }
        )*

        /// The answer of any command.
        #[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
        pub enum Answer {
            /// There is nothing to tell.
            Done,
            $(
                /// An answer.
                $variant {
                    /// It.
                    value: $value,
                },
            )*
        }
    };
}

answers! {
    PostedOutcome, Posted: ledger::PostedId;
    PostedManyOutcome, PostedMany: ledger::PostedIds;
    HoldOutcome, Hold: ledger::PlacedHold;
    DocumentOutcome, Document: inventory::Documented;
    ReservationOutcome, Reservation: inventory::ReservedAnswer;
    AllotmentOutcome, Allotment: inventory::AllottedAnswer;
    DispatchOutcome, Dispatch: inventory::DispatchedAnswer;
    ExpectationOutcome, Expectation: inventory::ExpectedAnswer;
    RecallOutcome, Recall: inventory::RecalledAnswer;
    QuoteOutcome, Quote: commerce::QuotedAnswer;
    PlacedOutcome, Placed: commerce::PlacedAnswer;
    AllocationOutcome, Allocation: commerce::AllocatedAnswer;
    NumberOutcome, Number: commerce::Issued;
    MoneyOutcome, Money: commerce::MoneyAnswer;
    GoodsOutcome, Goods: flows::Documented;
    SaleOutcome, Sale: flows::Sold;
    OrderOutcome, Order: flows::Ordered;
    LeaseOutcome, Lease: Timestamp;
}

macro_rules! done {
    ($($value:ty),*) => {
        $(impl Answered for $value {
            type Outcome = DoneOutcome;

            fn outcome(outcome: Outcome<Self>) -> DoneOutcome {
                DoneOutcome { position: outcome.pos, replayed: outcome.replayed }
            }

            fn answer(self) -> Answer {
                Answer::Done
            }
        })*
    };
}

done!(ledger::Done, inventory::Done, commerce::Done, ());
