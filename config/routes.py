"""The portal's own routes, and libraries whose pages guard themselves, and how."""

from operations.routes import DEV, EDITOR, ROPS, declare, declare_foreign

declare_foreign(below="cms-admin/", guard="Wagtail asks for access to the admin on every page")
declare_foreign(names="wagtail", guard="public pages, page privacy by Wagtail", private=False)
declare_foreign(names="wagtaildocs_", guard="public documents, privacy by collection", private=False)
declare_foreign(names="account_", guard="allauth's own login_required")
declare_foreign(names="mfa_", guard="allauth's own login_required")

declare("styleguide", roles=[DEV, EDITOR, ROPS], private=True)
