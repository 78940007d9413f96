"""Do the documents list the settings that there are, as they are?"""

import re

from eventapp.config import SETTINGS
from tests.checkout import ROOT
from tests.docs.markdown import documents, rows

FOR_THE_TESTS = {"EVENTAPP_CHROMIUM", "EVENTAPP_CONTACT_DATA"}
"""Read by the tests alone."""


def test_the_table_is_the_one_in_the_code() -> None:
    """Every setting with its default and its meaning, in the same order and words."""
    table = rows((ROOT / "docs/developers/settings.md").read_text("utf-8"), "Variable", "Default", "Meaning")
    assert table == [
        (f"`{setting.name}`", f"`{setting.default}`" if setting.default else "*empty*", setting.meaning)
        for setting in SETTINGS
    ]


def test_no_document_names_a_setting_that_is_not_there() -> None:
    """A setting that was renamed is renamed everywhere."""
    known = {setting.name for setting in SETTINGS} | FOR_THE_TESTS
    for document in documents():
        named = set(re.findall(r"\bEVENTAPP_[A-Z_]+[A-Z]\b", document.read_text("utf-8")))
        assert named - known == set(), document.name
