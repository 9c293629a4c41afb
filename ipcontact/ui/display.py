"""How a person wants pages shown: large text, high contrast, compact lists. Kept in cookies."""

from dataclasses import dataclass

from django.http import HttpRequest

YEAR = 365 * 24 * 60 * 60
CHOICES = {
    "text": ("normal", "large"),
    "contrast": ("normal", "high"),
    "density": ("roomy", "compact"),
}


@dataclass(frozen=True)
class Display:
    """The three switches; anything unknown in a cookie counts as the first choice."""

    text: str = "normal"
    contrast: str = "normal"
    density: str = "roomy"

    @classmethod
    def of(cls, request: HttpRequest) -> "Display":
        """What this browser asked for."""
        chosen = {name: request.COOKIES.get(f"display_{name}") for name in CHOICES}
        return cls(**{n: v for n, v in chosen.items() if v in CHOICES[n]})

    @property
    def is_large(self) -> bool:
        return self.text == "large"

    @property
    def is_high_contrast(self) -> bool:
        return self.contrast == "high"

    @property
    def is_compact(self) -> bool:
        return self.density == "compact"
