"""The API describes itself, whole and without loose ends."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.console.caller import Office

pytestmark = pytest.mark.slow  # the whole house behind a real web server


@pytest.fixture
async def document(office: Office) -> dict[str, Any]:
    answer = await office.stranger().get("/api/v1/openapi.json")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    body: dict[str, Any] = answer.body
    return body


async def test_it_is_an_openapi_document(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.")
    assert document["info"]["title"] == "Tanya"


async def test_it_lists_every_route(office: Office, document: dict[str, Any]) -> None:
    routes = {
        resource.canonical
        for resource in office.server.app.router.resources()  # type: ignore[attr-defined]
        if resource.canonical.startswith("/api/")
    }

    assert set(document["paths"]) | {"/api/v1/openapi.json"} == routes


async def test_it_names_every_method_of_the_contract(document: dict[str, Any]) -> None:
    methods = {path: set(item) for path, item in document["paths"].items()}

    assert methods["/api/v1/session"] >= {"get", "post", "delete"}
    assert methods["/api/v1/tickets"] >= {"get"}
    assert methods["/api/v1/tickets/{number}"] >= {"get"}
    assert methods["/api/v1/tickets/{number}/messages"] >= {"get", "post"}
    assert methods["/api/v1/tickets/{number}/{move}"] >= {"post"}


async def test_every_filter_of_the_contract_is_described(document: dict[str, Any]) -> None:
    described = document["paths"]["/api/v1/tickets"]["get"]["parameters"]

    wanted = {"status", "handler", "assignee", "team", "tag", "channel", "q", "after", "limit"}
    wanted |= {"view", "sort", "priority", "mentioned", "filter"}
    assert {p["name"] for p in described if p["in"] == "query"} == wanted


def _references(part: object) -> Iterator[str]:
    match part:
        case {"$ref": str(target)}:
            yield target
        case dict():
            for value in part.values():
                yield from _references(value)
        case list():
            for value in part:
                yield from _references(value)


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = set(_references(document))

    assert references
    for reference in references:
        assert reference.startswith("#/")
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert place


async def test_the_shapes_are_described(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]

    assert {"TicketOut", "TicketPage", "MessageOut", "MessageIn", "MoveIn", "Credentials"} <= set(
        shapes
    )
    assert shapes["MessageOut"]["required"][:3] == ["id", "conversation", "channel"]


async def test_every_path_parameter_is_described(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        named = {step[1:-1] for step in path.split("/") if step.startswith("{")}
        for method, operation in item.items():
            described = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
            assert described == named, (method, path)
            assert operation["responses"], (method, path)
