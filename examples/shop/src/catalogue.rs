//! What the shops sell, and who supplies it.

use moja_inventory::gs1::{Error, Gtin};
use serde::Serialize;

use crate::random::Random;

/// How the cost of what is sold is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Costing {
    /// Moving average.
    Average,
    /// First in, first out.
    Fifo,
    /// By lot.
    Lot,
}

/// What a product is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Whole pieces.
    Piece,
    /// Grams, sold in steps of [`GRAM_STEP`] and priced by [`GRAM_PRICE`].
    Gram,
}

/// Goods by weight are sold in steps of so many grams.
pub const GRAM_STEP: i64 = 50;
/// Goods by weight have a price per so many grams.
pub const GRAM_PRICE: i64 = 100;

/// When a group sells well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// Always alike.
    None,
    /// In the cold months.
    Winter,
    /// In the warm months.
    Summer,
    /// Before Christmas.
    Gifts,
}

impl Season {
    /// The chance that somebody who looks at it in this month (0 to 11) wants it.
    #[must_use]
    pub fn appeal(self, month: u32) -> f64 {
        match (self, month) {
            (Self::None, _) => 0.7,
            (Self::Winter, 0 | 1 | 10 | 11) | (Self::Summer, 5..=7) | (Self::Gifts, 11) => 1.0,
            (Self::Winter | Self::Summer, 2..=4 | 8 | 9) | (Self::Gifts, 10) => 0.65,
            (Self::Winter | Self::Summer | Self::Gifts, _) => 0.4,
        }
    }
}

/// A group of products that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its code.
    pub code: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What products are counted in.
    pub unit: Unit,
    /// How their cost is found.
    pub costing: Costing,
    /// When they sell well.
    pub season: Season,
    /// The margin in percent of the price, from and to.
    pub margin_percent: (i64, i64),
    /// The price in minor units, from and to.
    pub price_minor: (i64, i64),
    /// Days from being made to expiry, from and to. Products with a shelf life have lots.
    pub shelf_days: Option<(i64, i64)>,
    /// How many of a hundred products belong to it.
    share: usize,
    stems: &'static [&'static str],
    forms: &'static [&'static str],
}

