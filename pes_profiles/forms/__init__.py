"""The steps of joining, one form each, and the form of the public page. Every form shows what is saved and hands clean values to a service."""

from pes_profiles.forms.base import StepForm
from pes_profiles.forms.identity import NumbersForm, WhoForm
from pes_profiles.forms.page import PageForm
from pes_profiles.forms.seat import SeatForm
from pes_profiles.forms.selling import AccountForm, SendForm

__all__ = ["AccountForm", "NumbersForm", "PageForm", "SeatForm", "SendForm", "StepForm", "WhoForm"]
