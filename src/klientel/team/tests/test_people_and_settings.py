"""Members, teams, words, settings, the log: who may, what happens at once, what is undone."""

import re

import pytest
from django.core import mail

from klientel.events.models import Event
from klientel.kit.refused import Forbidden, Invalid, NotFound, Refused
from klientel.records.actions.undo import undo
from klientel.team import actions, throttle
from klientel.team.actions.words import put_word
from klientel.team.pages.words import forms_of
from klientel.team.word_packs import PACKS
from klientel.workspaces.models import Member, User, Workspace
from klientel.workspaces.words import words_of

pytestmark = pytest.mark.django_db

EVERYBODY = ("olga", "lena", "wim", "bea", "sam", "bodo")


def last(firm, verb=None) -> Event:
    events = Event.objects.in_workspace(firm.workspace.pk)
    return (events.filter(verb=verb) if verb else events).order_by("-id").first()


# --- the matrix: every page as every role, as a stranger and as nobody

PAGES = {
    "settings": EVERYBODY,
    "settings/api": EVERYBODY,
    "settings/api/new": EVERYBODY,
    "settings/firm": ("olga",),
    "settings/team": ("olga", "lena"),
    "settings/team/add": ("olga", "lena"),
    "settings/team/{member}": ("olga", "lena"),
    "settings/teams/add": ("olga", "lena"),
    "settings/teams/{team}": ("olga", "lena"),
    "settings/words": ("olga",),
    "settings/words/client": ("olga",),
    "settings/words/client/preview?gender=m&nom=A&gen=A&dat=A&acc=A"
    "&plural=A&plural_dat=A&english=a&english_plural=a": ("olga",),
    "settings/log": ("olga", "lena"),
    "settings/mail": ("olga",),
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_as_every_role(firm, other_firm, page, client):
    path = page.format(member=firm.members["wim"].pk, team=firm.teams["web"].pk)
    for name in EVERYBODY:
        expected = 200 if name in PAGES[page] else 403
        assert firm.client(name).get(f"/werft/{path}").status_code == expected, name
    assert other_firm.client("fremd").get(f"/werft/{path}").status_code == 404
    assert client.get(f"/werft/{path}").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "settings/firm",
        "settings/team/add",
        "settings/teams/add",
        "settings/words/client",
        "settings/mail",
    ],
)
def test_writing_without_the_permission_changes_nothing(firm, path):
    before = Event.objects.in_workspace(firm.workspace.pk).count()
    given = {
        "setting": "name",
        "value": "X",
        "email": "x@y.example",
        "role": "owner",
        "name": "X",
        "pack": "mandant",
        "do": "resend",
    }
    assert firm.client("wim").post(f"/werft/{path}", given).status_code == 403
    assert Event.objects.in_workspace(firm.workspace.pk).count() == before


def test_ids_of_another_firm_do_not_exist(firm, other_firm):
    page = other_firm.client("fremd")
    member, team = firm.members["wim"].pk, firm.teams["web"].pk
    assert page.get(f"/fremd/settings/team/{member}").status_code == 404
    assert page.post(f"/fremd/settings/team/{member}", {"do": "deactivate"}).status_code == 404
    assert page.get(f"/fremd/settings/teams/{team}").status_code == 404
    actions.create_team(firm.olga, name="X")
    event = last(firm)
    assert page.post(f"/fremd/undo/{event.pk}").status_code == 404
    with pytest.raises(Invalid):
        actions.put_into_team(other_firm.actor("fremd"), team=str(team), member=str(member))


# --- members


def test_a_new_person_is_added_and_chooses_a_password(firm, browser):
    page = firm.client("olga")
    given = {"email": "Neu@Werft.Example", "name": "Nele Neu", "role": "member"}
    assert page.post("/werft/settings/team/add", given).status_code == 303
    assert mail.outbox[0].to == ["neu@werft.example"]
    assert "Werft" in mail.outbox[0].subject
    link = re.search(r"http\S+/me/reset/\S+", mail.outbox[0].body)[0].split("8000")[-1]
    fresh = browser()
    form = fresh.get(link).headers["Location"]
    fresh.post(form, {"password1": "zwiebel fahrrad mondlicht"})
    fresh.sign_in("neu@werft.example", "zwiebel fahrrad mondlicht")
    assert fresh.get("/me/").headers["Location"] == "/werft/"
    assert "Nele Neu" in page.get("/werft/settings/team").content.decode()


