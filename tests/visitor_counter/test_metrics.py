"""Metrics of the service for Prometheus."""

import socket
from pathlib import Path

import httpx
import pytest

from tests.machine import free_port
from tests.visitor_counter.test_process import send_view, service


@pytest.mark.long
def test_metrics_on_loopback_only(tmp_path: Path) -> None:
    port = free_port()
    options = ("--metrics-port", str(port), "--trusted-proxy", "127.0.0.1")
    with service(tmp_path / "dem.sqlite3", *options) as (_, address):
        with httpx.Client(base_url=address) as client:
            for reader in (1, 2, 1):
                send_view(client, reader)
            client.post("/luot-truy-cap/xem?nonsense", headers={"sec-fetch-site": "same-origin"})
        reported = httpx.get(f"http://127.0.0.1:{port}/metrics").text.splitlines()
        for line in (
            "trang_tin_counter_up 1.0",
            "trang_tin_counter_healthy 1.0",
            'trang_tin_counter_views_total{outcome="began"} 2.0',
            'trang_tin_counter_views_total{outcome="went on"} 1.0',
            'trang_tin_counter_refused_total{reason="malformed"} 1.0',
            "trang_tin_counter_figure_total 2.0",
        ):
            assert line in reported
        assert httpx.get(f"{address}/metrics").status_code == 404
        others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}
        for other in others - {"127.0.0.1"}:
            with (
                pytest.raises(OSError, match="refused"),
                socket.create_connection((str(other), port), timeout=2),
            ):
                pass
