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
