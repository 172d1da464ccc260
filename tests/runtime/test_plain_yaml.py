"""YAML reads the same, whichever library reads it."""

import pytest
import yaml

from runtime.plain_yaml import parsed

_TEXT = """
facts:
  - {id: jam, as_of: 2026-11-25, hours: ["08:00-16:00"], yes: no, empty: ~}
  - id: dua
    text: >-
      baris satu
      baris dua
    number: 0x10
"""


def test_the_same_values_come_out() -> None:
    assert parsed(_TEXT) == yaml.safe_load(_TEXT)


@pytest.mark.parametrize("text", ["a: [1", "!!python/object:os.system {}", "a: b: c"])
def test_what_is_no_plain_yaml_is_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        parsed(text)
