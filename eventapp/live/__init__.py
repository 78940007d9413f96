"""What changed since a cursor, as Server-Sent Events."""
