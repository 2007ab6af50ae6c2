package dev.moja

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlin.io.path.extension
import kotlin.io.path.nameWithoutExtension
import kotlin.io.path.readLines
import kotlin.streams.toList
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.io.TempDir

/** The golden scenarios: Kotlin answers every step as every other language does. */
class GoldenTest {
    /** Maven runs tests in the project's folder. */
    private val folder = Path.of(System.getenv("MOJA_GOLDEN") ?: "../../golden")

    private val scenarios = Files.list(folder).use { files ->
        files.filter { it.extension == "jsonl" }.sorted().toList()
    }

    /** The time of the step that runs. */
    private class StepClock : HostClock {
        @Volatile
        var time: Instant = Instant.EPOCH

        override fun now(): Instant = time
    }

    @Test
    fun `there are scenarios`() {
        assertTrue(scenarios.size >= 10, "they are missing in $folder")
    }

    @TestFactory
    fun `every step is answered as everywhere`(@TempDir stores: Path): List<DynamicTest> =
        scenarios.map { path ->
            val name = path.nameWithoutExtension
            DynamicTest.dynamicTest(name) {
                val steps = path.readLines().map { Json.parseToJsonElement(it).jsonObject }
                check(name, steps) { options -> Moja.openMemory(options) }
                val file = stores.resolve("$name.db").toString()
                check(name, steps) { options -> Moja.open(file, options) }
            }
        }

    private fun check(
        name: String,
        steps: List<JsonObject>,
        open: suspend (OpenOptions) -> Moja,
    ) = runBlocking {
        val clock = StepClock()
        val options = OpenOptions(durable = false, clock = clock, idSeed = ID_SEED)
        open(options).use { moja ->
            steps.forEachIndexed { at, step ->
                step["at"]?.let { clock.time = Instant.parse(it.jsonPrimitive.content) }
                val actor = step["actor"]?.jsonPrimitive?.content ?: ACTOR
                val told = answer(moja, moja.session(name, actor), step)
                val wanted = JsonObject(step.filterKeys { it == "ok" || it == "error" })
                assertEquals(wanted, told, "$name.jsonl:${at + 1}: $step")
            }
        }
    }

    private suspend fun answer(moja: Moja, session: Session, step: JsonObject): JsonObject = try {
        JsonObject(mapOf("ok" to value(moja, session, step)))
    } catch (error: MojaException) {
        JsonObject(mapOf("error" to shown(error)))
    }

    private suspend fun value(moja: Moja, session: Session, step: JsonObject): JsonElement {
        val query = step["query"]
        if (query != null) {
            val args = step.getValue("args").toString()
            return Json.parseToJsonElement(session.query(query.jsonPrimitive.content, args))
        }
        if ("head" in step) {
            val head = session.head()
            return JsonObject(
                mapOf("position" to JsonPrimitive(head.position), "hash" to JsonPrimitive(head.hash)),
            )
        }
        if ("verify" in step) {
            val report = moja.verify()
            val findings = JsonArray(report.findings.map { JsonPrimitive(it.code) })
            val rows = JsonPrimitive(report.journalRows.toLong())
            return JsonObject(mapOf("findings" to findings, "journal_rows" to rows))
        }
        val request = JsonObject(step.filterKeys { it in REQUEST })
        return Json.parseToJsonElement(session.execute(request.toString()))
    }

    /** An error as a line has it. */
    private fun shown(error: MojaException): JsonObject {
        val kind = when (error) {
            is MojaException.Rejected -> "rejected"
            is MojaException.Invalid -> "invalid"
            is MojaException.Store -> "store"
            is MojaException.Internal -> "internal"
        }
        val parts = mutableMapOf<String, JsonElement>(
            "kind" to JsonPrimitive(kind),
            "code" to JsonPrimitive(error.code),
            "message" to JsonPrimitive(error.detail),
            "fields" to JsonObject(error.fields.mapValues { Json.parseToJsonElement(it.value) }),
            "retryable" to JsonPrimitive(error.retryable),
        )
        if (error is MojaException.Rejected) parts["domain"] = JsonPrimitive(error.domain)
        return JsonObject(parts)
    }

    private companion object {
        const val ID_SEED = 1u
        const val ACTOR = "till"
        val REQUEST = setOf("command", "args", "id")
    }
}
