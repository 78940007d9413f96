"""Which designs of badges does a series have, and how are they made?"""