/// The groups.
pub const GROUPS: &[Group] = &[
    Group {
        code: "REM",
        name: "homeopathic remedies",
        unit: Unit::Piece,
        costing: Costing::Fifo,
        season: Season::Winter,
        margin_percent: (42, 55),
        price_minor: (690, 1_490),
        shelf_days: Some((900, 1_500)),
        share: 20,
        stems: &[
            "Aconitum napellus",
            "Apis mellifica",
            "Arnica montana",
            "Arsenicum album",
            "Belladonna",
            "Bryonia",
            "Calcarea carbonica",
            "Chamomilla",
            "Gelsemium",
            "Hepar sulfuris",
            "Ignatia amara",
            "Lycopodium",
            "Natrum muriaticum",
            "Nux vomica",
            "Pulsatilla",
            "Rhus toxicodendron",
            "Sepia",
            "Silicea",
            "Sulfur",
            "Thuja",
        ],
        forms: &[
            "30C globules",
            "200C globules",
            "6X tablets",
            "12X globules",
            "6C drops",
            "LM VI drops",
        ],
    },
    Group {
        code: "HRB",
        name: "herbal medicines",
        unit: Unit::Piece,
        costing: Costing::Fifo,
        season: Season::Winter,
        margin_percent: (35, 48),
        price_minor: (590, 2_490),
        shelf_days: Some((500, 900)),
        share: 12,
        stems: &[
            "Echinacea",
            "Ivy leaf",
            "Marshmallow root",
            "Mistletoe",
            "Passionflower",
            "Sage",
            "Saint John's wort",
            "Thyme",
            "Valerian",
            "Hawthorn",
            "Milk thistle",
            "Ginkgo",
        ],
        forms: &["tincture 50 mL", "capsules", "syrup 100 mL", "pastilles"],
    },
    Group {
        code: "SUP",
        name: "food supplements",
        unit: Unit::Piece,
        costing: Costing::Lot,
        season: Season::None,
        margin_percent: (38, 50),
        price_minor: (990, 3_490),
        shelf_days: Some((360, 700)),
        share: 14,
        stems: &[
            "Vitamin C",
            "Vitamin D3",
            "Vitamin B12",
            "Magnesium",
            "Zinc",
            "Iron",
            "Omega 3",
            "Probiotic",
            "Selenium",
            "Curcumin",
            "Coenzyme Q10",
            "Calcium",
        ],
        forms: &["60 capsules", "120 capsules", "powder", "drops 20 mL"],
    },
    Group {
        code: "TEA",
        name: "herbal teas",
        unit: Unit::Piece,
        costing: Costing::Average,
        season: Season::Winter,
        margin_percent: (30, 42),
        price_minor: (290, 690),
        shelf_days: Some((300, 540)),
        share: 12,
        stems: &[
            "Camomile",
            "Peppermint",
            "Fennel",
            "Rooibos",
            "Lemon balm",
            "Nettle",
            "Ginger",
            "Lime blossom",
            "Rosehip",
            "Verbena",
        ],
        forms: &["20 bags", "40 bags", "tin 100 g", "gift box"],
    },
    Group {
        code: "LSE",
        name: "loose herbs",
        unit: Unit::Gram,
        costing: Costing::Average,
        season: Season::None,
        margin_percent: (45, 60),
        price_minor: (290, 890),
        shelf_days: Some((180, 300)),
        share: 6,
        stems: &[
            "Calendula",
            "Lavender",
            "Yarrow",
            "Horsetail",
            "Elderflower",
            "Mallow",
            "Dandelion root",
            "Lady's mantle",
            "Raspberry leaf",
            "Hibiscus",
        ],
        forms: &["cut", "whole", "fine"],
    },
    Group {
        code: "GRO",
        name: "organic groceries",
        unit: Unit::Piece,
        costing: Costing::Fifo,
        season: Season::None,
        margin_percent: (22, 32),
        price_minor: (190, 690),
        shelf_days: Some((90, 240)),
        share: 12,
        stems: &[
            "Oat flakes",
            "Spelt biscuits",
            "Buckwheat honey",
            "Almond butter",
            "Dried apricots",
            "Lentils",
            "Date bar",
            "Rice cakes",
            "Muesli",
            "Sunflower oil",
        ],
        forms: &["small", "medium", "large", "family pack"],
    },
    Group {
        code: "FRE",
        name: "chilled food",
        unit: Unit::Piece,
        costing: Costing::Lot,
        season: Season::Summer,
        margin_percent: (25, 33),
        price_minor: (190, 590),
        shelf_days: Some((14, 28)),
        share: 5,
        stems: &["Kefir", "Tofu", "Sauerkraut", "Kombucha", "Beetroot juice", "Oat yoghurt"],
        forms: &["plain", "ginger", "large"],
    },
    Group {
        code: "SKN",
        name: "skin care",
        unit: Unit::Piece,
        costing: Costing::Average,
        season: Season::Gifts,
        margin_percent: (40, 55),
        price_minor: (690, 2_990),
        shelf_days: Some((540, 900)),
        share: 10,
        stems: &[
            "Rose",
            "Calendula",
            "Lavender",
            "Sea buckthorn",
            "Almond",
            "Pomegranate",
            "Citrus",
            "Iris",
        ],
        forms: &["hand cream", "body oil", "shampoo", "soap", "lip balm"],
    },
    Group {
        code: "BOK",
        name: "books",
        unit: Unit::Piece,
        costing: Costing::Average,
        season: Season::Gifts,
        margin_percent: (30, 32),
        price_minor: (990, 2_490),
        shelf_days: None,
        share: 5,
        stems: &[
            "The household remedy book",
            "A year of herbs",
            "Children and remedies",
            "Cooking with grains",
            "Materia medica",
        ],
        forms: &["paperback", "hardcover", "pocket edition", "workbook"],
    },
    Group {
        code: "DEV",
        name: "devices",
        unit: Unit::Piece,
        costing: Costing::Fifo,
        season: Season::None,
        margin_percent: (25, 38),
        price_minor: (990, 4_990),
        shelf_days: None,
        share: 4,
        stems: &["Thermometer", "Inhaler", "Hot-water bottle", "Pill box", "Acupressure mat"],
        forms: &["basic", "classic", "digital"],
    },
];

