"""A server on loopback that answers as services do, so that the real requests stack runs in tests."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]
    began: float
    target: str


@dataclass(frozen=True)
class Reply:
    """What to answer; ``content`` that is neither text nor bytes goes as JSON."""

    content: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    takes: float = 0.0

    def body(self) -> bytes:
        if isinstance(self.content, bytes):
            return self.content
        return (self.content if isinstance(self.content, str) else json.dumps(self.content)).encode()


class Service:
    """A running server; ``answer`` makes a reply of a request (anything but a Reply is its content)."""

    def __init__(self, answer: Callable[[Asked], Any]) -> None:
        self.asked: list[Asked] = []
        self.most_at_once = 0
        at_once, lock, service = 0, threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                nonlocal at_once
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length)
                parts = urlsplit(self.path)
                asked = Asked(
                    self.command, unquote(parts.path), dict(parse_qsl(parts.query)), json.loads(raw) if raw else None,
                    dict(self.headers), time.monotonic(), self.path,
                )  # fmt: skip
                with lock:
                    service.asked.append(asked)
                    at_once += 1
                    service.most_at_once = max(service.most_at_once, at_once)
                reply = answer(asked)
                reply = reply if isinstance(reply, Reply) else Reply(reply)
                time.sleep(reply.takes)
                with lock:
                    at_once -= 1
                body = reply.body()
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if "Content-Length" in reply.headers:  # a wrong one: the answer breaks off
                    self.close_connection = True
                else:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
