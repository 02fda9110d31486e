"""A small share of `make fuzz`."""

import pytest
from fuzzing import TARGETS, fuzz


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_input_is_read_or_refused_with_a_documented_error(name: str) -> None:
    outcome = fuzz(name, 100)
    assert outcome.tried == 100
    assert outcome.failures == {}
