"""The refusal of a file, with what to do instead."""

from ipcontact.ui.errors import RuleViolation


class FileRefused(RuleViolation):
    """A file is not taken in. `code` is stable for tests, `message` says why and what to do."""
