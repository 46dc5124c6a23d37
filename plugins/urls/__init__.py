"""Every URL of the portal: Pelican's URL settings, fixed pages and files, and the names that content may not take."""


def register() -> None:
    """Set Pelican's URL settings and offer `urls` to templates."""
    from pelican import signals  # noqa: PLC0415 - the counter's service needs the URLs and no Pelican

    from plugins.urls import publication  # noqa: PLC0415

    signals.initialized.connect(publication.set_urls)
