"""Stripe's own description of its answers, turned into JSON Schema: OpenAPI 3.0 with `nullable` and expandable fields."""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

#: the part of `embedded/openapi/spec3.json` of stripe-mock v0.203.0 that the fake's objects reach
DOCUMENT = Path(__file__).with_name("schemas.json.gz")
SPOKEN = [
    "account",
    "account_link",
    "application",
    "balance_transaction",
    "charge",
    "checkout.session",
    "deleted_account",
    "dispute",
    "error",
    "event",
    "login_link",
    "payment_intent",
    "payout",
    "refund",
]
_MARKS = frozenset({"x-expandableFields", "x-resourceId", "x-expansionResources"})


class DriftError(AssertionError):
    """An object is not as Stripe's document says."""


def check(thing: dict[str, Any]) -> None:
    """Hold an object, and what is expanded or listed in it, against the document; raises `DriftError`."""
    if thing.get("object") == "list":
        for each in thing["data"]:
            check(each)
        return
    found = _validator(_name(thing)).iter_errors(thing)
    faults = [f"{'/'.join(map(str, each.absolute_path))}: {each.message[:200]}" for each in found]
    if faults:
        raise DriftError(f"{_name(thing)}: " + "; ".join(faults))
    if thing.get("object") == "event":
        check(thing["data"]["object"])


def part_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas of a whole document that our objects reach, without words for people."""
    every = document["components"]["schemas"]
    kept: dict[str, Any] = {}
    waiting = list(SPOKEN)
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = _strip(every[name])
            waiting += _refs(kept[name])
    return {"version": document["info"]["version"], "schemas": kept}


@cache
def version() -> str:
    return str(_document()["version"])


def _name(thing: dict[str, Any]) -> str:
    return "error" if "error" in thing else str(thing["object"])


@cache
def _document() -> dict[str, Any]:
    return json.loads(gzip.decompress(DOCUMENT.read_bytes()))


@cache
def _validator(name: str) -> Draft202012Validator:
    schemas = {each: _translate(schema, is_root=True) for each, schema in _document()["schemas"].items()}
    if name not in SPOKEN:
        raise DriftError(f"Stripe sends no {name} to us")
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schemas})


def _translate(schema: Any, *, is_root: bool = False) -> Any:
    if isinstance(schema, list):
        return [_translate(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _translate(value) for key, value in schema.items() if key not in {"properties", "nullable"}}
    if "$ref" in found:
        found["$ref"] = found["$ref"].replace("#/components/schemas/", "#/$defs/")
    if "properties" in schema:
        found["properties"] = {name: _translate(each) for name, each in schema["properties"].items()}
        if is_root:
            found["additionalProperties"] = False  # a field that Stripe does not have is a slip of ours
    return {"anyOf": [{"type": "null"}, found]} if schema.get("nullable") else found


def _strip(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strip(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "x-expansionResources" in schema and not _speaks(schema):
        return {"type": "string", "nullable": bool(schema.get("nullable"))}
    # a property may be called "description" too: then its value is a schema, not words
    return {key: _strip(value) for key, value in schema.items() if key not in _MARKS and not _is_words(key, value)}


def _is_words(key: str, value: Any) -> bool:
    return key in {"description", "title"} and isinstance(value, str)


def _speaks(schema: dict[str, Any]) -> bool:
    """Say whether something may be expanded that the fake can expand."""
    return any(ref in SPOKEN for ref in _refs(schema.get("anyOf", [])))


def _refs(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [ref for each in schema for ref in _refs(each)]
    if not isinstance(schema, dict):
        return []
    own = [schema["$ref"].rpartition("/")[2]] if isinstance(schema.get("$ref"), str) else []
    return own + [ref for value in schema.values() for ref in _refs(value)]
