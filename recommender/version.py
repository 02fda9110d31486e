"""The version of Limber."""

VERSION = "0.1.0"