/// A supplier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Supplier {
    /// Its code.
    pub code: &'static str,
    /// The groups that it delivers.
    pub groups: &'static [&'static str],
    /// Days from order to delivery.
    pub lead_days: u32,
    /// The days of the week on which the shops order, from Monday, 0.
    pub order_days: &'static [u32],
    /// Whether it delivers to both shops; otherwise to the first, and the other one gets its
    /// stock from there.
    pub both_shops: bool,
    /// By how many percent its prices rise in summer.
    pub rise_percent: i64,
}

/// The suppliers.
pub const SUPPLIERS: &[Supplier] = &[
    Supplier {
        code: "similia",
        groups: &["REM"],
        lead_days: 5,
        order_days: &[1],
        both_shops: false,
        rise_percent: 3,
    },
    Supplier {
        code: "materia",
        groups: &["REM", "HRB", "SUP"],
        lead_days: 4,
        order_days: &[0],
        both_shops: true,
        rise_percent: 2,
    },
    Supplier {
        code: "hortus",
        groups: &["TEA", "LSE", "HRB"],
        lead_days: 7,
        order_days: &[2],
        both_shops: false,
        rise_percent: 4,
    },
    Supplier {
        code: "terra",
        groups: &["GRO", "TEA"],
        lead_days: 3,
        order_days: &[1],
        both_shops: true,
        rise_percent: 5,
    },
    Supplier {
        code: "frigus",
        groups: &["FRE"],
        lead_days: 1,
        order_days: &[0, 3],
        both_shops: true,
        rise_percent: 3,
    },
    Supplier {
        code: "cutis",
        groups: &["SKN"],
        lead_days: 10,
        order_days: &[4],
        both_shops: false,
        rise_percent: 0,
    },
    Supplier {
        code: "varia",
        groups: &["BOK", "DEV"],
        lead_days: 6,
        order_days: &[3],
        both_shops: false,
        rise_percent: 1,
    },
];

/// One product.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Product {
    /// Its code.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Its group's place in [`GROUPS`].
    pub group: usize,
    /// Its supplier's place in [`SUPPLIERS`].
    pub supplier: usize,
    /// The number of a piece, or of any amount by weight.
    #[serde(serialize_with = "digits")]
    pub gtin: Gtin,
    /// The number of a case: the same digits behind a packaging level.
    #[serde(serialize_with = "digits")]
    pub case_gtin: Gtin,
    /// What a case contains, in the product's unit.
    pub per_case: i64,
    /// The price of a piece, or of [`GRAM_PRICE`] grams, in minor units.
    pub price_minor: i64,
    /// What a case costs at the start of the year, in minor units.
    pub case_cost_minor: i64,
    /// Days from being made to expiry; products that have one have lots.
    pub shelf_days: Option<u32>,
    /// The potency of a remedy: a part of what it is.
    pub potency: Option<String>,
    /// How often people look at it, beside others.
    pub weight: f64,
}

fn digits<S: serde::Serializer>(gtin: &Gtin, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(gtin)
}

