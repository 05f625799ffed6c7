"""Who may share, and who sees and ends what others have shared."""

from django.utils.translation import gettext_lazy as _

from klientel.workspaces.policy import MANAGERS, WRITERS, permission

MAKE = permission("share.make", _("Share with people outside by a link"), WRITERS)
MANAGE = permission("share.manage", _("See and end everything that is shared"), MANAGERS)
