"""Log injection: what somebody typed cannot start a line or move the cursor."""

import logging
import sys

from ipcontact.audit.logs import SafeFormatter

FORMATTER = SafeFormatter("{levelname} {message}", style="{")


def record(message, *args, exc_info=None):
    return logging.LogRecord("x", logging.WARNING, __file__, 1, message, args, exc_info)


def test_line_when_input_holds_newline_and_escape_then_one_visible_line():
    line = FORMATTER.format(record("path %s", "/a\nERROR forged\x1b[2J"))

    assert line == "WARNING path /a\\x0aERROR forged\\x1b[2J"


def test_traceback_when_error_holds_escape_then_visible_and_still_in_lines():
    try:
        raise ValueError("bad \x1b[31m")
    except ValueError:
        text = FORMATTER.format(record("failed", exc_info=sys.exc_info()))

    assert text.startswith("WARNING failed\nTraceback")
    assert text.endswith("ValueError: bad \\x1b[31m")
