import pytest

from sealbench.errors import MalformedError
from sealbench.ids import check_id, new_id


def test_ids_are_fresh_and_of_one_form() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(check_id(each) == each for each in made)


@pytest.mark.parametrize(
    "text", ["", "a" * 23, "a" * 25, "A" * 24, "a" * 23 + "1", "a" * 24 + "\n", 7]
)
def test_other_texts_are_malformed(text: object) -> None:
    with pytest.raises(MalformedError):
        check_id(text)
