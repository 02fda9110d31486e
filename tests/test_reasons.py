import pytest

from recommender.ranking.policy import MOST_REASONS
from recommender.ranking.reasons import pick_reasons


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        (["hip", "sitting"], ("hip", "sitting")),
        (["hip", "hip flexors", "sitting"], ("hip flexors", "sitting")),
        (["hip flexors", "hip", "flexors", "sitting"], ("hip flexors", "sitting")),
        (["hip", "flexors", "hip flexors"], ("hip flexors",)),
        (["back pain", "low back pain"], ("low back pain",)),
        (["hip", "hips"], ("hip", "hips")),
        ([], ()),
    ],
)
def test_reasons_say_nothing_twice(words: list[str], reasons: tuple[str, ...]) -> None:
    assert pick_reasons(words) == reasons


def test_reasons_are_a_few_at_most() -> None:
    assert pick_reasons("abcdefgh") == tuple("abcdefgh"[:MOST_REASONS])
