"""Prometheus metrics on a separate loopback port."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from plugins.errors.issue import UserError
from plugins.serving.listening import reason_of
from plugins.visitor_counter.counting.figures import NAMES
from plugins.visitor_counter.counting.state import Outcome
from plugins.visitor_counter.service.application import VisitorCounter

LOOPBACK = "127.0.0.1"
PREFIX = "trang_tin_counter"


class ServiceCollector(Collector):
    """Reads the service's counters when Prometheus scrapes."""

    def __init__(self, service: VisitorCounter) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics."""
        recorder, figures = self._service.recorder, self._service.recorder.figures
        yield _gauge("up", "1 while views are stored, 0 while the store is not available", recorder.available)
        yield _gauge("healthy", "1 while suc-khoe answers 200", self._service.endpoints.health()[1])
        yield _gauge("waiting_views", "views that wait for their commit", recorder.waiting)
        yield CounterMetricFamily(f"{PREFIX}_commits", "commits since the start", value=recorder.commits)
        views = CounterMetricFamily(
            f"{PREFIX}_views", "views since the start, by outcome", labels=["outcome"]
        )
        for outcome in Outcome:
            views.add_metric([outcome.value], recorder.outcomes[outcome])
        yield views
        refused = CounterMetricFamily(
            f"{PREFIX}_refused", "views rejected since the start, by reason", labels=["reason"]
        )
        for reason, number in sorted(recorder.refusals.items()):
            refused.add_metric([reason], number)
        yield refused
        if figures is not None:
            for name, value in zip(NAMES, figures.numbers, strict=True):
                yield _gauge(f"figure_{name}", f"what readers see as {name}", value)


def serve_metrics(service: VisitorCounter, port: int) -> None:
    """Serve `GET /metrics` on 127.0.0.1 in a thread until the process ends. Raises UserError."""
    registry = CollectorRegistry()
    registry.register(ServiceCollector(service))
    try:
        start_http_server(port, addr=LOOPBACK, registry=registry)
    except OSError as error:
        raise UserError(f"--metrics-port {port}: {reason_of(error)}") from error


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", meaning, value=value)
