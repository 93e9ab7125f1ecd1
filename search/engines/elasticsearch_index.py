"""What the cluster holds: whole keys, values of facets and numbers. Nothing is analysed there, so no plugin is needed."""

import hashlib
import json
from typing import Any

from elasticsearch.dsl import Boolean, Double, Keyword, Long, Mapping

from search.engines.base import FACETS, Document, microseconds
from search.weights import FIELDS

#: answers further down than this are not asked for
DEEPEST = 100_000
SETTINGS = {
    "number_of_shards": 1,
    # no copy on a single node, one copy on more
    "auto_expand_replicas": "0-1",
    "refresh_interval": "1s",
    "max_result_window": DEEPEST,
    # how long a deleted thing's version is remembered, so that an older write cannot bring it back
    "gc_deletes": "1h",
}


def mapping() -> dict[str, Any]:
    """Return the strict mapping, with its own fingerprint: an index of another shape is never asked."""
    shape = Mapping()
    shape.meta("dynamic", "strict")
    shape.field("kind", Keyword())
    shape.field("ref", Long())
    shape.field("published", Long())
    shape.field("price", Long())
    shape.field("available", Boolean())
    shape.field("gminy", Keyword(doc_values=False))
    shape.field("serves", Keyword(doc_values=False))
    shape.field("lat", Double(index=False))
    shape.field("lon", Double(index=False))
    for name in FIELDS:
        shape.field(f"keys_{name}", Keyword(doc_values=False))
    for name in FACETS:
        shape.field(f"facet_{name}", Keyword())
    told: dict[str, Any] = shape.to_dict()
    print_of = hashlib.sha256(json.dumps([told, SETTINGS], sort_keys=True).encode()).hexdigest()
    return told | {"_meta": {"shape": print_of[:16]}}


def id_of(kind: str, ref: int) -> str:
    return f"{kind}-{ref}"


def thing_of(name: str) -> tuple[str, int]:
    """Return the kind and reference that `id_of` put together."""
    kind, _, ref = name.rpartition("-")
    return kind, int(ref)


def row(document: Document) -> dict[str, Any]:
    """Return a document as the mapping wants it."""
    told: dict[str, Any] = {
        "kind": document.kind,
        "ref": document.ref,
        "available": document.available,
        "gminy": list(document.gminy),
        "serves": list(document.serves),
        "price": document.price,
        "published": microseconds(document.published_at),
        "lat": document.lat,
        "lon": document.lon,
    }
    told |= {f"keys_{name}": list(keys) for name, keys in document.keys.items()}
    told |= {f"facet_{name}": list(values) for name, values in document.facets.items()}
    return told
