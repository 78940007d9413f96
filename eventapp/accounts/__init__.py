"""Organisers and hosts: accounts, sign-in, roles per event, failed attempts, the audit log."""
