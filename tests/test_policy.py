from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from samples import open_tiny

from recommender.article import KINDS
from recommender.config import Settings
from recommender.ranking import DEFAULT_KINDS, DEFAULT_LIMIT, Policy
from recommender.ranking.policy import DIVERSITY, FLOOR, HIGHEST_LIMIT, NEAR_COPY


def test_policy_defaults_are_the_documented_constants() -> None:
    assert Policy() == Policy(DEFAULT_LIMIT, DEFAULT_KINDS, FLOOR, DIVERSITY)
    assert Settings().policy() == Policy()


def test_policy_constants_fit_together() -> None:
    assert 1 <= DEFAULT_LIMIT <= HIGHEST_LIMIT
    assert set(DEFAULT_KINDS) <= set(KINDS)
    assert 0 < FLOOR < NEAR_COPY < 1
    assert 0 <= DIVERSITY < 1


def test_policy_is_immutable() -> None:
    with pytest.raises(FrozenInstanceError):
        Policy().limit = 1  # type: ignore[misc]


def test_policy_is_part_of_the_fingerprint(tmp_path: Path) -> None:
    same, again, other = (open_tiny(tmp_path, policy).fingerprint for policy in (None, Policy(), Policy(floor=0.3)))
    assert same == again
    assert same != other
