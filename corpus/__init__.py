"""Limber's bundled corpus: articles, vocabulary, cautions, judgments and development pages. Data only."""
