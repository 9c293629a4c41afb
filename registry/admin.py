"""Table of contents: every section of the register in the admin."""

from registry.units import admin as units

__all__ = ["units"]
