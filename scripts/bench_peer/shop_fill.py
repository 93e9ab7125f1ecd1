"""Make the stock shop and its Wagtail page: `shop_fill.py offers.json`."""

import json
import os
import sys
import warnings
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "shop_settings"
warnings.simplefilter("ignore")

import django

django.setup()

from editor.models import make_page
from fill import fill

fill(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), with_pictures=True)
make_page()
