//! Loyalty points: a domain that is the app's own, beside moja's.
//!
//! Copy this file to write yours. A domain is made of the parts below, in this order:
//!
//! 1. **tables**: structs that derive `Record`; every store makes real tables of them
//! 2. **events**: what has happened, the only cause of any change
//! 3. **rejections**: why a command may be refused, in order of precedence
//! 4. **commands**: each names the rows it reads and decides, without any I/O
//! 5. **queries**: what can be asked
//! 6. **the domain**: how events change tables, and what `verify` is to check
//! 7. **consequences**: what follows from its events in another domain
//!
//! For that you get what the ledger has: idempotent commands, dry runs, one transaction with
//! every other domain, a tamper-evident journal, an outbox, reading as of any earlier position,
//! `verify`, and JSON by name. The journal stores events in a compact binary form: append
//! variants and never change a published one.

use async_trait::async_trait;
use moja::core::currency::Currency;
use moja::core::money::Money;
use moja::domain::{
    Batch, Cause, Change, Code, Command, Compare, Ctx, Domain, Event, Finding, Footprint, Query,
    QueryError, Reader, Record, Recorded, Refusal, Registrar, Rejection, Scan, SqlView, TableDef,
    View,
};
use moja::ledger::Transfer;
use moja::{AnyCommand, Builder, Failure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

// 1. Tables. The tenant is not a column: the store puts it in front of every key.

/// Who has points.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "loyalty_member", key(member))]
pub struct Member {
    /// The member, as the app knows them.
    pub member: String,
    /// Points to spend: always the sum of the member's movements.
    #[record(check = "points >= 0")]
    pub points: i64,
}

/// Every change of a member's points. Append-only: no API and no SQL alters a row.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "loyalty_movement",
    key(member, pos, ordinal),
    references(member -> loyalty_member),
    append_only
)]
pub struct Movement {
    /// The member.
    pub member: String,
    /// The journal position: unique, and in the order in which things happened.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// Points earned, or, if negative, redeemed.
    pub points: i64,
    /// What for.
    pub reason: String,
}

// 2. Events. They carry all that `project` needs below, because that one cannot read.

/// What happens to points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoyaltyEvent {
    /// Points were earned, or redeemed if negative.
    Moved {
        /// The member.
        member: String,
        /// The signed number of points.
        points: i64,
        /// What for.
        reason: String,
        /// Whether the member had no row before.
        first: bool,
    },
}

impl Event for LoyaltyEvent {
    fn name(&self) -> &'static str {
        match self {
            Self::Moved { .. } => "moved",
        }
    }
}

// 3. Rejections. `Code` makes a stable code of each variant (`not_enough_points`) and keeps
//    their order, which is their precedence.

/// Why a command about points is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, Code, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum LoyaltyRejection {
    /// There must be something to move.
    #[error("`{points}` is not a number of points to move")]
    PointsNotPositive {
        /// The number given.
        points: i64,
    },
    /// The member has fewer points. Marked transient: the same command may pass later.
    #[error("`{member}` has {points} points, {needed} are needed")]
    #[code(transient)]
    NotEnoughPoints {
        /// The member.
        member: String,
        /// The points there are.
        points: i64,
        /// The points needed.
        needed: i64,
    },
    /// Nobody can have that many.
    #[error("`{member}` would have too many points")]
    TooManyPoints {
        /// The member.
        member: String,
    },
}

impl Rejection for LoyaltyRejection {
    fn codes() -> &'static [&'static str] {
        Self::CODES
    }

    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn is_transient(&self) -> bool {
        Self::is_transient(self)
    }
}

// 4. Commands. `footprint` names rows, so that a whole group of commands is loaded at once;
//    `decide` is a plain function of those rows. `?` on a row that was not named loads it.

/// Gives points to a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Earn {
    /// The member.
    pub member: String,
    /// How many.
    pub points: i64,
    /// What for.
    pub reason: String,
}

/// Takes points from a member, who must have them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    /// The member.
    pub member: String,
    /// How many.
    pub points: i64,
    /// What for.
    pub reason: String,
}

type Decided = Result<Vec<LoyaltyEvent>, Refusal<LoyaltyRejection>>;

/// What earning and redeeming have in common.
fn decide(view: &View<'_>, member: &str, points: i64, sign: i64, reason: &str) -> Decided {
    let reject = |rejection| Err(Refusal::Rejected(rejection));
    if points <= 0 {
        return reject(LoyaltyRejection::PointsNotPositive { points });
    }
    let row = view.get(Member::key(member))?;
    let (had, first) = (row.map_or(0, |row| row.points), row.is_none());
    let (member, change) = (member.to_owned(), points.saturating_mul(sign));
    match had.checked_add(change) {
        None => reject(LoyaltyRejection::TooManyPoints { member }),
        Some(rest) if rest < 0 => {
            reject(LoyaltyRejection::NotEnoughPoints { member, points: had, needed: points })
        }
        Some(_) => {
            let reason = reason.to_owned();
            Ok(vec![LoyaltyEvent::Moved { member, points: change, reason, first }])
        }
    }
}

impl Command for Earn {
    const NAME: &'static str = "loyalty.earn";
    type Domain = Loyalty;
    type Output = ();
    type Rejection = LoyaltyRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(Member::key(&self.member));
    }

    fn decide(&self, view: &View<'_>, _: &Ctx<'_>) -> Decided {
        decide(view, &self.member, self.points, 1, &self.reason)
    }

    fn output(&self, _: &[LoyaltyEvent]) {}
}

