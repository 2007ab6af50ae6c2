package dev.moja

import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.resume
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.Dispatchers

/**
 * Goes on with a coroutine that waited for moja; called on a thread of moja's. Where there is no
 * dispatcher, as in `suspend fun main`, the app's code would run on that thread, which could never
 * end if that code waited for the store's end.
 */
internal fun goOn(waiting: CancellableContinuation<Byte>, result: Byte) {
    val dispatcher = waiting.context[ContinuationInterceptor]
    if (dispatcher == null || dispatcher === Dispatchers.Unconfined) {
        Dispatchers.Default.dispatch(waiting.context) { waiting.resume(result) }
    } else {
        waiting.resume(result)
    }
}
