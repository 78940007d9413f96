"""What came of an event, in numbers that tell nobody apart: the organiser's report, and texts for the press."""