impl Product {
    /// Its group.
    #[must_use]
    pub fn group(&self) -> &'static Group {
        &GROUPS[self.group]
    }

    /// Its supplier.
    #[must_use]
    pub fn supplier(&self) -> &'static Supplier {
        &SUPPLIERS[self.supplier]
    }

    /// The least quantity that is sold.
    #[must_use]
    pub fn step(&self) -> i64 {
        match self.group().unit {
            Unit::Piece => 1,
            Unit::Gram => GRAM_STEP,
        }
    }

    /// The price of a quantity in minor units.
    #[must_use]
    pub fn price_of(&self, quantity: i64) -> i64 {
        match self.group().unit {
            Unit::Piece => self.price_minor * quantity,
            // Exact: prices are multiples of ten and quantities of fifty.
            Unit::Gram => self.price_minor * quantity / GRAM_PRICE,
        }
    }
}

/// GS1's prefix for demonstrations; no company has it.
const DEMO_PREFIX: &str = "952";

/// Draws so many products.
pub(crate) fn draw(count: usize, random: &mut Random) -> Result<Vec<Product>, Error> {
    let mut products = Vec::with_capacity(count);
    for at in 0..GROUPS.len() {
        // Running shares, so that all groups together have exactly `count`.
        let until = |groups: &[Group]| -> usize {
            groups.iter().map(|group| group.share).sum::<usize>() * count / 100
        };
        let size = until(&GROUPS[..=at]) - until(&GROUPS[..at]);
        let mut ranks: Vec<usize> = (0..size).collect();
        for last in (1..size).rev() {
            let other = random.integer(0, i64::try_from(last).unwrap_or(0));
            ranks.swap(last, usize::try_from(other).unwrap_or(0));
        }
        for (n, rank) in ranks.into_iter().enumerate() {
            products.push(product(at, n, rank, random)?);
        }
    }
    Ok(products)
}

fn product(at: usize, n: usize, rank: usize, random: &mut Random) -> Result<Product, Error> {
    let group = &GROUPS[at];
    let stem = group.stems[n % group.stems.len()];
    let turn = n / group.stems.len();
    let form = group.forms[turn % group.forms.len()];
    let series = match turn / group.forms.len() {
        0 => String::new(),
        more => format!(" no. {}", more + 1),
    };
    let item = format!("{DEMO_PREFIX}{:02}{:07}", at + 10, n + 1);
    let (low, high) = group.price_minor;
    let (price_minor, per_case) = match group.unit {
        // Prices end with nine: 6.90, 4.49.
        Unit::Piece => {
            let tens = random.integer(low, high) / 10;
            let end = if tens * 10 < 500 { 9 } else { 0 };
            (tens * 10 + end, *random.choose(&[6, 10, 12, 24]).unwrap_or(&6))
        }
        Unit::Gram => (random.integer(low, high) / 10 * 10, 1_000),
    };
    let per_case = if group.price_minor.1 > 2_000 { per_case.min(6) } else { per_case };
    let margin = random.integer(group.margin_percent.0, group.margin_percent.1);
    let full = match group.unit {
        Unit::Piece => price_minor * per_case,
        Unit::Gram => price_minor * per_case / GRAM_PRICE,
    };
    let suppliers: Vec<usize> = SUPPLIERS
        .iter()
        .enumerate()
        .filter(|(_, supplier)| supplier.groups.contains(&group.code))
        .map(|(at, _)| at)
        .collect();
    let shelf = group.shelf_days.map(|(low, high)| random.integer(low, high));
    Ok(Product {
        code: format!("{}-{:03}", group.code, n + 1),
        name: format!("{stem} {form}{series}"),
        group: at,
        supplier: suppliers[n % suppliers.len()],
        // An indicator digit makes the number of a case of the number of its content.
        gtin: Gtin::completing(&format!("0{item}"))?,
        case_gtin: Gtin::completing(&format!("1{item}"))?,
        per_case,
        price_minor,
        case_cost_minor: full * (100 - margin) / 100,
        shelf_days: shelf.and_then(|days| u32::try_from(days).ok()),
        potency: (group.code == "REM")
            .then(|| form.rsplit_once(' ').map_or(form, |(potency, _)| potency).to_owned()),
        // Few products make most of the sales.
        weight: 1.0 / (4.0 + rank as f64),
    })
}
