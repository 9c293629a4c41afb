"""Log lines that stay lines: control characters of what people sent are made visible."""

import logging

from ipcontact.audit.rules import escape_controls


class SafeFormatter(logging.Formatter):
    """Escapes newline, ESC and their like in the message; a traceback keeps its own lines.

    Use as ``"()": "ipcontact.audit.logs.SafeFormatter"`` in LOGGING. Source: promise 48.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = escape_controls(record.message)
        return super().formatMessage(record)

    def formatException(self, ei) -> str:
        lines = super().formatException(ei).split("\n")
        return "\n".join(escape_controls(line) for line in lines)
