"""Departments at work in a Pelican build."""

from __future__ import annotations

from typing import Any

from plugins.incremental.api import grouped, keep_columns
from plugins.urls.generator import SiteGenerator


def keep_department(pelican: Any) -> None:
    """Keep the department of each article in memory."""
    keep_columns(pelican.settings, "department.slug")


def group_by_department(generator: Any) -> None:
    """Put `departments` into the context: (department, its articles, newest first), in the agency's order."""
    found = grouped(generator.articles, "department.slug", "department")
    agency = generator.settings["AGENCY"]
    generator.context["departments"] = [
        (found[section.slug][0].department, found[section.slug])
        for section in agency.departments
        if section.slug in found
    ]


class DepartmentsGenerator(SiteGenerator):
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
