"""Which badges are printed: whose, on what, by whom, and why once more?"""
