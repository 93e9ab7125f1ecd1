"""The fake on a port of this machine: Stripe's headers, idempotency keys, faults on demand, and a page to pay at."""

import json
import re
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.servers.stripe_fake import objects
from tests.servers.stripe_fake.api import Api
from tests.servers.stripe_fake.book import Asked, RefusedError
from tests.servers.stripe_fake.objects import Thing
from tests.servers.stripe_fake.page import hosted_page
from tests.servers.stripe_fake.postman import Postman

KEY = re.compile(r"Bearer (sk_test_\w+)")
_FAULTS = {
    "500": (500, objects.fault("api_error", "Something went wrong on Stripe's end.")),
    "429": (429, objects.fault("invalid_request_error", "Too many requests.", code="rate_limit")),
    "402": (402, objects.fault("card_error", "Your account has insufficient funds.", code="insufficient_funds")),
}


@dataclass
class Fault:
    """What goes wrong at requests like these, so many times: a status, "lost" after the work is done, or "hang"."""

    method: str
    path: str
    kind: str
    times: int
    seconds: float


class StripeFake(Api):
    """A Stripe of one's own: `with StripeFake() as stripe:` serves it at `stripe.address`."""

    def __init__(self, *, secrets: tuple[str, ...] = ("whsec_test",)) -> None:
        super().__init__()
        self.lock = threading.RLock()
        self.post = Postman(self.book, secrets=secrets)
        self.faults: list[Fault] = []
        #: (method, path, form, account, idempotency key) of every request
        self.requests: list[tuple[str, str, Thing, str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def seller(self, *, charges: bool = True) -> str:
        """Return the number of a connected account that is through Stripe's questions."""
        made = self.book.put("", objects.account(self.book.number("acct"), {}))
        if charges:
            self.enable(made["id"])
            self.post.waiting.clear()
        return str(made["id"])

    def fail(self, method: str, path: str, kind: str, *, times: int = 1, seconds: float = 0) -> None:
        """Let the next requests whose path begins so go wrong: "500", "429", "402", "lost" or "hang" (for seconds)."""
        self.faults.append(Fault(method, path, kind, times, seconds))

    def made(self, method: str, path: str) -> list[Thing]:
        """Return the forms of the requests made so far."""
        return [form for verb, place, form, *_ in self.requests if (verb, place) == (method, path)]

    def take_fault(self, method: str, path: str) -> Fault | None:
        for each in self.faults:
            if each.times > 0 and each.method == method and path.startswith(each.path):
                each.times -= 1
                return each
        return None

    def serve(self, method: str, path: str, given: Thing, headers: Any) -> tuple[int, Thing]:
        """Answer one request as Stripe does, once for an idempotency key."""
        account, key = headers.get("Stripe-Account", ""), headers.get("Idempotency-Key", "")
        self.requests.append((method, path, given, account, key))
        if not KEY.match(headers.get("Authorization", "")):
            return 401, objects.fault("invalid_request_error", "You did not provide an API key.")
        if headers.get("Stripe-Version", objects.API_VERSION) != objects.API_VERSION:
            return 400, objects.fault("invalid_request_error", "This fake speaks another version.")
        if method != "POST" or not key:
            return self._do(method, path, given, account)
        what = (path, json.dumps(given, sort_keys=True))
        earlier = self.book.asked.setdefault((account, key), Asked(what))
        if earlier.what != what:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
            )
            return 400, objects.fault("idempotency_error", message)
        if not earlier.status:
            earlier.status, earlier.body = self._do(method, path, given, account)
        return earlier.status, earlier.body

    def _do(self, method: str, path: str, given: Thing, account: str) -> tuple[int, Thing]:
        asked = {name: value for name, value in given.items() if name != "expand"}
        try:
            found = self.answer(method, path, asked, account=account)
        except RefusedError as error:
            return error.status, error.body
        paths = given.get("expand", [])
        if found.get("object") == "list":
            inner = [path.removeprefix("data.") for path in paths]
            rows = [self.book.expanded(account, row, inner) for row in found["data"]]
            return 200, found | {"data": rows}
        return 200, self.book.expanded(account, found, paths)


def form_of(encoded: str) -> Thing:
    """Read `a[b][0][c]=d` as Stripe does: dicts, and lists where every name is a number."""
    tree: Thing = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        steps = re.findall(r"[^\[\]]+", name) + ([str(time.monotonic_ns())] if name.endswith("[]") else [])
        place = tree
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    return list(inner.values()) if inner and all(name.isdecimal() for name in inner) else inner


def _handler(fake: StripeFake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else the body waits 40 ms for the head to be acknowledged

        def do_GET(self) -> None:
            self.respond("GET")

        def do_POST(self) -> None:
            self.respond("POST")

        def do_DELETE(self) -> None:
            self.respond("DELETE")

        def respond(self, method: str) -> None:
            address = urlsplit(self.path)
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            given = form_of(sent or address.query)
            if address.path.startswith("/c/pay/"):
                with fake.lock:
                    self.show(*hosted_page(fake, address.path.rpartition("/")[2], given))
                return
            fault = fake.take_fault(method, address.path)
            if fault is not None and fault.kind == "hang":
                time.sleep(fault.seconds)
                self.close_connection = True
                return
            if fault is not None and fault.kind in _FAULTS:
                self.tell(*_FAULTS[fault.kind])
                return
            with fake.lock:
                status, body = fake.serve(method, address.path, given, self.headers)
            if fault is not None:  # the work is done, the answer never arrives
                self.close_connection = True
                return
            self.tell(status, body)

        def tell(self, status: int, body: Thing) -> None:
            self.write(status, json.dumps(body).encode(), {"Content-Type": "application/json"})

        def show(self, status: int, html: str, location: str) -> None:
            headers = {"Content-Type": "text/html; charset=utf-8"} | ({"Location": location} if location else {})
            self.write(status, html.encode(), headers)

        def write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Request-Id": "req_fake", "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep still."""

    return Handler
