"""How fast is eventapp on this machine? `python -m benchmarks --help` says what is measured."""
