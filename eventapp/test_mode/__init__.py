"""Test mode: an event is tried out with a few people of one's own, who are wiped in one go."""
