"""A picture for links to an article that has none of its own: who publishes, title, department, date."""

from pelican import signals

from plugins.cards import publication


def register() -> None:
    """Connect the cards to Pelican."""
    signals.initialized.connect(publication.add_filter)
    signals.content_object_init.connect(publication.note_what_is_said)
    signals.get_generators.connect(publication.generators)