def test_nobody_is_flooded_with_invitations(firm):
    member = str(
        actions.add_member(firm.olga, email="nele@x.example", name="", role="member").member.pk
    )
    for _ in range(throttle.INVITATION_ADDRESS.most - 1):
        actions.invite_again(firm.olga, member=member)
    with pytest.raises(throttle.TooMany, match=r"nele@x\.example.* 60 minutes"):
        actions.invite_again(firm.olga, member=member)
    assert len(mail.outbox) == throttle.INVITATION_ADDRESS.most
    actions.add_member(firm.olga, email="kim@x.example", name="", role="member")


def test_nobody_is_added_twice(firm):
    with pytest.raises(Refused):
        actions.add_member(firm.olga, email="wim@werft.example", name="", role="lead")


def test_a_lead_makes_no_owner_and_touches_none(firm):
    lena = firm.actor("lena")
    wim, olga = str(firm.members["wim"].pk), str(firm.members["olga"].pk)
    with pytest.raises(Forbidden):
        actions.add_member(lena, email="x@werft.example", name="", role="owner")
    with pytest.raises(Forbidden):
        actions.change_role(lena, member=wim, role="owner")
    with pytest.raises(Forbidden):
        actions.change_role(lena, member=olga, role="member")
    with pytest.raises(Forbidden):
        actions.deactivate(lena, member=olga)
    with pytest.raises(Forbidden):
        actions.change_role(lena, member=str(firm.members["lena"].pk), role="owner")


def test_the_last_owner_stays(firm):
    olga = str(firm.members["olga"].pk)
    with pytest.raises(Refused, match="only owner"):
        actions.change_role(firm.olga, member=olga, role="member")
    actions.change_role(firm.olga, member=str(firm.members["lena"].pk), role="owner")
    actions.change_role(firm.actor("lena"), member=olga, role="member")
    firm.members["olga"].refresh_from_db()
    assert firm.members["olga"].role == "member"


def test_a_deactivated_member_is_out_on_the_next_request(firm):
    page = firm.client("wim")
    assert page.get("/werft/settings/team").status_code == 403
    actions.deactivate(firm.olga, member=str(firm.members["wim"].pk))
    assert page.get("/werft/settings/team").status_code == 404
    actions.reactivate(firm.olga, member=str(firm.members["wim"].pk))
    assert page.get("/werft/settings/team").status_code == 403


def test_a_role_acts_on_the_next_request_and_is_undone(firm):
    page = firm.client("wim")
    assert page.get("/werft/settings/team").status_code == 403
    actions.change_role(firm.olga, member=str(firm.members["wim"].pk), role="lead")
    assert page.get("/werft/settings/team").status_code == 200
    undo(firm.olga, last(firm, "member.role_changed").pk)
    assert page.get("/werft/settings/team").status_code == 403


def test_an_undo_does_not_take_a_later_change_back(firm):
    wim = str(firm.members["wim"].pk)
    actions.change_role(firm.olga, member=wim, role="lead")
    first = last(firm, "member.role_changed")
    actions.change_role(firm.olga, member=wim, role="support")
    with pytest.raises(Refused):
        undo(firm.olga, first.pk)


def test_nobody_takes_their_own_access_away(firm):
    with pytest.raises(Refused):
        actions.deactivate(firm.olga, member=str(firm.members["olga"].pk))


# --- teams


