"""Agencies with their people from Excel."""
