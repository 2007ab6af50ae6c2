package dev.moja

import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

class EndingTest {
    @Test
    @Timeout(600)
    fun `a process ends whatever is under way, and leaves a store in order`(@TempDir folder: Path) {
        val cases = WORKS.keys.flatMap { work -> ENDS.keys.map { end -> Pair(work, end) } }
        assertTrue(cases.size >= 50)
        val pool = Executors.newFixedThreadPool(2)
        val complaints = pool.invokeAll(cases.map { (work, end) -> Callable { complaint(folder, work, end) } })
        pool.shutdown()
        assertEquals(emptyList(), complaints.mapNotNull { it.get() })
    }

    private fun complaint(folder: Path, work: String, end: String): String? {
        val path = folder.resolve("$work-$end.db")
        val said = folder.resolve("$work-$end.txt").toFile()
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val classes = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
        val process = ProcessBuilder(
            java, "-XX:TieredStopAtLevel=1", "-cp", classes, "dev.moja.EndingKt", work, end, path.toString(),
        ).redirectErrorStream(true).redirectOutput(said).start()
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly()
            return "$work, $end: it hangs"
        }
        val text = said.readText()
        val isQuiet = text.isEmpty() || "the end" in text
        if (process.exitValue() != ENDS.getValue(end).first || !isQuiet || "panicked" in text) {
            return "$work, $end: ${process.exitValue()} $text"
        }
        val findings = runBlocking { Moja.open(path.toString()).use { it.verify().findings } }
        return findings.firstOrNull()?.let { "$work, $end: $it" }
    }
}

private const val PATIENCE_S = 60L
