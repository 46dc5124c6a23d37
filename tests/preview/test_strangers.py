"""Who is not answered: pages of other sites, and connections that never say what they want."""

import asyncio

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from plugins.preview import patience
from plugins.preview.hosts import is_known

from .conftest import Served


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost", True),
        ("localhost:8000", True),
        ("LocalHost.:8000", True),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("may-toi:8000", True),
        ("evil.example", False),
        ("localhost.evil.example:8000", False),
        ("evil.example:localhost", False),
        ("127.0.0.1.evil.example", False),
        ("[::1].evil.example", False),
        ("localhost@evil.example", False),
        ("", False),
    ],
)
def test_only_this_machine_and_names_that_are_given_are_known(host: str, known: bool) -> None:
    assert is_known({"headers": [(b"host", host.encode())]}, ["May-Toi"]) is known


def test_none_or_two_hosts_are_not_known() -> None:
    assert not is_known({"headers": []}, [])
    assert not is_known({"headers": [(b"host", b"localhost"), (b"host", b"evil.example")]}, [])


def test_a_page_of_another_site_reads_nothing(served: Served) -> None:
    for path in ("/", "/2024/03/bai/", "/_xem-truoc/su-kien", "/luot-truy-cap/"):
        answer = served.get(path, Host="evil.example")
        assert answer.status == 421
        assert "--host" in answer.text
    assert served.get("/", Host=f"localhost:{served.port}").status == 200


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    if (await receive()).get("body") or scope["method"] == "GET":
        await asyncio.sleep(0.3)
    await PlainTextResponse("xong")(scope, receive, send)


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: loc", False),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", True),
    ],
)
def test_a_request_that_is_never_whole_is_hung_up_on(
    sent: bytes, answered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.1)

    async def ask() -> bytes:
        configuration = uvicorn.Config(
            _answer, host="127.0.0.1", port=0, http=patience.PatientProtocol, lifespan="off", log_config=None
        )
        server = uvicorn.Server(configuration)
        configuration.load()
        server.lifespan = configuration.lifespan_class(configuration)
        await server.startup()
        port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        try:
            return await asyncio.wait_for(reader.read(), 5)
        finally:
            writer.close()
            await server.shutdown()

    assert (b"200 OK" in asyncio.run(ask())) is answered
