"""The contact graph of an event, its figures and the standings."""