def test_teams_are_made_renamed_filled_and_closed_with_a_way_back(firm):
    olga, sam = firm.olga, str(firm.members["sam"].pk)
    team = actions.create_team(olga, name="Laden")
    version = firm.members["sam"].auth_version
    actions.put_into_team(olga, team=str(team.pk), member=sam)
    firm.members["sam"].refresh_from_db()
    assert firm.members["sam"].auth_version > version
    assert team.pk in firm.actor("sam").team_ids
    actions.rename_team(olga, team=str(team.pk), name="Shop")
    undo(olga, last(firm, "team.renamed").pk)
    actions.close_team(olga, team=str(team.pk))
    undo(olga, last(firm, "team.closed").pk)
    team.refresh_from_db()
    assert (team.name, team.is_active) == ("Laden", True)
    with pytest.raises(Refused):
        actions.create_team(olga, name="LADEN")


# --- the firm


def test_settings_are_saved_one_by_one_and_undone_from_the_page(firm):
    page = firm.client("olga")
    answer = page.post("/werft/settings/firm", {"setting": "name", "value": "Neue Werft"})
    shown = page.get(answer.headers["Location"]).content.decode()
    assert "Neue Werft" in shown
    (path,) = re.findall(r'hx-post="(/werft/undo/[^"]+)"', shown)
    assert page.post(path).status_code == 303
    assert Workspace.objects.get(slug="werft").name == "Werft"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("name", ""),
        ("time_zone", "Mars/Base"),
        ("currency", "XXX"),
        ("slug", "evil"),
        ("id", "1"),
        ("", ""),
    ],
)
def test_what_cannot_be_set_is_said(firm, setting, value):
    answer = firm.client("olga").post("/werft/settings/firm", {"setting": setting, "value": value})
    assert answer.status_code == 422
    assert Workspace.objects.get(pk=firm.workspace.pk).slug == "werft"


@pytest.mark.parametrize("slug", ["me", "api", "x", "Große Firma", "a--b!", "../etc", "s" * 41, ""])
def test_slugs_that_cannot_be_addresses(db, slug):
    with pytest.raises(Refused):
        actions.create_workspace(slug=slug, name="X", owner_email="a@b.example")


def test_a_workspace_begins_with_an_owner_and_a_link(db):
    made = actions.create_workspace(
        slug="roth", name="Studio Roth", owner_email="Jana@Roth.example"
    )
    assert made.owner.role == "owner"
    assert "/me/reset/" in made.link
    with pytest.raises(Refused):
        actions.create_workspace(slug="roth", name="X", owner_email="a@b.example")


# --- words


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_a_pack_renames_a_noun_in_every_case(firm, pack):
    page = firm.client("olga")
    answer = page.post(f"/werft/settings/words/{pack.noun}", {"pack": pack.name})
    assert answer.status_code == 303
    words = words_of(Workspace.objects.get(pk=firm.workspace.pk))
    assert forms_of(words, pack.noun) == pack.forms


def test_a_word_of_ones_own_is_previewed_saved_undone_and_reset(firm):
    page = firm.client("olga")
    forms = {
        "gender": "m",
        "nom": "Patient",
        "gen": "Patienten",
        "dat": "Patienten",
        "acc": "Patienten",
        "plural": "Patienten",
        "plural_dat": "Patienten",
        "english": "patient",
        "english_plural": "patients",
    }
    seen = page.get(
        "/werft/settings/words/client/preview", forms, headers={"Accept-Language": "de"}
    )
    assert "den Patienten" in seen.content.decode()
    page.post("/werft/settings/words/client", forms)
    workspace = Workspace.objects.get(pk=firm.workspace.pk)
    assert words_of(workspace).noun("client", "de").form("the", "acc") == "den Patienten"
    undo(firm.olga, last(firm, "workspace.word_changed").pk)
    assert Workspace.objects.get(pk=firm.workspace.pk).words == {}
    put_word(firm.olga, "client", {})


