"""Forked so that a field can be added without touching Oscar's history."""

from oscar.apps.payment.models import *
