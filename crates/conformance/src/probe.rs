//! A small domain with every kind of table and every kind of write.

use std::collections::BTreeMap;

use async_trait::async_trait;
use moja_core::batch::{Batch, Change, Guard};
use moja_core::command::{Command, Ctx, Domain, Event, Recorded, Refusal};
use moja_core::footprint::Footprint;
use moja_core::history::Item as HistoryItem;
use moja_core::record::{Record as _, TableDef};
use moja_core::registry::Registrar;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use moja_core::value::Value;
use moja_core::view::View;
use moja_core::{Code, Json, Record};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The history of all moves, by series.
pub const MOVES: &str = "probe_moves";

/// Something with a stock.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "probe_item",
    key(no),
    unique(by_code: code),
    unique(by_badge: badge sparse),
    index(by_kind: kind, rank),
    index(by_rank: rank sparse),
    index(by_open: open, rank sparse),
    references(parent -> probe_item)
)]
pub struct Item {
    /// Its number.
    pub no: i64,
    /// Its name.
    pub code: String,
    /// Another name, if it has one.
    pub badge: Option<String>,
    /// What it is.
    pub kind: String,
    /// Its place among its kind.
    pub rank: Option<i64>,
    /// What it belongs to.
    pub parent: Option<i64>,
    /// How many there are.
    pub stock: i64,
    /// Whether it is in use.
    pub open: bool,
    /// Whose it is.
    pub owner: Option<[u8; 16]>,
    /// When it was last seen.
    pub seen: Option<Timestamp>,
    /// Anything.
    pub body: Vec<u8>,
    /// Numbers by name.
    pub extra: Option<Json<BTreeMap<String, i64>>>,
}

/// A word about an item.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "probe_tag",
    key(word, item),
    references(item -> probe_item)
)]
pub struct Tag {
    /// The word.
    pub word: String,
    /// The item.
    pub item: i64,
    /// How much it says.
    pub weight: Option<i64>,
}

/// Amounts that series received; never changed.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "probe_move",
    key(pos, ordinal),
    append_only,
    history = "probe_moves",
    history_fn = move_items
)]
pub struct MoveRow {
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// Effective time, microseconds.
    pub at_us: i64,
    /// The legs.
    pub legs: Json<Vec<Leg>>,
}

/// An amount for a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Leg {
    /// The series.
    pub series: i64,
    /// The amount.
    pub amount: i64,
}

fn move_items(row: &MoveRow, emit: &mut dyn FnMut(HistoryItem)) {
    for (line, leg) in (0_i64..).zip(row.legs.iter()) {
        emit(HistoryItem {
            series: leg.series,
            at_us: row.at_us,
            pos: row.pos,
            ordinal: row.ordinal,
            line,
            amount: leg.amount,
        });
    }
}

/// The refusals, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, Code, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ProbeRejection {
    /// A number or name is taken.
    #[error("item {no} is there already, or its name is taken")]
    Taken {
        /// The number.
        no: i64,
    },
    /// There is no such item.
    #[error("there is no item {no}")]
    #[code(transient)]
    Missing {
        /// The number.
        no: i64,
    },
    /// There is not enough.
    #[error("item {no} has only {stock}")]
    #[code(transient)]
    TooFew {
        /// The number.
        no: i64,
        /// What there is.
        stock: i64,
    },
}

impl moja_core::command::Rejection for ProbeRejection {
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

/// What an item is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sketch {
    /// Its number.
    pub no: i64,
    /// Its name.
    pub code: String,
    /// Another name.
    pub badge: Option<String>,
    /// What it is.
    pub kind: String,
    /// Its place among its kind.
    pub rank: Option<i64>,
    /// How many there are.
    pub stock: i64,
}

impl Sketch {
    /// An item called after its number.
    #[must_use]
    pub fn new(no: i64) -> Self {
        Self { no, code: format!("item-{no}"), kind: "plain".to_owned(), ..Self::default() }
    }

    /// The row.
    #[must_use]
    pub fn item(&self) -> Item {
        Item {
            no: self.no,
            code: self.code.clone(),
            badge: self.badge.clone(),
            kind: self.kind.clone(),
            rank: self.rank,
            parent: None,
            stock: self.stock,
            open: true,
            owner: None,
            seen: None,
            body: Vec::new(),
            extra: None,
        }
    }

    /// What a row was made of.
    #[must_use]
    pub fn of(item: &Item) -> Self {
        Self {
            no: item.no,
            code: item.code.clone(),
            badge: item.badge.clone(),
            kind: item.kind.clone(),
            rank: item.rank,
            stock: item.stock,
        }
    }
}