@pytest.mark.parametrize("bad", ["{client}", "<b>", "a&b", "Kunde\x00", ""])
def test_a_word_is_letters_only(firm, bad):
    forms = {**PACKS[0].forms, "nom": bad}
    answer = firm.client("olga").post("/werft/settings/words/client", forms)
    assert answer.status_code in (303, 422)
    stored = Workspace.objects.get(pk=firm.workspace.pk).words
    assert "{" not in str(stored.get("de", {}).get("client", {}).get("singular", ""))
    assert "<" not in str(stored.get("de", {}).get("client", {}).get("singular", ""))


# --- profile


def test_a_profile_is_changed_in_all_workspaces(firm, other_firm, browser):
    olga = firm.members["olga"].user
    Member(workspace=other_firm.workspace, user=olga, name="Olga", role="member").save()
    page = firm.client("olga")
    given = {"name": "Olga Neu", "language": "de", "time_zone": "Europe/Vienna"}
    assert page.post("/me/profile", given).status_code == 302
    user = User.objects.get(pk=olga.pk)
    assert (user.name, user.language, user.single_keys) == ("Olga Neu", "de", False)
    names = Member.objects.for_system("test").filter(user=olga).values_list("name", flat=True)
    assert set(names) == {"Olga Neu"}
    assert "Gespeichert" in page.get("/me/profile?saved=1").content.decode()


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"language": "xx"}, {"time_zone": "../etc/passwd"}, {"name": "x" * 500}]
)
def test_a_bad_profile_is_said_in_place(firm, bad):
    given = {"name": "Olga", "language": "", "time_zone": "", **bad}
    answer = firm.client("olga").post("/me/profile", given)
    assert answer.status_code == 422
    assert User.objects.get(email="olga@werft.example").name == "Olga"


def test_nobody_writes_what_the_form_does_not_name(firm):
    firm.client("wim").post(
        "/me/profile",
        {
            "name": "Wim",
            "language": "",
            "time_zone": "",
            "email": "x@y.example",
            "is_active": "",
            "password": "x",
            "role": "owner",
        },
    )
    user = User.objects.get(pk=firm.members["wim"].user_id)
    assert user.email == "wim@werft.example"
    assert user.is_active


# --- the log


def test_the_log_tells_narrows_and_pages(firm):
    for number in range(60):
        actions.create_team(firm.olga, name=f"Team {number}")
    actions.change_role(firm.olga, member=str(firm.members["wim"].pk), role="lead")
    page = firm.client("olga")
    text = page.get("/werft/settings/log").content.decode()
    assert "Olga changed the role of Wim from Team member to Lead" in text
    (older,) = re.findall(r'href="(\?[^"]*before=[^"]+)"', text)
    second = page.get(f"/werft/settings/log{older.replace('&amp;', '&')}").content.decode()
    assert "Team 0" in second
    assert "Team 59" not in second
    only = page.get("/werft/settings/log?what=member").content.decode()
    assert "created the team" not in only
    nobody = page.get(f"/werft/settings/log?who={firm.members['sam'].pk}").content.decode()
    assert "Nothing fits the filters" in nobody


@pytest.mark.parametrize(
    "query",
    [
        "who=x",
        "until=nonsense",
        "before=zzz",
        "what=%00",
        "until=99999999",
        "before=%F0%9F",
        "what=" + "x" * 3000,
    ],
)
def test_a_strange_log_address_is_no_failure(firm, query):
    assert firm.client("olga").get(f"/werft/settings/log?{query}").status_code == 200


def test_the_log_keeps_the_records_of_others_to_itself(firm, other_firm):
    actions.create_team(firm.olga, name="Geheim")
    assert "Geheim" not in other_firm.client("fremd").get("/fremd/settings/log").content.decode()


def test_the_settings_are_searched(firm):
    page = firm.client("olga")
    found = page.get(
        "/werft/settings?q=zeitzone", headers={"Accept-Language": "de"}
    ).content.decode()
    found = found.partition('id="found"')[2]
    assert "/werft/settings/firm" in found
    assert "/werft/settings/words" not in found


def test_an_unknown_member_is_refused(firm):
    with pytest.raises((Refused, NotFound)):
        actions.change_role(firm.olga, member="018f0000-0000-7000-8000-000000000000", role="lead")
