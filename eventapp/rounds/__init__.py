"""Rounds: whoever scans the code of the same table meets everybody there."""