/// What a decision saw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Seen {
    /// The item with the number.
    pub item: Option<Sketch>,
    /// The number of the item with the code.
    pub by_code: Option<i64>,
    /// The number of the item with the badge.
    pub by_badge: Option<i64>,
    /// The numbers of the items of the kind, by rank.
    pub of_kind: Vec<i64>,
    /// The numbers of the last ranked items.
    pub ranked: Vec<i64>,
}

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProbeEvent {
    /// A new item.
    Put(Sketch),
    /// New values of an item.
    Rewritten(Sketch),
    /// An item is gone.
    Dropped {
        /// Its number.
        no: i64,
    },
    /// An item has another name.
    Renamed {
        /// Its number.
        no: i64,
        /// Its name.
        code: String,
        /// Its other name.
        badge: Option<String>,
    },
    /// An item's stock changed.
    Added {
        /// Its number.
        no: i64,
        /// By how much.
        delta: i64,
    },
    /// An item's stock changed within a bound that the store checks.
    Guarded {
        /// Its number.
        no: i64,
        /// By how much.
        delta: i64,
        /// The least stock after it.
        floor: i64,
    },
    /// Series received amounts.
    Moved {
        /// Effective time, microseconds.
        at_us: i64,
        /// The amounts.
        legs: Vec<Leg>,
    },
    /// Somebody looked.
    Looked(Box<Seen>),
    /// Somebody said something.
    Noted {
        /// What.
        text: String,
    },
}

impl Event for ProbeEvent {
    fn name(&self) -> &'static str {
        match self {
            Self::Put(_) => "put",
            Self::Rewritten(_) => "rewritten",
            Self::Dropped { .. } => "dropped",
            Self::Renamed { .. } => "renamed",
            Self::Added { .. } => "added",
            Self::Guarded { .. } => "guarded",
            Self::Moved { .. } => "moved",
            Self::Looked(_) => "looked",
            Self::Noted { .. } => "noted",
        }
    }
}

type Decided = Result<Vec<ProbeEvent>, Refusal<ProbeRejection>>;

fn refuse<T>(rejection: ProbeRejection) -> Result<T, Refusal<ProbeRejection>> {
    Err(Refusal::Rejected(rejection))
}

fn existing<'a>(view: &View<'a>, no: i64) -> Result<&'a Item, Refusal<ProbeRejection>> {
    match view.get(Item::key(no))? {
        Some(item) => Ok(item),
        None => refuse(ProbeRejection::Missing { no }),
    }
}

/// Whether a name belongs to nobody but `no`.
fn free(
    view: &View<'_>,
    no: i64,
    code: &str,
    badge: Option<&str>,
) -> Result<bool, Refusal<ProbeRejection>> {
    let by_code = view.get(Item::by_code(code))?;
    let by_badge = match badge {
        Some(badge) => view.get(Item::by_badge(Some(badge)))?,
        None => None,
    };
    Ok(by_code.into_iter().chain(by_badge).all(|item| item.no == no))
}

