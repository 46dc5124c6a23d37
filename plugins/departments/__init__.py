"""Departments as a taxonomy: a list, a page each, in the agency's order."""

from pelican import signals

from plugins.departments import publication


def register() -> None:
    """Connect the departments to Pelican."""
    signals.initialized.connect(publication.keep_department)
    signals.article_generator_finalized.connect(publication.group_by_department)
    signals.get_generators.connect(publication.DepartmentsGenerator.offer)
