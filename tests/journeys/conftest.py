"""Journeys share the demonstration."""

from tests.story import story, story_template

__all__ = ["story", "story_template"]
