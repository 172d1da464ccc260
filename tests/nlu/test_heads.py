"""The same examples and the same seed make the same model, whoever else computes."""

import subprocess
from pathlib import Path

import pytest

from nlu.training import SERVER, prepare, program

LEARN_TWICE = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from scipy import sparse
from components.features import View
from components.heads import fit
dice = np.random.default_rng(1)
labels = [f"class {n % 24}" for n in range(1200)]
meaning = dice.normal(size=(1200, 16)).astype(np.float32)
words = sparse.random(1200, 600, density=0.02, random_state=1, format="csr", dtype=np.float32)
made = [fit(View(sparse=words, dense=meaning), labels, 42)[0].kept("one") for _ in range(2)]
(document, arrays), (again, others) = made
assert document == again, (document, again)
assert all(np.array_equal(arrays[name], others[name]) for name in arrays)
print("the same", len(arrays))
"""


@pytest.mark.slow
def test_the_same_seed_learns_the_same(tmp_path: Path) -> None:
    prepare(tmp_path)
    what = program(SERVER, tmp_path, "serve.py")
    done = subprocess.run(  # noqa: S603  our own program
        [what.command[0], "-c", LEARN_TWICE, str(SERVER)],
        env=dict(what.environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout == "the same 4\n", done.stderr
