//! The rival written by hand.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgConnection, PgTypeInfo};
use sqlx::{AssertSqlSafe, Encode, Executor as _, Postgres, Row as _, Type};

use crate::Bench;
use crate::common::{self, HandShape, Random};

/// An array of ids. The driver's own type for them would bring its SQLite along.
struct Ids(Vec<[u8; 16]>);

impl Type<Postgres> for Ids {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(2951))
    }
}

impl Encode<'_, Postgres> for Ids {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        for word in [1, 0, 2950, self.0.len() as i32, 1] {
            buffer.extend_from_slice(&word.to_be_bytes());
        }
        for id in &self.0 {
            buffer.extend_from_slice(&16_i32.to_be_bytes());
            buffer.extend_from_slice(id);
        }
        Ok(IsNull::No)
    }
}

fn id(n: u64) -> [u8; 16] {
    common::id(n).try_into().expect("16 bytes")
}

/// Writes the same rows as moja into the same tables, but decides nothing.
pub struct Hand {
    connection: PgConnection,
    random: Random,
    shape: HandShape,
    pos: i64,
    hash: Vec<u8>,
    next: u64,
    recent: Vec<(i64, i64, i64)>,
    run: i64,
    lock: String,
    journal: String,
    transactions: String,
    balances: String,
    head: String,
    blocks: String,
}

impl Hand {
    pub fn new(bench: &Bench, schema: &str, shape: HandShape) -> Self {
        let mut connection = bench.connect();
        let row =
            bench
                .runtime
                .block_on(connection.fetch_one(AssertSqlSafe(format!(
                    "SELECT pos, hash FROM {schema}.journal_head"
                ))))
                .expect("head");
        Self {
            connection,
            random: Random::new(7),
            shape,
            pos: row.get_unchecked::<String, _>(0).parse().expect("pos"),
            hash: vec![0; 32],
            next: 1,
            recent: Vec::new(),
            run: 0,
            lock: format!("SELECT pos FROM {schema}.journal_head WHERE tenant = $1 FOR UPDATE"),
            journal: format!(
                "INSERT INTO {schema}.journal SELECT $1, p, i, 'ledger.transfer', 'bench', $2, r, e, h \
                 FROM UNNEST($3::bigint[], $4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[]) \
                 AS q (p, i, r, e, h)"
            ),
            transactions: format!(
                "INSERT INTO {schema}.ledger_transaction \
                 SELECT $1, p, o, i, $2, $2, d, c, a, NULL, NULL, NULL, NULL FROM \
                 UNNEST($3::bigint[], $4::bigint[], $5::uuid[], $6::bigint[], $7::bigint[], $8::bigint[]) \
                 AS q (p, o, i, d, c, a)"
            ),
            balances: format!(
                "UPDATE {schema}.ledger_balance AS t SET debits_posted = t.debits_posted + q.d, \
                 credits_posted = t.credits_posted + q.c, version = t.version + q.v \
                 FROM UNNEST($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS q (a, d, c, v) \
                 WHERE t.tenant = $1 AND t.account = q.a"
            ),
            head: format!(
                "UPDATE {schema}.journal_head SET pos = $2, recorded_at = $3, hash = $4 WHERE tenant = $1"
            ),
            blocks: format!(
                "INSERT INTO {schema}.history_block SELECT $1, 'ledger_entry', 0, $2, s, a, 0, 0, 0, b \
                 FROM UNNEST($3::bigint[], $4::bigint[], $5::bytea[]) AS q (s, a, b)"
            ),
        }
    }

