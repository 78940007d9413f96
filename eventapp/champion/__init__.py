"""Closing, freezing and crowning."""
