import ast

import pytest

from tests.architecture.sources import ROOT
from tests.mutants.listed import Mutant, mutants


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_the_list_of_mutants_is_up_to_date(mutant: Mutant) -> None:
    whole = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert whole.count(mutant.old) == 1
    ast.parse(whole.replace(mutant.old, mutant.new))  # what cannot be read fails every test and shows nothing
    path, name = mutant.test.partition("::")[0], mutant.test.rpartition("::")[2]
    assert f"def {name.partition('[')[0]}(" in (ROOT / path).read_text(encoding="utf-8")
