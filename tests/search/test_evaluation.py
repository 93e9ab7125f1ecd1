"""The arithmetic of grades, and the command that prints them."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from search import evaluation
from search.evaluation import Case, Report, agreement, evaluate, read

SET = """# half	query	best	good
A	miód	miod-lipowy	miod-gryczany
A	bimber	bimber
B	kubek	kubek-kogut	ukryty
"""
HONEY = Case("A", "miód", frozenset({"miod-lipowy"}), frozenset({"miod-gryczany"}))


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "set.tsv"
    file.write_text(SET, encoding="utf-8")
    return file


def test_what_is_not_shown_is_no_answer_and_what_nothing_answers_no_question(path):
    cases = read(path, {"miod-lipowy", "miod-gryczany", "kubek-kogut"})

    assert cases == [HONEY, Case("B", "kubek", frozenset({"kubek-kogut"}), frozenset())]


def test_the_best_order_has_the_whole_gain():
    assert HONEY.ndcg(["miod-lipowy", "miod-gryczany"]) == pytest.approx(1)
    assert 0 < HONEY.ndcg(["miod-gryczany", "miod-lipowy"]) < 1
    assert HONEY.ndcg([]) == HONEY.ndcg(["kubek"]) == 0
    assert HONEY.ndcg(["kubek"] * 10 + ["miod-lipowy"]) == 0


def test_a_report_counts_first_answers_and_empty_ones():
    answers = {"miód": ["miod-lipowy"], "kubek": [], "misa": ["dzban"]}
    cases = [HONEY, Case("A", "kubek", frozenset("k"), frozenset()), Case("A", "misa", frozenset("m"), frozenset())]

    report = evaluate(cases, answers.__getitem__)

    assert (report.number, report.first, report.nothing) == (3, 1, ["kubek"])
    assert report.missed == [("kubek", ""), ("misa", "dzban")]
    assert report.success == report.nothing_rate == pytest.approx(1 / 3)


def test_engines_agree_when_the_first_five_are_the_same_in_order():
    one = Report(answers={"a": list("12345x"), "b": list("12"), "c": ["1"], "d": []})
    other = Report(answers={"a": list("12345y"), "b": list("21"), "c": ["1"], "d": []})

    assert agreement(one, other) == (0.75, ["b"])


@pytest.mark.django_db
def test_without_the_example_data_the_command_says_so(path):
    with pytest.raises(CommandError, match="load_demo"):
        call_command("evaluate_search", "--set", str(path))


@pytest.mark.django_db
def test_the_command_prints_both_halves(path, monkeypatch):
    monkeypatch.setattr(evaluation, "shown_offers", lambda: {1: "miod-lipowy", 2: "kubek-kogut"})
    monkeypatch.setattr(evaluation, "asker", lambda keys, engine: lambda text: ["miod-lipowy"])
    out = io.StringIO()

    call_command("evaluate_search", "--set", str(path), "--engine", "both", "--missed", stdout=out)

    text = out.getvalue()
    assert "database, half A: 1 questions, success@1 1.000, NDCG@10 1.000, without results 0.000" in text
    assert "elasticsearch, half B: 1 questions, success@1 0.000" in text
    assert "kubek: miod-lipowy" in text
    assert "same first 5, half A: 1.000" in text


def test_the_set_is_large_enough_and_well_formed():
    from search.management.commands.evaluate_search import SET as FILE

    rows = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

    assert len(rows) >= 150
    assert {row[0] for row in rows} == {"A", "B"}
    assert all(len(row) == 4 and row[1] and row[2] for row in rows)
    assert len({row[1] for row in rows}) == len(rows), json.dumps([row[1] for row in rows])
