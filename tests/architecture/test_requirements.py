from tests.requirements_table import marked, requirements


def test_every_mark_names_a_requirement() -> None:
    known = {row["number"] for row in requirements()}
    assert {number: tests for number, tests in marked().items() if number not in known} == {}


def test_the_list_is_complete() -> None:
    assert [row["number"] for row in requirements()] == [f"R{number}" for number in range(1, 81)]
    assert {row["status"] for row in requirements()} == {"due", "later", "content"}
