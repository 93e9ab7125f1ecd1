"""Every kind of letter: one design, the same said in the text as in the HTML, and all to be looked at in development."""

import re

import pytest
from django.urls import reverse

from operations import mail_samples

KINDS = mail_samples.kinds()
#: what the shared table of a part has room for and only letters whose text tells it too are given; a part's own name,
#: where the text says order and PES; what stands on the button
ROOM = {"[state]", "[todo 1]", "[todo 2]", "[name]", "[pes]", "[action_label]"}
_TAGS = re.compile(r"<(?:style|head)[\s\S]*?</(?:style|head)>|<[^>]+>")


def words_in(text: str) -> set[str]:
    """Return the invented words, which are what a real letter would tell of its case."""
    return set(re.findall(r"\[[\w ]+\]", text))


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_written_in_the_one_design_and_its_text_leaves_nothing_out(kind):
    letter = mail_samples.write(kind)

    assert "\n" not in letter.subject
    assert letter.subject
    assert "#7a1640" in letter.html
    assert "OPES" in letter.html
    assert "<" not in letter.text.replace("<br", "")
    assert words_in(_TAGS.sub(" ", letter.html)) - words_in(letter.subject) - ROOM <= words_in(letter.text)


def test_all_letters_can_be_looked_at_in_development(client, db):
    page = client.get(reverse("operations:letter-samples")).text
    assert all(reverse("operations:letter-sample", args=[kind]) in page for kind in KINDS)

    shown = client.get(reverse("operations:letter-sample", args=["order_confirmation"]))
    assert shown.status_code == 200
    inner = client.get(reverse("operations:letter-sample-html", args=["order_confirmation"]))
    assert "sandbox" in inner["Content-Security-Policy"]
    assert client.get(reverse("operations:letter-sample", args=["nie-ma"])).status_code == 404