impl Command for Redeem {
    const NAME: &'static str = "loyalty.redeem";
    type Domain = Loyalty;
    type Output = ();
    type Rejection = LoyaltyRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(Member::key(&self.member));
    }

    fn decide(&self, view: &View<'_>, _: &Ctx<'_>) -> Decided {
        decide(view, &self.member, self.points, -1, &self.reason)
    }

    fn output(&self, _: &[LoyaltyEvent]) {}
}

// 5. Queries read one consistent snapshot.

/// A member's points and what they come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPoints {
    /// The member.
    pub member: String,
}

/// A member's points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PointsView {
    /// Points to spend.
    pub points: i64,
    /// (points, reason) in the order in which it happened.
    pub movements: Vec<(i64, String)>,
}

async fn movements(reader: &mut Reader<'_>, member: &str) -> Result<Vec<Movement>, QueryError> {
    // An equality on the first column of the key makes the scan a seek.
    let scan = Scan::of::<Movement>().filter(Movement::COL_MEMBER, Compare::Equal, member);
    Ok(reader.scan_all(scan).await?)
}

#[async_trait]
impl Query for GetPoints {
    const NAME: &'static str = "loyalty.points";
    type Output = PointsView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<PointsView, QueryError> {
        let row = reader.get(Member::key(&self.member)).await?;
        let movements = movements(reader, &self.member).await?;
        let movements = movements.into_iter().map(|it| (it.points, it.reason)).collect();
        Ok(PointsView { points: row.map_or(0, |row| row.points), movements })
    }
}

// 6. The domain.

/// Loyalty points. Registered by `Builder::domain`: see [`shop`].
#[derive(Clone, Copy, Debug)]
pub struct Loyalty;

#[async_trait]
impl Domain for Loyalty {
    const NAME: &'static str = "loyalty";
    type Event = LoyaltyEvent;

    fn tables() -> Vec<&'static TableDef> {
        vec![Member::table(), Movement::table()]
    }

    fn views() -> Vec<SqlView> {
        vec![SqlView {
            name: "loyalty_points",
            doc: "What each member has earned and redeemed.",
            select: "\
SELECT tenant, member, SUM(CASE WHEN points > 0 THEN points ELSE 0 END) AS earned,
       SUM(CASE WHEN points < 0 THEN -points ELSE 0 END) AS redeemed
  FROM loyalty_movement GROUP BY tenant, member",
        }]
    }

    // The only way that tables change: when a command is accepted, and again whenever the
    // journal is replayed. A sum is changed by a delta, not by a value that was read.
    fn project(event: &LoyaltyEvent, recorded: &Recorded<'_>, batch: &mut Batch) {
        let LoyaltyEvent::Moved { member, points, reason, first } = event;
        if *first {
            batch.insert(Member { member: member.clone(), points: *points });
        } else {
            batch.change(Change::of(Member::key(member)).add(Member::COL_POINTS, *points));
        }
        batch.insert(Movement {
            member: member.clone(),
            pos: recorded.pos,
            ordinal: recorded.ordinal,
            points: *points,
            reason: reason.clone(),
        });
    }

    fn register(registrar: &mut Registrar<'_, Self>) {
        registrar.command::<Earn>().command::<Redeem>().query::<GetPoints>();
    }

    // `verify` replays the journal and compares all tables by itself; this is for what must be
    // true between the rows.
    async fn check(reader: &mut Reader<'_>) -> Result<Vec<Finding>, QueryError> {
        let mut findings = Vec::new();
        for row in reader.scan_all::<Member>(Scan::of::<Member>()).await? {
            let moved = movements(reader, &row.member).await?;
            let sum = moved.iter().fold(0, |sum: i128, it| sum.saturating_add(it.points.into()));
            if sum != i128::from(row.points) {
                findings.push(Finding {
                    code: "points_differ".to_owned(),
                    tenant: Some(reader.tenant().to_string()),
                    pos: None,
                    message: format!("a member has {} points, the movements say {sum}", row.points),
                });
            }
        }
        Ok(findings)
    }
}

// 7. Consequences. Neither domain knows the other; the app knows both. Whichever way points are
//    redeemed, what follows is part of the same commit, and if it is refused, so are they.

/// A redeemed point is worth a cent, which the programme pays to the shop.
///
/// # Errors
///
/// None: every number of points is an amount.
pub fn paid_by_the_programme(
    events: &[LoyaltyEvent],
    _: &Cause<'_>,
) -> Result<Vec<AnyCommand>, Failure> {
    let redeemed = events.iter().filter_map(|event| {
        let LoyaltyEvent::Moved { points, reason, .. } = event;
        let worth = Money::new(i128::from(*points).checked_neg()?, Currency::EUR);
        let paid = Transfer::new("loyalty", "sales", worth).reference(reason.as_str());
        (*points < 0).then(|| paid.into())
    });
    Ok(redeemed.collect())
}

/// A shop with a loyalty programme. It has the accounts `loyalty`, an expense, and `sales`.
#[must_use]
pub fn shop() -> Builder {
    Builder::new().domain::<Loyalty>().consequences::<Loyalty>(paid_by_the_programme)
}
