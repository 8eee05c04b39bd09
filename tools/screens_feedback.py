"""The screens of feedback, plans and scores, ours and the customer's."""

from .screen_steps import ACCOUNT, EVERY_ACCOUNT, Screen, click, press, tab

FEEDBACK = "customer-feedback/{feedback_%s}"
FEEDBACK_SCREENS = (
    Screen("feedback-board", "head", "customer-feedback", EVERY_ACCOUNT),
    Screen("feedback-board-tech", "tech", "customer-feedback"),
    Screen("feedback-mine", "tech", "my-customer-feedback"),
    Screen(
        "feedback-list",
        "head",
        "customer-feedback?view_type=list",
        EVERY_ACCOUNT,
        phone=False,
    ),
    Screen(
        "feedback-calendar", "head", "customer-feedback?view_type=calendar", phone=False
    ),
    Screen("feedback-pivot", "head", "customer-feedback?view_type=pivot", phone=False),
    Screen("feedback-graph", "head", "customer-feedback?view_type=graph", phone=False),
    Screen("feedback", "manager", FEEDBACK % "gemini_late"),
    Screen(
        "feedback-told",
        "manager",
        FEEDBACK % "gemini_late",
        [tab("What we told them")],
    ),
    Screen(
        "feedback-work",
        "manager",
        FEEDBACK % "gemini_late",
        [tab("The work it became")],
    ),
    Screen("feedback-tech", "tech", FEEDBACK % "gemini_drawers"),
    Screen("feedback-late", "head", FEEDBACK % "readymat_parts"),
    Screen("feedback-declined", "tech", FEEDBACK % "halden_vice"),
    Screen("feedback-new", "tech", "customer-feedback/new"),
    Screen(
        "feedback-tell",
        "manager",
        FEEDBACK % "gemini_late",
        press("action_tell"),
    ),
    Screen(
        "feedback-decline",
        "tech",
        FEEDBACK % "gemini_drawings",
        press("action_decline"),
    ),
    Screen(
        "feedback-reroute",
        "tech",
        FEEDBACK % "gemini_sun",
        press("action_reroute"),
    ),
    Screen(
        "feedback-merge",
        "tech",
        FEEDBACK % "gemini_drawings",
        [
            click(".o_cp_action_menus .dropdown-toggle"),
            click(".o-dropdown--menu .o_menu_item", "Merge"),
        ],
    ),
    Screen("feedback-teams", "tech", "feedback-overview"),
    Screen("feedback-team", "admin", "feedback-teams/{feedback_team_technical}"),
    Screen("feedback-teams-list", "admin", "feedback-teams", phone=False),
    Screen("feedback-areas", "admin", "feedback-areas", phone=False),
    Screen("feedback-routing", "admin", "feedback-routing", phone=False),
    Screen("feedback-loop", "head", "customer-feedback-loop", phone=False),
    Screen("form-feedback", "manager", ACCOUNT % "gemini", [tab("Feedback")]),
    Screen("quotation-feedback", "sales", "sales/{order_readymat_1}"),
)

PLAN = "customer-plans/{plan_%s}"
PLAN_SCREENS = (
    Screen("plans", "head", "customer-plans", EVERY_ACCOUNT),
    Screen("plans-list", "head", "customer-plans?view_type=list", EVERY_ACCOUNT),
    Screen("plan", "manager", PLAN % "gemini"),
    Screen("plan-objectives", "manager", PLAN % "gemini", [tab("Objectives")]),
    Screen("plan-picture", "manager", PLAN % "gemini", [tab("Timeline")]),
    Screen("plan-customer", "manager", PLAN % "gemini", [tab("Customer's View")]),
    Screen("plan-late", "manager", PLAN % "readymat"),
    Screen("plan-draft", "head", PLAN % "orchid"),
    Screen(
        "plan-agree",
        "head",
        PLAN % "orchid",
        [click("button[name=action_agree]")],
        phone=False,
    ),
    Screen("plan-new", "manager", "customer-plans/new"),
    Screen("plan-update", "manager", "plan-updates/{plan_update_gemini_3}"),
    Screen("actions", "manager", "customer-actions"),
    Screen("action", "manager", "customer-actions/{action_gemini_key_user}"),
    Screen("action-tech", "tech", "customer-actions/{action_gemini_sockets}"),
    Screen("objectives", "manager", "customer-objectives"),
    Screen("plan-template", "admin", "customer-plan-templates/{plan_template_trust}"),
    Screen("plan-report", "head", "customer-plan-analysis", phone=False),
    Screen("form-plans", "manager", ACCOUNT % "gemini", [tab("Plans")]),
)

SCORE_SCREENS = (
    Screen("scores", "head", "customer-scores", phone=False),
    Screen("score-report", "head", "customer-score-analysis", phone=False),
)

PORTAL_SCREENS = (
    Screen("portal-home", "portal", "/my/home"),
    Screen("portal-contact", "portal", "/my/account-manager"),
    Screen("portal-plans", "portal", "/my/plans"),
    Screen("portal-plan", "portal", "/my/plans/{plan_gemini}"),
    Screen(
        "portal-plan-below",
        "portal",
        "/my/plans/{plan_gemini}",
        ["[...document.querySelectorAll('h2')].at(-2).scrollIntoView()"],
    ),
    Screen("portal-feedback-list", "portal", "/my/feedback"),
    Screen("portal-feedback", "portal", "/my/feedback/{feedback_gemini_late}"),
    Screen("portal-verify", "portal", "/my/feedback/{feedback_gemini_drawers}"),
    Screen("portal-feedback-new", "portal", "/my/feedback/new"),
)
