"""The printed cup whose form is the champion's own network. Plain values in, a solid out; no database, no web."""
