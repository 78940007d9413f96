"""Series, events, their days, organisations, rules and settings."""
