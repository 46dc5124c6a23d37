"""Pictures of articles in the sizes and formats that readers need, without what cameras write into them."""

from __future__ import annotations

from typing import Any


def register() -> None:
    """Connect the pictures to Pelican."""
    from pelican import signals  # noqa: PLC0415 - the desk opens pictures without Pelican

    from plugins.images import publication  # noqa: PLC0415

    signals.initialized.connect(publication.add_filters)
    signals.all_generators_finalized.connect(publication.look_at_pictures)
    signals.get_generators.connect(publication.generators)


def __getattr__(name: str) -> tuple[Any, ...]:
    if name != "CHECKS":
        raise AttributeError(name)
    from plugins.images.checking import issues_of_pictures  # noqa: PLC0415 - as above

    return (issues_of_pictures,)
