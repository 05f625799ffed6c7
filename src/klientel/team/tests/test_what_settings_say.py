"""What the pages of the settings say after a refusal, and how they call things."""

import re


def test_a_refused_role_is_not_left_standing_in_the_choice(firm):
    path = f"/werft/settings/team/{firm.members['olga'].pk}"
    page = firm.client()
    shown = page.get(path).content.decode()
    answer = page.post(path, {"do": "role", "role": "member"})
    assert answer.status_code == 422
    refused = answer.content.decode()
    assert '<option value="owner" selected>' in refused
    # another id, so that the morph draws it anew instead of keeping what was chosen in it
    assert 'id="role"' in shown
    assert re.search(r'<select class="select" id="role-\d+" name="role"', refused)


def test_settings_name_countries_and_currencies(firm):
    text = firm.client().get("/werft/settings/firm").content.decode()
    assert ">Germany</option>" in text
    assert ">Euro</option>" in text
    assert (
        "<title>Settings · Klientel</title>"
        in firm.client().get("/werft/settings").content.decode()
    )


def test_settings_are_grouped_and_offer_each_role_what_it_may_open(firm):
    def offered(name):
        text = firm.client(name).get("/werft/settings").content.decode()
        page = text[text.index('id="found"') :]
        titles = re.findall(r'<h2 class="section-title"[^>]*>([^<]+)</h2>', page)
        return titles, re.findall(r'<a class="settings-entry" href="([^"]+)"', page)

    titles, _pages = offered("olga")
    assert titles == [
        "Personal", "General", "People and access", "Lists and work", "Connections", "Data",
    ]  # fmt: skip
    titles, pages = offered("sam")
    assert titles == ["Personal", "Connections"]
    assert pages[:2] == ["/me/profile", "/werft/settings/notifications"]
    for page in pages:
        assert firm.client("sam").get(page).status_code == 200, page


def test_a_search_of_the_settings_leaves_groups_out_that_hold_nothing_found(firm):
    text = firm.client().get("/werft/settings?q=webhook").content.decode()
    page = text[text.index('id="found"') :]
    assert re.findall(r'<h2 class="section-title"[^>]*>([^<]+)</h2>', page) == ["Connections"]
