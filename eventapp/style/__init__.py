"""The style page: every part of the look in every state, for designers, and for axe in the tests. Debug only."""
