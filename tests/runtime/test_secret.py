"""Secrets: read from where they lie, and never shown."""

import pickle
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from runtime.secret import Secret, fetch


class Login(BaseModel):
    password: Secret


def test_it_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2")
    assert fetch({"env": "SMTP_PASSWORD"}).reveal() == "hunter2"


def test_it_is_read_from_a_file_without_the_line_end(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2\n")
    assert fetch({"file": str(tmp_path / "password")}).reveal() == "hunter2"


@pytest.mark.parametrize("inline", ["hunter2", 12345, ["hunter2"], {"value": "hunter2"}, None, {}])
def test_an_inline_secret_is_refused_and_not_repeated(inline: object) -> None:
    with pytest.raises(ValueError, match="never inline") as refused:
        fetch(inline)
    assert "hunter2" not in str(refused.value)


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(ValueError, match="the environment has no NOT_THERE_AT_ALL"):
        fetch({"env": "NOT_THERE_AT_ALL"})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cannot read .*nowhere: No such file"):
        fetch({"file": str(tmp_path / "nowhere")})


def test_it_is_never_in_what_is_printed() -> None:
    secret = Secret("hunter2")
    login = Login.model_validate({"password": secret})
    shown = (repr(secret), str(secret), f"{secret}", repr([secret]), repr(login), str(login))
    assert not [text for text in shown if "hunter2" in text]
    assert "***" in repr(login)


def test_it_is_not_in_a_dump_of_its_model() -> None:
    login = Login(password=Secret("hunter2"))
    assert "hunter2" not in str(login.model_dump())


def test_pydantic_names_the_place_of_a_bad_one() -> None:
    with pytest.raises(ValidationError) as refused:
        Login.model_validate({"password": {"env": "NOT_THERE_AT_ALL"}})
    [fault] = refused.value.errors()
    assert fault["loc"] == ("password",)


def test_equal_secrets_are_equal() -> None:
    assert Secret("a") == Secret("a")
    assert hash(Secret("a")) == hash(Secret("a"))
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert pickle.loads(pickle.dumps(Secret("a"))) == Secret("a")  # noqa: S301
