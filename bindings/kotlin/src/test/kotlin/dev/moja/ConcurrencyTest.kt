package dev.moja

import java.nio.file.Path
import java.time.Instant
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

@Timeout(120)
class ConcurrencyTest {
    @Test
    fun `a thousand calls at once are all done`() = books { _, session ->
        val positions = coroutineScope {
            List(1000) { async(Dispatchers.Default) { session.topUp("0.01").position } }.awaitAll()
        }
        assertEquals(1000, positions.toSet().size)
        assertEquals(money("10.00", EUR), session.balance().normal)
    }

    @Test
    fun `without a dispatcher no code runs on a thread of moja's`() {
        val told = CompletableFuture<Set<String>>()
        val work = suspend {
            val names = mutableSetOf<String>()
            Moja.openMemory().use { moja ->
                val session = moja.session("tenant", "tester")
                openAccounts(session)
                names += Thread.currentThread().name
                repeat(20) {
                    session.topUp("1")
                    names += Thread.currentThread().name
                }
            }
            names
        }
        // As `suspend fun main` does it.
        val begun = Thread.currentThread().name
        work.startCoroutine(Continuation(EmptyCoroutineContext) { told.complete(it.getOrThrow()) })
        val names = told.get(30, TimeUnit.SECONDS)
        assertTrue(names.all { it == begun || it.startsWith("DefaultDispatcher") }, names.toString())
    }

    @Test
    fun `one handle is used from many threads`(@TempDir folder: Path) =
        booksAt(folder.resolve("a.db")) { moja, session ->
            val threads = Executors.newFixedThreadPool(8)
            val refused = AtomicInteger()
            repeat(200) { number ->
                threads.execute {
                    runBlocking {
                        try {
                            // Every fourth is refused: nobody is hurt by its neighbour.
                            session.topUp(if (number % 4 == 0) "0.001" else "1")
                        } catch (_: MojaException.Invalid) {
                            refused.incrementAndGet()
                        }
                    }
                }
            }
            threads.shutdown()
            assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS))
            assertEquals(50, refused.get())
            assertEquals(money("150.00", EUR), session.balance().normal)
            assertEquals(emptyList(), moja.verify().findings)
        }

    @Test
    fun `a cancelled call ends at once, and its command is done once or not at all`() =
        books { _, session ->
            val ids = List(100) { session.newCommandId() }
            coroutineScope {
                for (id in ids) {
                    val job = launch { session.topUp("1", id) }
                    yield()
                    job.cancelAndJoin()
                    assertTrue(job.isCancelled || job.isCompleted)
                }
            }
            // The same ids again: whatever was done before is not done twice.
            ids.forEach { session.topUp("1", it) }
            assertEquals(money("100.00", EUR), session.balance().normal)
        }

    @Test
    fun `a cancelled coroutine closes its store`(@TempDir folder: Path) = runBlocking {
        val moja = Moja.open(folder.resolve("a.db").toString())
        val job = launch {
            moja.use {
                while (true) {
                    yield()
                    it.session("tenant", "tester").head()
                }
            }
        }
        repeat(10) { yield() }
        job.cancelAndJoin()
        assertEquals("store_closed", code { moja.session("tenant", "tester").head() })
    }

    @Test
    fun `handles that nobody holds are freed while others work`() = books { moja, session ->
        repeat(2000) { moja.session("tenant", "tester").ledger() }
        System.gc()
        session.topUp("1")
        assertEquals(money("1.00", EUR), session.balance().normal)
    }

    @Test
    fun `a pipeline says how far it is`() = books { _, session ->
        val pipeline = session.pipeline()
        val transfer = Transfer(debit = "bank", credit = "wallet", amount = 1.of(EUR))
        val refused = Transfer(debit = "bank", credit = "nowhere", amount = 1.of(EUR))
        assertEquals(0uL, pipeline.push(List(100) { transfer.asCommand() }))
        assertEquals(100uL, pipeline.push(listOf(refused.asCommand())))
        val report = pipeline.flush()
        assertEquals(101uL, report.watermark)
        assertEquals(101uL, pipeline.watermark())
        assertEquals(listOf(100uL), report.refused.map { it.number })
        assertEquals(money("100.00", EUR), session.balance().normal)
    }

    @Test
    fun `pages flow`() = books { _, session ->
        repeat(25) { session.topUp("1") }
        val query = Statement(account = "wallet", currency = EUR, limit = 10u)
        val lines = session.ledger().statementLines(query)
        // A wallet grows by credits, and amounts are debits.
        assertEquals((1..25).map { money("$it.00", EUR) }, lines.map { -it.running }.toList())
        // Cold: again from the start, and no further than it is asked for.
        assertEquals(3, lines.take(3).count())
    }

    @Test
    fun `the journal flows, and comes again from where its collector failed`() = books { _, session ->
        repeat(5) { session.topUp("1") }
        val all = session.journal("all", batch = 3u).toList()
        // Two accounts and five transfers.
        assertEquals((1L..7L).toList(), all.map { it.position })
        assertEquals(0, session.journal("all").count())
        assertFailsWith<CancellationException> {
            session.journal("sink").collect { if (it.position == 4L) throw CancellationException("full") }
        }
        assertEquals(4L, session.journal("sink").toList().first().position)
    }

    @Test
    fun `a clock of the app's own says when`() {
        val clock = object : HostClock {
            var now: Instant = Instant.parse("2030-01-01T00:00:00Z")
            override fun now(): Instant = now
        }
        books(OpenOptions(clock = clock)) { _, session ->
            session.topUp("1")
            assertEquals(clock.now, session.head().recordedAt)
            clock.now = clock.now.plusSeconds(60)
            session.topUp("1")
            assertEquals(clock.now, session.head().recordedAt)
        }
    }

    @Test
    fun `a callback that throws harms nobody`() {
        val failing = AtomicInteger()
        val clock = object : HostClock {
            override fun now(): Instant = when (failing.getAndIncrement() % 3) {
                0 -> Instant.parse("2030-01-01T00:00:00Z")
                1 -> throw IllegalStateException("no clock")
                else -> throw MojaException.Internal("own", "own", emptyMap(), false)
            }
        }
        books(OpenOptions(clock = clock)) { moja, session ->
            repeat(10) { session.topUp("1") }
            assertTrue(failing.get() >= 3)
            assertEquals(money("10.00", EUR), session.balance().normal)
            assertEquals(emptyList(), moja.verify().findings)
        }
    }

    @Test
    fun `the app's logger is told of the store's life, and may fail`(@TempDir folder: Path) = runBlocking {
        val events = CopyOnWriteArrayList<String>()
        val log = object : LogSink {
            override fun log(level: LogLevel, event: String, detail: String) {
                events += "$level $event"
                error("no disk for logs")
            }
        }
        Moja.open(folder.resolve("a.db").toString(), OpenOptions(log = log)).use { moja ->
            val session = moja.session("tenant", "tester")
            openAccounts(session)
            session.topUp("1")
        }
        assertTrue(events.size >= 2, events.toString())
        assertTrue(events.all { it.startsWith("INFO ") }, events.toString())
    }
}
