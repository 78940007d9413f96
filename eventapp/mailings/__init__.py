"""Mailings: organisers write to many people at once, each with their own name and link."""
