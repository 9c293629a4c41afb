"""Spreadsheets: reading those that offices write, writing official ones."""
