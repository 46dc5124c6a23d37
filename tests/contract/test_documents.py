"""Documents that are derived from the content types are up to date."""

import json

from plugins.contract.documents import DOCS, documents, json_schema, table_of_fields
from plugins.contract.types import ARTICLE, PAGE
from tests.content_types.samples import SAMPLE


def test_derived_documents_are_up_to_date() -> None:
    for file, text in documents().items():
        assert file.read_text(encoding="utf-8") == text, "run python -m plugins.contract.documents"
    assert table_of_fields((ARTICLE, PAGE)) in (DOCS / "reference.md").read_text(encoding="utf-8")


def test_schema_has_the_fields_of_any_type() -> None:
    schema = json.loads(json.dumps(json_schema(SAMPLE)))
    assert list(schema["properties"]) == [item.key for item in SAMPLE.fields]
    assert schema["required"] == ["title", "signed"]
    assert schema["properties"]["status"]["enum"] == ["draft", "published", "withdrawn"]
    assert schema["additionalProperties"] is False
