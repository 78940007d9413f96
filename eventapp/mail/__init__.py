"""Mails: an outbox table in the same transaction, a sender beside it."""
