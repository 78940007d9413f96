"""The rules of the evening as pure functions: values in, verdicts out; no web, no database, no clock."""
