"""pip-audit against a vulnerability service on loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from plugins.dependencies.audit import UnreachableError, Vulnerable, audit
from tests.building.verbs import verb

pytestmark = pytest.mark.tools
KNOWN = {
    "id": "PYSEC-2026-1",
    "modified": "2026-11-01T00:00:00Z",
    "summary": "invented",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "example-a"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
        }
    ],
}


class Service(BaseHTTPRequestHandler):
    """Knows one vulnerability, of example-a 1.0."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_known = (asked["package"]["name"], asked["version"]) == ("example-a", "1.0")
        answer: Any = json.dumps({"vulns": [KNOWN]} if is_known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def requirements(folder: Path, *pinned: str) -> Path:
    file = folder / "requirements.txt"
    file.write_text("".join(f"{one} --hash=sha256:{'0' * 64}\n" for one in pinned), encoding="utf-8")
    return file


def test_vulnerable_packages_are_named_with_their_fix(tmp_path: Path, service: str) -> None:
    file = requirements(tmp_path, "example-a==1.0", "example-b==1.0")
    assert audit(file, service) == (2, [Vulnerable("example-a", "1.0", "PYSEC-2026-1", ["1.1"])])


def test_unreachable_service_is_no_good_news(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match="Connection refused"):
        audit(requirements(tmp_path, "example-a==1.0"), "http://127.0.0.1:9/")


def test_everything_that_servers_install_is_looked_up(service: str) -> None:
    done = verb("audit", "--service", service)
    assert done.status == 0, done.said
    assert "không có lỗ hổng đã biết" in done.said
    assert int(done.said.split()[2]) > 20
    assert verb("audit", "--service", "http://127.0.0.1:9/").status == 75
