"""The addresses of the room; the sign-in library's names lead to our pages, and to no others."""

from django.urls import path

from klientel.team.pages import (
    absences,
    firm,
    hand_over,
    log,
    me,
    people,
    second_step,
    security,
    sign_in,
    teams,
    undo,
    words,
)

_SETTINGS = "<slug:workspace>/settings"

urlpatterns = [
    path("", me.root_page, name="root"),
    path("me/", me.me_page, name="me"),
    path("me", me.me_page),
    path("me/sign-in", sign_in.sign_in, name="account_login"),
    path("me/sign-in/second", second_step.second_step, name="mfa_authenticate"),
    path("me/sign-out", sign_in.sign_out, name="account_logout"),
    path("me/reset", sign_in.reset_password, name="account_reset_password"),
    path("me/reset/sent", sign_in.reset_sent, name="account_reset_password_done"),
    path("me/reset/done", sign_in.password_set, name="account_reset_password_from_key_done"),
    path(
        "me/reset/<uuid:uidb36>/<slug:key>",
        sign_in.set_password,
        name="account_reset_password_from_key",
    ),
    path("me/password", sign_in.change_password, name="account_change_password"),
    path("me/security", security.security_page, name="mfa_index"),
    path("me/security/app", security.app_page, name="security_app"),
    path("me/security/app/remove", security.app_remove, name="security_app_remove"),
    path("me/security/passkeys/add", security.passkey_page, name="security_passkey"),
    path(
        "me/security/passkeys/<int:passkey>/name",
        security.passkey_rename,
        name="security_passkey_rename",
    ),
    path(
        "me/security/passkeys/<int:passkey>/remove",
        security.passkey_remove,
        name="security_passkey_remove",
    ),
    path("me/security/codes", security.codes_renew, name="security_codes"),
    path("me/profile", me.profile_page, name="profile"),
    path("me/invitations/<uuid:member>/accept", me.accept, name="accept_invitation"),
    path("me/invitations/<uuid:member>/decline", me.decline, name="decline_invitation"),
    path("me/sessions", me.sessions_page, name="usersessions_list"),
    path("me/sessions/others/end", me.end_others, name="end_other_sessions"),
    path("me/sessions/<int:session_id>/end", me.end_session, name="end_session"),
    path("<slug:workspace>/undo", undo.undo_last, name="undo_last"),
    path("<slug:workspace>/undo/<uuid:token>", undo.undo_page, name="undo"),
    path("<slug:workspace>/absences", absences.absences_page, name="absences"),
    path(
        "<slug:workspace>/absences/<uuid:absence>/remove",
        absences.absence_remove,
        name="remove_absence",
    ),
    path(_SETTINGS, firm.settings_page, name="settings"),
    path(f"{_SETTINGS}/firm", firm.firm_page, name="settings_firm"),
    path(f"{_SETTINGS}/team", people.people_page, name="settings_team"),
    path(f"{_SETTINGS}/team/add", people.add_page, name="settings_member_add"),
    path(f"{_SETTINGS}/team/<uuid:member>", people.member_page, name="settings_member"),
    path(f"{_SETTINGS}/team/<uuid:member>/hand-over", hand_over.hand_over_page, name="hand_over"),
    path(f"{_SETTINGS}/teams/add", teams.add_page, name="settings_team_add"),
    path(f"{_SETTINGS}/teams/<uuid:team>", teams.team_page, name="settings_one_team"),
    path(f"{_SETTINGS}/words", words.words_page, name="settings_words"),
    path(f"{_SETTINGS}/words/<slug:noun>", words.word_page, name="settings_word"),
    path(f"{_SETTINGS}/words/<slug:noun>/preview", words.preview, name="settings_word_preview"),
    path(f"{_SETTINGS}/log", log.log_page, name="settings_log"),
]
