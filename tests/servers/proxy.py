"""A proxy that passes everything on until it is told what to do wrong. It keeps the headers the client looks for."""

import http.client
import json
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

PASS, HANG, RESET, BUSY, PARTIAL, GARBAGE = "pass", "hang", "reset midway", "503", "partial shards", "garbage"
#: headers that belong to one connection
OWN = {"connection", "transfer-encoding", "content-length", "content-encoding"}


class FaultProxy:
    """`with FaultProxy(url) as proxy: proxy.fault = HANG`. `only` holds the fault to paths with that piece in them."""

    def __init__(self, behind: str) -> None:
        self.behind = urlsplit(behind)
        self.fault = PASS
        self.only = ""
        self.asked: list[str] = []
        self.released = threading.Event()
        handler = type("Handler", (_Handler,), {"proxy": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else the body waits 40 ms for the head to be acknowledged
    proxy: FaultProxy

    def handle_all(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        proxy = self.proxy
        proxy.asked.append(f"{self.command} {self.path}")
        fault = proxy.fault if proxy.only in self.path else PASS
        if fault == HANG:
            proxy.released.wait(60)
            self.close_connection = True
            return
        if fault == BUSY:
            self.reply(
                503, {"X-elastic-product": "Elasticsearch", "Content-Type": "application/json"}, b'{"error":"busy"}'
            )
            return
        status, headers, told = self.pass_on(body)
        if fault == RESET:
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told[: len(told) // 2])
            self.wfile.flush()
            # closed with an RST, not with a goodbye
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        if fault == PARTIAL and b'"_shards"' in told:
            answer = json.loads(told)
            answer["_shards"] |= {"total": 2, "failed": 1}
            told = json.dumps(answer).encode()
        if fault == GARBAGE:
            told = b'{"took": 1, "hits": {"hits": [{"_id": "of another world"}]}}'
        self.reply(status, headers, told)

    def pass_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        behind = http.client.HTTPConnection(self.proxy.behind.hostname, self.proxy.behind.port, timeout=60)
        try:
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in OWN | {"host", "accept-encoding"}
            }
            behind.request(self.command, self.path, body=body or None, headers=headers)
            answer = behind.getresponse()
            told = answer.read()
            return answer.status, {n: v for n, v in answer.getheaders() if n.lower() not in OWN}, told
        finally:
            behind.close()

    def reply(self, status: int, headers: dict[str, str], told: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        pass


for verb in ("GET", "POST", "PUT", "DELETE", "HEAD"):
    setattr(_Handler, f"do_{verb}", _Handler.handle_all)
