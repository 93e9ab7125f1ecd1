"""The engine on an Elasticsearch 8 cluster.

The alias `<prefix>` names the index that answers, `<prefix>-next` the one that is being made. Every write goes to both, so
a rebuild misses nothing; where a name is no alias the write fails instead of making an index of a guessed shape.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch, NotFoundError, helpers

from search.engines import elasticsearch_client
from search.engines.base import FACETS, KINDS, Document, EngineError, Found, Place, Question
from search.engines.distance import metres
from search.engines.elasticsearch_client import trouble_told
from search.engines.elasticsearch_index import SETTINGS, id_of, mapping, row, thing_of
from search.engines.elasticsearch_question import counts, page, titles

#: seconds for which an index that was found sound is believed to be
BELIEVED = 10.0
BATCH = 500
#: a newer version is kept already: the write has lost, as it should
LOST = "version_conflict_engine_exception"
MISSING = "index_not_found_exception"

Thing = tuple[str, int, int]


class ElasticsearchEngine:
    """One question is one request, a look at the index's shape every ten seconds apart."""

    name = "elasticsearch"

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sound_until = 0.0

    @property
    def alias(self) -> str:
        return str(settings.OPES["ELASTICSEARCH_PREFIX"])

    @property
    def next_alias(self) -> str:
        return f"{self.alias}-next"

    # --- Answers ---

    def find(self, question: Question) -> Found:
        with trouble_told():
            answer = self._ask(page(question).to_dict())
            totals = {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["kinds"]["buckets"]}
            if not totals:
                self.check()
            hits = answer["hits"]["hits"]
            return Found(
                refs=tuple(thing_of(hit["_id"])[1] for hit in hits),
                total=answer["hits"]["total"]["value"],
                totals={kind: totals.get(kind, 0) for kind in KINDS},
                facets={name: counts(name, answer["aggregations"]) for name in FACETS},
                without={name: answer["aggregations"][name]["doc_count"] for name in question.filters.in_use},
                distances=_distances(question.asked.place, hits),
            )

    def beginnings(self, keys: Sequence[str], limit: int) -> Mapping[str, Sequence[int]]:
        if not keys:
            return {}
        with trouble_told():
            answer = self._ask(titles(keys, limit).to_dict())
            groups = [hit["inner_hits"]["best"]["hits"]["hits"] for hit in answer["hits"]["hits"]]
            return {thing_of(best[0]["_id"])[0]: [thing_of(hit["_id"])[1] for hit in best] for best in groups}

    def check(self) -> None:
        """Raise unless there is an index of our own shape with something in it."""
        with trouble_told():
            self._check_shape()
            if not self._client().count(index=self.alias)["count"]:
                raise EngineError("the index is empty")

    def _check_shape(self) -> None:
        self._sound_until = 0.0
        shown = self._client().indices.get_mapping(index=self.alias, filter_path="*.mappings._meta")
        shapes = {index["mappings"]["_meta"]["shape"] for index in shown.values()}
        if shapes != {mapping()["_meta"]["shape"]}:
            raise EngineError("the index has another mapping: run `manage.py search_index rebuild`")
        self._sound_until = self._clock() + BELIEVED

    def _ask(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._clock() >= self._sound_until:
            self._check_shape()
        answer = self._client().search(index=self.alias, body=dict(body), allow_partial_search_results=False)
        if answer["timed_out"] or answer["_shards"]["failed"] or not answer["_shards"]["total"]:
            raise EngineError("a part of the index did not answer")
        told: Mapping[str, Any] = answer.body
        return told

    # --- Writes ---

    def write(self, documents: Iterable[Document]) -> None:
        self._send(action for document in documents for action in self._twice("index", _named(document), row(document)))

    def forget(self, things: Iterable[tuple[str, int, int]]) -> None:
        self._send(action for thing in things for action in self._twice("delete", thing))

    def rebuild(self, documents: Iterable[Document]) -> int:
        client = self._client(patient=True)
        name = f"{self.alias}-{time.strftime('%Y%m%d%H%M%S')}-{secrets.token_hex(3)}"
        with trouble_told():
            self._drop(client, self.next_alias)
            client.indices.create(
                index=name,
                mappings=mapping(),
                settings=SETTINGS | {"refresh_interval": "-1"},
                aliases={self.next_alias: {}},
            )
            try:
                made = (_action("index", name, _named(each), row(each)) for each in documents)
                self._send(made, to_aliases=False)
                client.indices.put_settings(index=name, settings={"refresh_interval": SETTINGS["refresh_interval"]})
                client.indices.refresh(index=name)
                number = int(client.count(index=name)["count"])
                self._put_in_place(client, name)
            except BaseException:
                client.indices.delete(index=name, ignore_unavailable=True)
                raise
        self._sound_until = 0.0
        return number

    def versions(self) -> Iterator[tuple[str, int, int]]:
        client = self._client(patient=True)
        with trouble_told():
            client.indices.refresh(index=self.alias)
            point = client.open_point_in_time(index=self.alias, keep_alive="2m")["id"]
            after: dict[str, Any] = {}
            try:
                while hits := client.search(
                    pit={"id": point, "keep_alive": "2m"},
                    sort=["_shard_doc"],
                    size=BATCH * 4,
                    source=False,
                    version=True,
                    track_total_hits=False,
                    **after,
                )["hits"]["hits"]:
                    for hit in hits:
                        yield (*thing_of(hit["_id"]), hit["_version"])
                    after = {"search_after": hits[-1]["sort"]}
            finally:
                client.close_point_in_time(id=point)

    def refresh(self) -> None:
        """Show at once what was written; by itself it takes a second."""
        with trouble_told():
            self._client(patient=True).indices.refresh(index=self.alias)

    def remove(self) -> None:
        """Take everything of ours out of the cluster."""
        client = self._client(patient=True)
        with trouble_told():
            for alias in (self.alias, self.next_alias):
                self._drop(client, alias)

    def _twice(self, verb: str, thing: Thing, told: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        for alias in (self.alias, self.next_alias):
            yield _action(verb, alias, thing, told)

    def _send(self, actions: Iterator[dict[str, Any]], *, to_aliases: bool = True) -> None:
        first = next(actions, None)
        if first is None:
            return
        with trouble_told():
            for done, item in helpers.streaming_bulk(
                self._client(patient=True),
                chain([first], actions),
                chunk_size=BATCH,
                raise_on_error=False,
                require_alias=to_aliases,
            ):
                told = next(iter(item.values()))
                error = told.get("error", {})
                kind = error.get("type") if isinstance(error, dict) else str(error)
                unneeded = kind == MISSING and told["_index"] == self.next_alias
                if not done and kind and kind != LOST and not unneeded:
                    raise EngineError(f"{told['_id']} was not written to {told['_index']}: {kind}")

    def _put_in_place(self, client: Elasticsearch, name: str) -> None:
        """Let the new index answer and take the old one away, in one step that nobody can see half of."""
        steps: list[dict[str, Any]] = [{"remove_index": {"index": old}} for old in self._behind(client, self.alias)]
        steps += [
            {"remove": {"index": name, "alias": self.next_alias}},
            {"add": {"index": name, "alias": self.alias}},
        ]
        client.indices.update_aliases(actions=steps)

    def _drop(self, client: Elasticsearch, alias: str) -> None:
        for name in self._behind(client, alias):
            client.indices.delete(index=name, ignore_unavailable=True)

    def _behind(self, client: Elasticsearch, alias: str) -> list[str]:
        """Return the indices behind a name; an index that has the name itself is one of them."""
        try:
            return sorted(client.indices.get(index=alias, filter_path="*.aliases"))
        except NotFoundError:
            return []

    def _client(self, *, patient: bool = False) -> Elasticsearch:
        found = elasticsearch_client.client()
        wait = elasticsearch_client.READ_WHEN_WRITING if patient else elasticsearch_client.READ
        return found.options(request_timeout=wait)


def _named(document: Document) -> Thing:
    return document.kind, document.ref, document.version


def _action(verb: str, index: str, thing: Thing, told: dict[str, Any] | None = None) -> dict[str, Any]:
    kind, ref, version = thing
    action: dict[str, Any] = {
        "_op_type": verb,
        "_index": index,
        "_id": id_of(kind, ref),
        "version": version,
        "version_type": "external_gte",
    }
    return action if told is None else action | {"_source": told}


def _distances(place: Place | None, hits: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    if place is None:
        return {}
    found = {
        thing_of(hit["_id"])[1]: metres(place, hit["_source"].get("lat"), hit["_source"].get("lon")) for hit in hits
    }
    return {ref: far for ref, far in found.items() if far is not None}
