"""From a publisher's files to articles. One module a format; each yields articles, or says why it skipped one."""

from recommender.readers.bundled import bundled_corpus, bundled_path
from recommender.readers.files import BIGGEST_FILE, read_text
from recommender.readers.record import Skipped
from recommender.readers.sources import read_sources

__all__ = ["BIGGEST_FILE", "Skipped", "bundled_corpus", "bundled_path", "read_sources", "read_text"]
