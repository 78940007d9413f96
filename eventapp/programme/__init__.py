"""The programme of an event: on which days people come, and which sessions they book."""
