"""Contacts that stand out, and what the organisers decide about them."""
