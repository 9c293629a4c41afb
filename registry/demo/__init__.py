"""Demonstration data of the register, built through the services. All names are made up."""

from registry.demo.story import load

__all__ = ["load"]