    pub async fn commit(&mut self, n: usize) {
        let now = 1_700_000_000_000_000 + self.next as i64;
        let tenant = "bench";
        let (mut events, mut packed) = (Vec::new(), Vec::new());
        let (mut at, mut ordinals, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        let (mut debits, mut credits, mut amounts) = (Vec::new(), Vec::new(), Vec::new());
        let mut balances: BTreeMap<i64, (i64, i64, i64)> = BTreeMap::new();
        for ordinal in 0..n {
            let no = self.next;
            self.next += 1;
            let (debit, credit) = self.random.pair();
            let (debit, credit) = (debit as i64 + 1, credit as i64 + 1);
            let amount = 1 + (self.random.next() % 1_000) as i64;
            let mut event = common::id(no);
            event.extend([5; 20]);
            if self.shape == HandShape::Packed {
                packed.extend(event);
                at.push(self.pos + 1);
                ordinals.push(ordinal as i64);
            } else {
                events.push(event);
                at.push(self.pos + events.len() as i64);
                ordinals.push(0);
            }
            ids.push(id(no));
            debits.push(debit);
            credits.push(credit);
            amounts.push(amount);
            let touched = balances.entry(debit).or_default();
            *touched = (touched.0 + amount, touched.1, touched.2 + 1);
            let touched = balances.entry(credit).or_default();
            *touched = (touched.0, touched.1 + amount, touched.2 + 1);
            self.recent.push((debit, now, amount));
            self.recent.push((credit, now, -amount));
        }
        if self.shape == HandShape::Packed {
            events.push(packed);
        }
        let (mut positions, mut commands) = (Vec::new(), Vec::new());
        let (mut requests, mut hashes) = (Vec::new(), Vec::new());
        for event in &events {
            self.pos += 1;
            let command = id(u64::MAX / 2 + self.pos as u64);
            let request = Sha256::digest(event).to_vec();
            let mut hash = Sha256::new();
            hash.update(&self.hash);
            hash.update(command);
            hash.update(now.to_be_bytes());
            hash.update(&request);
            hash.update(event);
            self.hash = hash.finalize().to_vec();
            positions.push(self.pos);
            commands.push(command);
            requests.push(request);
            hashes.push(self.hash.clone());
        }
        let connection = &mut self.connection;
        connection.execute("BEGIN").await.expect("begin");
        let sql = |text: &str| AssertSqlSafe(text.to_owned());
        sqlx::query(sql(&self.lock)).bind(tenant).execute(&mut *connection).await.expect("lock");
        sqlx::query(sql(&self.journal))
            .bind(tenant)
            .bind(now)
            .bind(positions)
            .bind(Ids(commands))
            .bind(requests)
            .bind(events)
            .bind(hashes)
            .execute(&mut *connection)
            .await
            .expect("journal");
        sqlx::query(sql(&self.transactions))
            .bind(tenant)
            .bind(now)
            .bind(at)
            .bind(ordinals)
            .bind(Ids(ids))
            .bind(debits)
            .bind(credits)
            .bind(amounts)
            .execute(&mut *connection)
            .await
            .expect("transactions");
        let (mut accounts, mut sums) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
        for (account, (debits, credits, version)) in balances {
            accounts.push(account);
            sums[0].push(debits);
            sums[1].push(credits);
            sums[2].push(version);
        }
        let [debits, credits, versions] = sums;
        sqlx::query(sql(&self.balances))
            .bind(tenant)
            .bind(accounts)
            .bind(debits)
            .bind(credits)
            .bind(versions)
            .execute(&mut *connection)
            .await
            .expect("balances");
        sqlx::query(sql(&self.head))
            .bind(tenant)
            .bind(self.pos)
            .bind(now)
            .bind(&self.hash)
            .execute(&mut *connection)
            .await
            .expect("head");
        if self.recent.len() >= 65_536 {
            self.run += 1;
            let mut entries = std::mem::take(&mut self.recent);
            entries.sort_unstable();
            let (mut series, mut times, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
            for block in entries.chunks(80) {
                let mut packed = Vec::with_capacity(900);
                for (account, at, amount) in block {
                    packed.extend(&account.to_be_bytes()[5..]);
                    packed.extend(&at.to_be_bytes()[4..]);
                    packed.extend(&amount.to_be_bytes()[5..]);
                }
                series.push(block[0].0);
                times.push(block[0].1);
                bytes.push(packed);
            }
            sqlx::query(sql(&self.blocks))
                .bind(tenant)
                .bind(self.run)
                .bind(series)
                .bind(times)
                .bind(bytes)
                .execute(&mut *connection)
                .await
                .expect("blocks");
        }
        connection.execute("COMMIT").await.expect("commit");
    }
}
