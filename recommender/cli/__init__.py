"""The command line: each command parses and prints, the library does the work."""

from recommender.cli.main import cli, main

__all__ = ["cli", "main"]
