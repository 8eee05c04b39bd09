"""The plan templates the addon brings along, for a company to change as it likes.

They are the company's own words from the moment they are made, and so no field of
theirs is translated: they are made once, in the company's language.
"""

from markupsafe import Markup

from odoo.fields import Command


def get_templates(env):
    """What the templates hold, in the language of the environment.

    :return: ``{name: values for relationship.plan.create}``; of actions, ``after`` and
        ``goal`` count the actions and objectives of the template from 1
    """
    return {
        "first_days": _get_first_days(env),
        "renewal": _get_renewal(env),
        "trust": _get_trust(env),
    }


def create_template(plans, described):
    """Make one template of what :func:`get_templates` says of it.

    :param plans: ``relationship.plan``, with the rights to make one
    """
    goals, steps = described["objectives"], described["actions"]
    template = plans.create(
        {
            **{name: described[name] for name in ("name", "duration_days")},
            "customer_name": described["customer_name"],
            **{
                name: Markup("<p>%s</p>") % described[name]
                for name in ("customer_summary", "note")
            },
            "is_template": True,
            "is_shared": True,
            "objective_ids": [Command.create(goal) for goal in _number(goals)],
        }
    )
    objectives = template.objective_ids.sorted("sequence")
    actions = plans.env["relationship.action"].create(
        [
            {
                **{name: step[name] for name in step if name not in ("after", "goal")},
                "plan_id": template.id,
                "objective_id": step.get("goal") and objectives[step["goal"] - 1].id,
            }
            for step in _number(steps)
        ]
    )
    for action, step in zip(actions, steps, strict=True):
        before = [actions[number - 1].id for number in step.get("after", ())]
        action.after_ids = [Command.set(before)]
    return template


def _number(lines):
    return [
        {"sequence": 10 * number, **line} for number, line in enumerate(lines, start=1)
    ]


def _say(side, days, name, customer_name="", **values):
    """A step, which the customer sees when it has words for the customer."""
    return {
        **{"side": side, "days_due": days, "name": name},
        "customer_name": customer_name,
        "is_shared": bool(customer_name),
        **values,
    }


def _aim(whose, days, name, customer_name="", measure="", **values):
    """An objective, which the customer sees as :func:`_say` has it."""
    if measure:
        values |= {"kind": "quantitative", "measure": measure}
    return {
        **{"whose": whose, "days_due": days, "name": name},
        "customer_name": customer_name,
        "is_shared": bool(customer_name),
        **values,
    }


def _get_first_days(env):

    return {
        "name": env._("First hundred days"),
        "duration_days": 100,
        "customer_name": env._("Your first hundred days with us"),
        "customer_summary": env._(
            "What we do together so that everything runs well from the start."
        ),
        "note": env._("Speak with the user, not only with the buyer."),
        "objectives": [
            _aim(
                *("joint", 100, env._("Second order within 100 days")),
                measure="purchases_12m",
                target=2,
            ),
            _aim(
                *("customer", 30, env._("Everybody who uses it knows whom to ask")),
                env._("Everybody knows whom to ask"),
            ),
        ],
        "actions": [
            _say(
                *(
                    "ours",
                    3,
                    env._("Welcome call, who does what"),
                    env._("Welcome call"),
                ),
                goal=2,
            ),
            _say(
                *("theirs", 10, env._("Names a person for technical questions")),
                env._("Tell us whom we may call for technical questions"),
                goal=2,
            ),
            _say(
                *("ours", 30, env._("Visit after the first delivery")),
                env._("We visit you after the first delivery"),
            ),
            _say(
                *("ours", 60, env._("Check what could be better")),
                env._("We ask what could be better"),
                after=[3],
            ),
            _say("ours", 90, env._("Proposal for the second order"), goal=1, after=[4]),
        ],
    }


def _get_renewal(env):

    return {
        "name": env._("Renewal in 90 days"),
        "duration_days": 90,
        "customer_name": env._("Renewing our agreement"),
        "customer_summary": env._(
            "The steps until the new agreement, and by when each is due."
        ),
        "note": env._("Never open with the price."),
        "objectives": [
            _aim(
                *("ours", 90, env._("Renewed at last year's revenue or more")),
                measure="revenue_12m",
                target=5,
                is_target_relative=True,
            ),
            _aim(
                *("joint", 60, env._("Nothing they told us is left open")),
                *(env._("Nothing you told us is left open"), "open_feedback"),
                target=0,
            ),
        ],
        "actions": [
            _say(
                *("ours", 7, env._("Review of the year with figures")),
                env._("Review of the past year"),
            ),
            _say(
                *("theirs", 21, env._("Tells us volumes of next year")),
                env._("Tell us what you expect to need next year"),
            ),
            _say(
                *("ours", 35, env._("Offer, agreed with the head of accounts")),
                env._("Our offer"),
                goal=1,
                after=[1, 2],
            ),
            _say(
                *(
                    "theirs",
                    60,
                    env._("Answers the offer"),
                    env._("Your answer to the offer"),
                ),
                goal=1,
                after=[3],
            ),
            _say(
                *("ours", 80, env._("Signature, dates into the calendar")),
                env._("Signature"),
                goal=1,
                after=[4],
            ),
        ],
    }


def _get_trust(env):

    return {
        "name": env._("Win back trust"),
        "duration_days": 60,
        "customer_name": env._("What we change"),
        "customer_summary": env._("What went wrong, what we change, and by when."),
        "note": env._(
            "The head of accounts calls in the first week. No offers before the second "
            "review."
        ),
        "objectives": [
            _aim(
                *("customer", 45, env._("No complaint left open")),
                *(env._("Nothing you told us is left open"), "open_feedback"),
                target=0,
            ),
            _aim(
                *("ours", 60, env._("They buy as much as a year ago")),
                measure="revenue_12m",
                target=20,
                is_target_relative=True,
            ),
        ],
        "actions": [
            _say(
                *("ours", 3, env._("Call by the head of accounts")),
                env._("A call from our head of accounts"),
            ),
            _say(
                *("ours", 10, env._("Causes, with those who did it")),
                env._("What went wrong and why, in writing"),
                goal=1,
                after=[1],
            ),
            _say(
                *("theirs", 14, env._("Says what matters most")),
                env._("Tell us what matters most to you"),
                goal=1,
            ),
            _say(
                *("ours", 30, env._("First change is in place")),
                env._("The first change is in place"),
                goal=1,
                after=[2],
            ),
            _say(
                *("ours", 45, env._("Review with the customer")),
                env._("We look together at what has changed"),
                goal=1,
                after=[4],
            ),
        ],
    }
