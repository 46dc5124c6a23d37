"""The portal in Vietnamese and in English: texts of the theme, dates and numbers, and a home page in English."""


def register() -> None:
    """Connect the texts and the English home page to Pelican."""
    from pelican import signals  # noqa: PLC0415 - the search service imports this package without Pelican

    from plugins.languages import publication  # noqa: PLC0415

    signals.initialized.connect(publication.offer_texts)
    signals.article_generator_finalized.connect(publication.gather_english)
    signals.page_generator_finalized.connect(publication.offer_english)
    signals.get_generators.connect(publication.EnglishPagesGenerator.offer)
