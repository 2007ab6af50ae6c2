"""The native part: calls by number. Not for apps."""

from typing import Any

class Handle:
    """A handle of moja's, opaque to Python."""

def call(number: int, handle: Handle | None, args: tuple[Any, ...], /) -> Any:
    """Does a call on this thread, without the GIL."""

def call_now(number: int, handle: Handle | None, args: tuple[Any, ...], /) -> Any:
    """Does a call that waits for nothing, for those who await the others."""

async def call_async(number: int, handle: Handle | None, args: tuple[Any, ...], /) -> Any:
    """Does a call as a coroutine."""

def close_all() -> None:
    """Closes every store that is still open, and lets no thread of moja's into Python any more."""
