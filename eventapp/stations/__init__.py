"""Contact stations: a tablet to which two people hold their badges."""
