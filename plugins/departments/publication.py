"""Departments at work in a Pelican build."""

from __future__ import annotations

from typing import Any

from pelican.generators import Generator

from plugins.departments.department import Department


def group_by_department(generator: Any) -> None:
    """Put `departments` into the context: (department, its articles, newest first), in the agency's order.

    Categories, which Pelican sorts by name, are put into the agency's order too.
    """
    grouped: dict[str, tuple[Department, list[Any]]] = {}
    for article in generator.articles:
        grouped.setdefault(article.department.slug, (article.department, []))[1].append(article)
    agency = generator.settings["AGENCY"]
    generator.context["departments"] = [
        grouped[section.slug] for section in agency.departments if section.slug in grouped
    ]
    rank = {section.slug: number for number, section in enumerate(agency.categories)}
    generator.categories.sort(key=lambda group: rank[group[0].slug])
    generator.context["categories"] = generator.categories


class DepartmentsGenerator(Generator):
    """Writes a page for each department that has articles."""

    def generate_output(self, writer: Any) -> None:
        """Declare the pages to the writer."""
        template = self.env.get_template("department.html")
        for department, articles in self.context["departments"]:
            writer.write_file(
                department.save_as,
                template,
                self.context,
                department=department,
                articles=articles,
                template_name="department",
                url=department.url,
            )


def generators(_pelican: Any) -> type[DepartmentsGenerator]:
    """Offer the generator to Pelican."""
    return DepartmentsGenerator
