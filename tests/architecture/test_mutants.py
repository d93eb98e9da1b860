import pytest

from tests.architecture.sources import ROOT
from tests.mutants.listed import Mutant, mutants


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_the_list_of_mutants_is_up_to_date(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    path, name = mutant.test.partition("::")[0], mutant.test.rpartition("::")[2]
    assert f"def {name.partition('[')[0]}(" in (ROOT / path).read_text(encoding="utf-8")
