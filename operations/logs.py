"""Logs: one JSON object a line, with the request's id, and without people's data or keys."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

# Order matters: an IBAN is cut out before its digits can look like a PESEL or a phone number.
_SECRETS = (
    (re.compile(r"\b(?:whsec|sk_live|sk_test|rk_live|rk_test)_\w+"), "[key]"),
    (re.compile(r"\bpi_\w+_secret_\w+"), "[key]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[mail]"),
    (re.compile(r"\b(?:[A-Z]{2}[ -]?)?\d{2}(?:[ -]?\d{4}){6}\b"), "[iban]"),
    (re.compile(r"\b\d{11}\b"), "[pesel]"),
    (re.compile(r"(?<![\w+])(?:\+48|0048)[ -]?\d(?:[ -]?\d){8}\b"), "[phone]"),
    (re.compile(r"(?<![\w.,/-])\d{3}([ -]?)\d{3}\1\d{3}(?![\w.,-]*\d)"), "[phone]"),
)


def redact(text: str) -> str:
    """Return the text without mail addresses, phone numbers, PESEL, bank accounts and keys of payment operators."""
    for pattern, word in _SECRETS:
        text = pattern.sub(word, text)
    return text


class RedactingFilter(logging.Filter):
    """Cut people's data out of every message before any handler sees it, and add the request's id."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = ()
        record.request_id = request_id.get()
        return True


class JSONFormatter(logging.Formatter):
    """One object a line: machines sort it, people can still read it. Tracebacks are redacted like messages."""

    EXTRA = ("status", "method", "route", "milliseconds", "topic", "entry", "schedule")

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if found := getattr(record, "request_id", ""):
            line["request"] = found
        line |= {name: getattr(record, name) for name in self.EXTRA if hasattr(record, name)}
        if record.exc_info:
            line["error"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "operations.logs.RedactingFilter"}},
    "formatters": {"json": {"()": "operations.logs.JSONFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["redact"],
            "formatter": "json",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "operations": {"level": "INFO"},
        "requests": {"level": "INFO"},
    },
}