macro_rules! commands {
    ($($(#[$meta:meta])* $name:ident = $text:literal { $($(#[$field:meta])* $column:ident: $type:ty),* }
        |$own:ident, $view:ident, $want:ident| $footprint:block $decide:block)*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
            pub struct $name {
                $($(#[$field])* pub $column: $type,)*
            }

            impl Command for $name {
                const NAME: &'static str = $text;
                type Domain = Probe;
                type Output = Vec<ProbeEvent>;
                type Rejection = ProbeRejection;

                fn footprint(&self, $want: &mut Footprint) {
                    let $own = self;
                    $footprint
                }

                fn decide(&self, $view: &View<'_>, _: &Ctx<'_>) -> Decided {
                    let $own = self;
                    $decide
                }

                fn output(&self, events: &[ProbeEvent]) -> Vec<ProbeEvent> {
                    events.to_vec()
                }
            }
        )*
    };
}

commands! {
    /// A new item.
    Put = "probe.put" {
        /// The item.
        sketch: Sketch
    } |own, view, want| {
        want.get(Item::key(own.sketch.no));
        want.get(Item::by_code(&own.sketch.code));
    } {
        let Sketch { no, code, badge, .. } = &own.sketch;
        if view.get(Item::key(*no))?.is_some() || !free(view, *no, code, badge.as_deref())? {
            return refuse(ProbeRejection::Taken { no: *no });
        }
        Ok(vec![ProbeEvent::Put(own.sketch.clone())])
    }

    /// New values of an item.
    Rewrite = "probe.rewrite" {
        /// The item.
        sketch: Sketch
    } |own, view, want| {
        want.get(Item::key(own.sketch.no));
    } {
        let Sketch { no, code, badge, .. } = &own.sketch;
        existing(view, *no)?;
        if !free(view, *no, code, badge.as_deref())? {
            return refuse(ProbeRejection::Taken { no: *no });
        }
        Ok(vec![ProbeEvent::Rewritten(own.sketch.clone())])
    }

    /// Removes an item.
    Drop = "probe.drop" {
        /// Its number.
        no: i64
    } |own, view, want| {
        want.get(Item::key(own.no));
    } {
        existing(view, own.no)?;
        Ok(vec![ProbeEvent::Dropped { no: own.no }])
    }

    /// Gives an item other names. Reads the names alone, not the item.
    Rename = "probe.rename" {
        /// Its number.
        no: i64,
        /// Its name.
        code: String,
        /// Its other name.
        badge: Option<String>
    } |own, view, want| {
        want.get(Item::by_code(&own.code));
    } {
        if !free(view, own.no, &own.code, own.badge.as_deref())? {
            return refuse(ProbeRejection::Taken { no: own.no });
        }
        let (no, code, badge) = (own.no, own.code.clone(), own.badge.clone());
        Ok(vec![ProbeEvent::Renamed { no, code, badge }])
    }

    /// Adds to the stock of an item without looking at it.
    Add = "probe.add" {
        /// Its number.
        no: i64,
        /// How much.
        delta: i64
    } |_own, _view, _want| {} {
        Ok(vec![ProbeEvent::Added { no: _own.no, delta: _own.delta }])
    }

    /// Takes from the stock of an item, which must suffice.
    Take = "probe.take" {
        /// Its number.
        no: i64,
        /// How much.
        amount: i64
    } |own, view, want| {
        want.get(Item::key(own.no));
    } {
        let item = existing(view, own.no)?;
        if item.stock < own.amount {
            return refuse(ProbeRejection::TooFew { no: own.no, stock: item.stock });
        }
        Ok(vec![ProbeEvent::Added { no: own.no, delta: -own.amount }])
    }

    /// Adds to the stock of an item without looking; the store checks a bound.
    Guarded = "probe.guarded" {
        /// Its number.
        no: i64,
        /// How much.
        delta: i64,
        /// The least stock after it.
        floor: i64
    } |_own, _view, _want| {} {
        Ok(vec![ProbeEvent::Guarded { no: _own.no, delta: _own.delta, floor: _own.floor }])
    }

    /// Gives amounts to series, one event for each time.
    Move = "probe.move" {
        /// Effective times and amounts.
        moves: Vec<(i64, Vec<Leg>)>
    } |_own, _view, _want| {} {
        let moves = _own.moves.iter();
        Ok(moves.map(|(at_us, legs)| ProbeEvent::Moved { at_us: *at_us, legs: legs.clone() }).collect())
    }

    /// Says what a decision sees.
    Look = "probe.look" {
        /// A number.
        no: i64,
        /// A name.
        code: String,
        /// Another name.
        badge: String,
        /// A kind.
        kind: String
    } |own, view, want| {
        want.get(Item::key(own.no));
        want.scan(own.of_kind());
    } {
        let no = |item: Option<&Item>| item.map(|item| item.no);
        let seen = Seen {
            item: view.get(Item::key(own.no))?.map(Sketch::of),
            by_code: no(view.get(Item::by_code(&own.code))?),
            by_badge: no(view.get(Item::by_badge(Some(&own.badge)))?),
            of_kind: view.scan::<Item>(own.of_kind())?.iter().map(|item| item.no).collect(),
            ranked: view.scan::<Item>(ranked())?.iter().map(|item| item.no).collect(),
        };
        Ok(vec![ProbeEvent::Looked(Box::new(seen))])
    }

    /// Looks at the item whose number is the stock of the one before, so many times.
    Walk = "probe.walk" {
        /// The first item.
        from: i64,
        /// How often.
        steps: i64
    } |_own, view, _want| {} {
        let mut at = _own.from;
        for _ in 0.._own.steps {
            at = existing(view, at)?.stock;
        }
        Ok(vec![ProbeEvent::Noted { text: at.to_string() }])
    }

    /// Never decides.
    Spin = "probe.spin" {} |_own, _view, _want| {} {
        let mut footprint = Footprint::new();
        footprint.get(Item::key(1));
        Err(Refusal::Need(footprint))
    }

    /// Two optional fields that are left out when they are empty.
    Sparse = "probe.sparse" {
        /// One.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        one: Option<i64>,
        /// The other.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<i64>
    } |_own, _view, _want| {} {
        Ok(vec![ProbeEvent::Noted { text: format!("{_own:?}") }])
    }

    /// Fields of any name.
    Flat = "probe.flat" {
        /// The fields.
        #[serde(flatten)]
        rest: BTreeMap<String, i64>
    } |_own, _view, _want| {} {
        Ok(vec![ProbeEvent::Noted { text: format!("{_own:?}") }])
    }

    /// Nothing at all.
    Silent = "probe.silent" {} |_own, _view, _want| {} {
        Ok(Vec::new())
    }
}

impl Look {
    fn of_kind(&self) -> Scan {
        Scan::of::<Item>().by(Item::BY_KIND).filter(
            Item::COL_KIND,
            Compare::Equal,
            self.kind.as_str(),
        )
    }
}

/// The last five ranked items, the highest rank first.
fn ranked() -> Scan {
    Scan::of::<Item>().by(Item::BY_RANK).descending().limit(5)
}

/// A request that is not a struct.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Choice {
    /// Neither.
    None,
    /// One.
    One(i64),
    /// Some by name.
    Some {
        /// How many.
        count: i64,
    },
}

impl Command for Choice {
    const NAME: &'static str = "probe.choice";
    type Domain = Probe;
    type Output = Vec<ProbeEvent>;
    type Rejection = ProbeRejection;

    fn footprint(&self, _: &mut Footprint) {}

    fn decide(&self, _: &View<'_>, _: &Ctx<'_>) -> Decided {
        Ok(vec![ProbeEvent::Noted { text: format!("{self:?}") }])
    }

    fn output(&self, events: &[ProbeEvent]) -> Vec<ProbeEvent> {
        events.to_vec()
    }
}

/// The domain.
#[derive(Clone, Copy, Debug)]
pub struct Probe;

#[async_trait]
impl Domain for Probe {
    const NAME: &'static str = "probe";
    type Event = ProbeEvent;

    fn tables() -> Vec<&'static TableDef> {
        vec![Item::table(), Tag::table(), MoveRow::table()]
    }

    fn project(event: &ProbeEvent, recorded: &Recorded<'_>, batch: &mut Batch) {
        let stock = |no: i64, delta: i64| Change::of(Item::key(no)).add(Item::COL_STOCK, delta);
        match event {
            ProbeEvent::Put(sketch) => batch.insert(sketch.item()),
            ProbeEvent::Rewritten(sketch) => batch.replace(sketch.item()),
            ProbeEvent::Dropped { no } => batch.delete(Item::key(*no)),
            ProbeEvent::Renamed { no, code, badge } => {
                let badge = badge.as_deref().map_or(Value::Null, Value::from);
                batch.change(
                    Change::of(Item::key(*no))
                        .set(Item::COL_CODE, Value::from(code.as_str()))
                        .set(Item::COL_BADGE, badge),
                );
            }
            ProbeEvent::Added { no, delta } => batch.change(stock(*no, *delta)),
            ProbeEvent::Guarded { no, delta, floor } => {
                let guard = Guard::AtLeast(Item::COL_STOCK, *floor);
                batch.change(stock(*no, *delta).guard(guard));
            }
            ProbeEvent::Moved { at_us, legs } => {
                // Numbers and their lists always have a JSON form.
                if let Ok(legs) = Json::new(legs.clone()) {
                    batch.insert(MoveRow {
                        pos: recorded.pos,
                        ordinal: recorded.ordinal,
                        at_us: *at_us,
                        legs,
                    });
                }
            }
            ProbeEvent::Looked(_) | ProbeEvent::Noted { .. } => {}
        }
    }

    fn register(registrar: &mut Registrar<'_, Self>) {
        registrar
            .command::<Put>()
            .command::<Rewrite>()
            .command::<Drop>()
            .command::<Rename>()
            .command::<Add>()
            .command::<Take>()
            .command::<Guarded>()
            .command::<Move>()
            .command::<Look>()
            .command::<Walk>()
            .command::<Spin>()
            .command::<Sparse>()
            .command::<Flat>()
            .command::<Silent>()
            .command::<Choice>();
    }
}

/// A domain whose event holds nothing, which has no binary form.
#[derive(Clone, Copy, Debug)]
pub struct Blank;

/// An event that holds nothing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BlankEvent {}

impl Event for BlankEvent {
    fn name(&self) -> &'static str {
        "blank"
    }
}

/// A command that yields an event without bytes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SayNothing {}

impl Command for SayNothing {
    const NAME: &'static str = "blank.say";
    type Domain = Blank;
    type Output = ();
    type Rejection = ProbeRejection;

    fn footprint(&self, _: &mut Footprint) {}

    fn decide(
        &self,
        _: &View<'_>,
        _: &Ctx<'_>,
    ) -> Result<Vec<BlankEvent>, Refusal<ProbeRejection>> {
        Ok(vec![BlankEvent {}])
    }

    fn output(&self, _: &[BlankEvent]) {}
}

#[async_trait]
impl Domain for Blank {
    const NAME: &'static str = "blank";
    type Event = BlankEvent;

    fn tables() -> Vec<&'static TableDef> {
        Vec::new()
    }

    fn project(_: &BlankEvent, _: &Recorded<'_>, _: &mut Batch) {}

    fn register(registrar: &mut Registrar<'_, Self>) {
        registrar.command::<SayNothing>();
    }
}
