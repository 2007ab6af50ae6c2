package dev.moja

import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext

/**
 * Runs `block` with the store and closes it, whatever happens: takes no more work, executes what
 * is queued, and closes the file. Not like `close` of an [AutoCloseable], which lets go of one
 * handle and can tell no error.
 *
 * @throws MojaException.Store when the file could not be closed in order; what was acknowledged is
 * durable. If `block` failed, this is suppressed by its exception.
 */
public suspend inline fun <R> Moja.use(block: (Moja) -> R): R {
    var failure: Throwable? = null
    try {
        return block(this)
    } catch (thrown: Throwable) {
        failure = thrown
        throw thrown
    } finally {
        shutdownAfter(failure)
    }
}

@PublishedApi
internal suspend fun Moja.shutdownAfter(failure: Throwable?) {
    // A cancelled coroutine closes its store too.
    withContext(NonCancellable) {
        try {
            shutdown()
        } catch (error: MojaException) {
            if (failure == null) throw error
            failure.addSuppressed(error)
        }
    }
}

/**
 * Executes all commands or none, in one transaction: `allOrNothing(transfer.asCommand(), ..)`.
 *
 * @throws MojaException the refusal of the first member that was refused; its place, from 0, is
 * the field `member`.
 */
@Throws(MojaException::class)
public suspend fun Session.allOrNothing(
    vararg commands: Command,
    commandId: CommandId? = null,
): List<MemberOutcome> = allOrNothing(commands.asList(), commandId)
