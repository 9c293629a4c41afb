"""Forms of applications."""
