"""Who may knock at this room's doors.

A buyer's papers open for the owner or for the guest's key; invoices are the business of owners of a PES (a packer gets
404), the packing list of all its people.
"""

from operations.routes import ANYONE, PES_MEMBER, declare

declare("documents:confirmation", roles=[ANYONE], private=True)
declare("documents:pro-forma", roles=[ANYONE], private=True)
declare("documents:document", roles=[ANYONE], private=True)
declare("documents_panel:papers", roles=[PES_MEMBER])
declare("documents_panel:file", roles=[PES_MEMBER])
declare("documents_panel:ksef-file", roles=[PES_MEMBER])
declare("documents_panel:ksef-number", roles=[PES_MEMBER])
declare("documents_panel:year", roles=[PES_MEMBER])
declare("documents_panel:packing", roles=[PES_MEMBER])
declare("documents_panel:issue", roles=[PES_MEMBER])
declare("documents_panel:correct", roles=[PES_MEMBER])
declare("documents_panel:add", roles=[PES_MEMBER])
