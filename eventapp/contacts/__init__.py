"""Scans and contacts: who met whom."""
