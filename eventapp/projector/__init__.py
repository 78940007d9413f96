"""The wall of the hall: a page with an address of its own that shows the event to everybody in the room."""
