"""The way to Python's own `logging`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._store import LogLevel


class _Logging:
    """Hands messages to the logger `moja`."""

    def __init__(self) -> None:
        self._logger = logging.getLogger("moja")
        self._levels = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

    def log(self, level: LogLevel, event: str, detail: str) -> None:
        self._logger.log(self._levels[level.value], "%s: %s", event, detail)


LOGGER = _Logging()
