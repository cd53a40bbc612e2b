"""What the API says of itself holds: a valid document, an example and documented refusals for every operation."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tridesk.api.openapi.document import METHODS, document


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return document()


def test_the_document_is_valid(told: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(told).validate()


def test_every_operation_has_an_example_of_what_it_takes_and_gives() -> None:
    lacking = []
    for _path, _method, each in operations():
        bodies = [each.get("requestBody", {})]
        bodies += [answer for status, answer in each["responses"].items() if status.startswith("2")]
        told = [content for body in bodies for content in [body.get("content", {}).get("application/json")] if content]
        lacking += [each["operationId"] for content in told if "example" not in content]
    assert not lacking


def test_every_example_is_what_its_schema_says(told: dict[str, Any]) -> None:
    wrong = []
    for _path, _method, each in operations():
        for body in (each.get("requestBody", {}), *each["responses"].values()):
            for content in body.get("content", {}).values():
                if "example" in content:
                    schema = {**content["schema"], "components": told["components"]}
                    found = Draft202012Validator(schema).iter_errors(content["example"])
                    wrong += [f"{each['operationId']}: {error.json_path} {error.message}" for error in found]
    assert not wrong, "\n".join(wrong)


def test_every_operation_says_how_it_refuses_and_counts() -> None:
    for path, method, each in operations():
        wanted = {"401", "403", "422", "429"} | ({"404"} if "{" in path else set())
        wanted |= {"412"} if method in ("patch", "put", "delete") else set()
        assert wanted <= each["responses"].keys(), each["operationId"]
        well = next(answer for status, answer in each["responses"].items() if status.startswith("2"))
        assert {"RateLimit", "RateLimit-Policy"} <= well["headers"].keys()


def test_every_parameter_has_a_name_and_every_id_an_example() -> None:
    for _path, _method, each in operations():
        for parameter in each["parameters"]:
            assert parameter["name"], each["operationId"]
            assert parameter["in"] != "path" or parameter["example"] != "word", (each["operationId"], parameter["name"])


def test_it_is_given_to_whoever_asks_and_only_once(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"] == "3.1.0"
    again = client.get("/api/v1/openapi.json", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_refusals_in_it_speak_the_language_that_is_asked_for(client: Client) -> None:
    titles = {
        language: client.get("/api/v1/openapi.json", headers={"accept-language": language}).json()["components"][
            "responses"
        ]["Refused404"]["description"]
        for language in ("en", "xx")
    }
    assert titles["en"] == titles["xx"] == "There is nothing here"
