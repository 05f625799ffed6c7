"""Who may do what with rules."""

from django.utils.translation import gettext_lazy as _

from klientel.workspaces.policy import EVERYBODY, MANAGERS, permission

#: a rule acts for the firm, so those who lead it write rules; everybody may know what happens by
#: itself with what is theirs
MANAGE = permission("rule.manage", _("Make rules and switch them on and off"), MANAGERS)
VIEW = permission("rule.view", _("See rules"), EVERYBODY)
