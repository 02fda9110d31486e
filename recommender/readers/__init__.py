"""From a publisher's files to articles. One module a format; each yields articles, or says why it skipped one."""

from recommender.readers.bundled import bundled_corpus, bundled_path
from recommender.readers.fields import Warned
from recommender.readers.files import BIGGEST_FILE, read_text
from recommender.readers.folder import article_files, read_file, read_front_matter
from recommender.readers.front_matter import FrontMatter, split_front_matter
from recommender.readers.record import Found, Skipped
from recommender.readers.sources import read_sources
from recommender.readers.visible import visible

__all__ = [
    "BIGGEST_FILE",
    "Found",
    "FrontMatter",
    "Skipped",
    "Warned",
    "article_files",
    "bundled_corpus",
    "bundled_path",
    "read_file",
    "read_front_matter",
    "read_sources",
    "read_text",
    "split_front_matter",
    "visible",
]
