package dev.moja

import java.time.Instant
import kotlin.concurrent.thread
import kotlin.system.exitProcess
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** What is under way when a process ends, by name. */
val WORKS: Map<String, suspend (Moja, Session, String) -> Unit> = mapOf(
    "nothing" to { _, _, _ -> },
    "transfers" to { _, session, _ -> repeat(50) { start { session.sell() } } },
    "a unit" to { _, session, _ -> start { session.allOrNothing(List(200) { SALE.asCommand() }) } },
    "a pipeline" to { _, session, _ ->
        val pipeline = session.pipeline()
        pipeline.push(List(2000) { SALE.asCommand() })
        start { pipeline.flush() }
    },
    "a sink" to { _, session, _ ->
        repeat(20) { start { session.sell() } }
        start { session.journal("sink", batch = 1u).collect() }
    },
    "a copy" to { moja, _, path ->
        start { moja.backup("$path.copy") }
        start { moja.verify() }
    },
    "an opening" to { _, _, path -> repeat(3) { start { Moja.open("$path.$it") } } },
    "daemon threads" to { _, session, _ ->
        repeat(4) { thread(isDaemon = true) { runBlocking { while (true) session.sell() } } }
    },
    "other threads" to { _, session, _ ->
        repeat(4) { thread { runBlocking { repeat(20) { session.sell() } } } }
    },
    "a closing" to { moja, session, _ ->
        repeat(50) { start { session.sell() } }
        start { moja.shutdown() }
    },
)

/** How it ends, and the status that it then has. */
val ENDS: Map<String, Pair<Int, suspend () -> Unit>> = mapOf(
    "return" to Pair(0) { },
    "throw" to Pair(1) { error("the end") },
    "exitProcess" to Pair(3) { exitProcess(3) },
    "halt" to Pair(4) { Runtime.getRuntime().halt(4) },
    "later" to Pair(6) {
        delay(10)
        exitProcess(6)
    },
)

private val SALE = Transfer(debit = "bank", credit = "wallet", amount = 1.of(EUR))

private suspend fun Session.sell() {
    try {
        ledger().transfer(SALE)
    } catch (_: MojaException.Store) {
        // It was closed before.
    }
}

@OptIn(DelicateCoroutinesApi::class)
private fun start(work: suspend () -> Unit) {
    GlobalScope.launch {
        try {
            work()
        } catch (_: MojaException.Store) {
            // It was closed before.
        }
    }
}

private val CLOCK = object : HostClock {
    override fun now(): Instant = Instant.now()
}

private val LOG = object : LogSink {
    override fun log(level: LogLevel, event: String, detail: String) = Thread.sleep(1)
}

/** `WORK END PATH`: begins to work on a store and ends. */
fun main(args: Array<String>) = runBlocking {
    val (work, end, path) = args
    val moja = Moja.open(path, OpenOptions(clock = CLOCK, log = LOG))
    val session = moja.session("tenant", "tester")
    openAccounts(session)
    WORKS.getValue(work)(moja, session, path)
    ENDS.getValue(end).second()
}
