"""JSON Feed 1.1 as a schema: the parsers on PyPI look at two members of it."""

import jsonschema_rs

TEXT, URL = {"type": "string", "minLength": 1}, {"type": "string", "pattern": "^https?://"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"}
# What https://www.jsonfeed.org/version/1.1/ asks for, of the members that we use; no others.
ITEM = {
    "type": "object",
    "required": ["id", "content_html"],
    "properties": {
        "id": TEXT,
        "url": URL,
        "title": TEXT,
        "summary": TEXT,
        "content_html": TEXT,
        "date_published": MOMENT,
        "date_modified": MOMENT,
        "image": URL,
        "authors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"name": TEXT},
                "required": ["name"],
                "additionalProperties": False,
            },
        },
        "tags": {"type": "array", "items": TEXT},
        "language": TEXT,
    },
    "additionalProperties": False,
}
JSON_FEED = jsonschema_rs.validator_for(
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["version", "title", "items"],
        "properties": {
            "version": {"const": "https://jsonfeed.org/version/1.1"},
            "title": TEXT,
            "home_page_url": URL,
            "feed_url": URL,
            "language": TEXT,
            "items": {"type": "array", "items": ITEM},
        },
        "additionalProperties": False,
    }
)
