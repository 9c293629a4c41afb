"""Expected refusals of services."""


class RuleViolation(Exception):
    """A rule says no. `code` is stable for tests, `message` is Chinese and says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
