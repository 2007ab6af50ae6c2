//! The bank test.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::scan::Scan;
use moja_ledger::query::GetBalance;
use moja_ledger::tables::Balance;
use moja_ledger::{OpenAccount, Transfer};

use crate::Backend;
use crate::check::{Check, Failed, check, same};
use crate::random::Random;
use crate::rig::{Rig, code};

fn eur(minor: i64) -> Money {
    Money::new(i128::from(minor), Currency::EUR)
}

async fn funded(rig: &Rig, accounts: i64, minor: i64) -> Check {
    rig.done(OpenAccount::asset("vault", Currency::EUR)).await?;
    for no in 0..accounts {
        let name = format!("customer:{no}");
        rig.done(OpenAccount::liability(name.as_str(), Currency::EUR).no_overdraft()).await?;
        rig.done(Transfer::new("vault", name, eur(minor))).await?;
    }
    Ok(())
}

/// R20.
pub async fn the_total_is_constant_at_every_read(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    let (accounts, each) = (6_i64, 1_000_i64);
    funded(&rig, accounts, each).await?;
    let done = AtomicBool::new(false);
    let outcomes: Vec<Check> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|thread| {
                let rig = rig.clone();
                scope.spawn(move || {
                    let mut random = Random::new(thread);
                    pollster::block_on(async {
                        for _ in 0..60 {
                            let from = random.below(accounts);
                            let to = (from + 1 + random.below(accounts - 1)) % accounts;
                            let amount = eur(random.below(400));
                            let transfer = Transfer::new(
                                format!("customer:{from}"),
                                format!("customer:{to}"),
                                amount,
                            );
                            if let Err(error) = rig.run(transfer).await {
                                same!(code(error), "insufficient_funds");
                            }
                        }
                        Ok(())
                    })
                })
            })
            .collect();
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let (rig, done) = (rig.clone(), &done);
                scope.spawn(move || {
                    pollster::block_on(async {
                        let mut reads = 0;
                        while !done.load(Ordering::SeqCst) || reads < 5 {
                            let mut reader = rig.reader().await?;
                            let rows = reader.scan_all::<Balance>(Scan::of::<Balance>()).await?;
                            let customers = rows.iter().filter(|row| row.account > 1);
                            let held: Vec<i64> = customers
                                .map(|row| row.credits_posted - row.debits_posted)
                                .collect();
                            same!(held.iter().sum::<i64>(), accounts * each, "the total");
                            check!(held.iter().all(|held| *held >= 0), "an overdraft: {held:?}");
                            reads += 1;
                        }
                        Ok(())
                    })
                })
            })
            .collect();
        let joined = |thread: std::thread::ScopedJoinHandle<'_, Check>| {
            thread.join().unwrap_or_else(|_| Err(Failed::new("a thread panicked")))
        };
        let mut outcomes: Vec<Check> = writers.into_iter().map(joined).collect();
        done.store(true, Ordering::SeqCst);
        outcomes.extend(readers.into_iter().map(joined));
        outcomes
    });
    outcomes.into_iter().collect::<Check>()?;
    rig.healthy().await
}

/// Ledger invariant 19: within one engine, and over two on one store.
pub async fn one_of_many_spends_the_whole_balance(backend: Arc<dyn Backend>) -> Check {
    let rigs = [Rig::seeded(backend.open()?, 1).await?, Rig::seeded(backend.open()?, 2).await?];
    let [first, second] = &rigs;
    funded(first, 1, 0).await?;
    for round in 0..6 {
        first.done(Transfer::new("vault", "customer:0", eur(500))).await?;
        let results: Vec<Result<(), String>> = std::thread::scope(|scope| {
            let spenders: Vec<_> = (0..8)
                .map(|thread| {
                    let rig = if round % 2 == 1 && thread % 2 == 1 { second } else { first };
                    scope.spawn(move || {
                        let spend = rig.run(Transfer::new("customer:0", "vault", eur(500)));
                        pollster::block_on(spend).map(|_| ()).map_err(code)
                    })
                })
                .collect();
            spenders
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err("a thread panicked".to_owned())))
                .collect()
        });
        same!(results.iter().filter(|result| result.is_ok()).count(), 1, "spenders of {results:?}");
        let others = results.iter().filter_map(|result| result.as_ref().err());
        check!(others.clone().all(|code| code == "insufficient_funds"), "{results:?}");
        let balance = GetBalance::now("customer:0", Currency::EUR);
        same!(first.engine.query(&first.tenant, &balance).await?.balance, eur(0));
    }
    first.healthy().await
}
