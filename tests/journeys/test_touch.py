"""What a finger does on a phone: lines are done, put off or chosen, sheets are pulled shut."""

from __future__ import annotations

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LINE = ".day-row:has([data-day-later])"
ROW = "tbody tr[data-href]"


def drag(page, target, dx, dy=0, *, lets_go=True):
    """Draw a finger from the middle of an element by so many pixels."""
    box = page.locator(target).first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 24)
    finger = page.context.new_cdp_session(page)

    def touch(kind, points):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", [{"x": x, "y": y}])
    for step in range(1, 9):
        touch("touchMove", [{"x": x + dx * step / 8, "y": y + dy * step / 8}])
    if lets_go:
        touch("touchEnd", [])
    return lambda: touch("touchEnd", [])


def test_a_line_of_the_day_is_put_off_by_a_swipe_and_stays_when_let_go_early(visit):
    page = visit("jana@roth.example", "/roth/today", **PHONE)
    page.wait_for_selector(LINE)
    drag(page, LINE, -40)
    assert page.locator("[popover]:popover-open").count() == 0
    let_go = drag(page, LINE, -110, lets_go=False)
    assert page.get_attribute(".is-swiped-enough", "data-swiped-to")
    let_go()
    page.wait_for_selector("[role=menu]:popover-open")
    assert page.locator(".is-swiped").count() == 0


def test_a_row_of_a_list_is_chosen_to_the_right_and_opens_its_menu_to_the_left(visit):
    page = visit("anna", "/werft/accounts", **PHONE)
    drag(page, ROW, 120)
    page.wait_for_selector(f"{ROW} [data-select]:checked", state="attached")
    bar = page.locator(".bulk").bounding_box()
    assert bar["y"] + bar["height"] <= page.locator(".bottom-bar").bounding_box()["y"]
    drag(page, ROW, -120)
    page.wait_for_selector("[popover]:popover-open")
    assert page.url.endswith("/werft/accounts"), "the row is not opened"


def test_a_list_scrolls_under_a_finger_that_goes_up(visit):
    page = visit("anna", "/werft/accounts", **PHONE)
    drag(page, f"{ROW} >> nth=3", 10, -200)
    page.wait_for_function("scrollY > 50")
    assert page.locator("[data-select]:checked").count() == 0


def test_a_sheet_is_pulled_shut_and_comes_back_when_let_go_early(visit):
    page = visit("anna", "/werft/accounts", **PHONE)
    page.click(".bottom-bar [data-opens=more]")
    drag(page, "dialog[open] .dialog-head", 0, 40)
    assert page.is_visible("#more")
    drag(page, "dialog[open] .dialog-head", 0, 160)
    page.wait_for_selector("#more", state="hidden")
