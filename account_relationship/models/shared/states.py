"""States of things that several parts ask about, each set under one name.

For Python, SQL and domains alike: which are open, running or answered is said here.
"""

#: An action somebody still has to do.
OPEN_ACTION = ("todo", "in_progress")

#: A plan both sides agreed to, which is being done.
RUNNING_PLAN = ("agreed", "active")
#: What the plan of an action is while the action is worked on; some are of no plan.
WORKED_ON = (False, *RUNNING_PLAN)
#: A plan that is not over, whether agreed to or not.
OPEN_PLAN = ("draft", *RUNNING_PLAN)
#: A plan the customer hears of.
TOLD_PLAN = (*RUNNING_PLAN, "done", "cancelled")
#: A plan the customer sees on its pages.
SHOWN_PLAN = (*RUNNING_PLAN, "done")

#: Feedback nobody has begun to work on.
UNDECIDED_FEEDBACK = ("new", "acknowledged")
#: Feedback somebody has to answer, in the order of its steps.
WORKING_FEEDBACK = (*UNDECIDED_FEEDBACK, "planned", "in_progress")
#: Feedback the customer knows to be read.
READ_FEEDBACK = WORKING_FEEDBACK[1:]
#: Feedback that came to something.
IMPLEMENTED_FEEDBACK = ("implemented", "verified")
#: Feedback with which nobody has anything left to do.
FINISHED_FEEDBACK = ("closed", "duplicate")
#: Feedback that was answered, one way or another.
ANSWERED_FEEDBACK = ("declined", *FINISHED_FEEDBACK)
#: Feedback that is no longer worked on.
SETTLED_FEEDBACK = (*IMPLEMENTED_FEEDBACK, *ANSWERED_FEEDBACK)
#: Feedback that is no longer open for the customer.
OVER_FEEDBACK = ("verified", "closed", "declined")

#: Messages in which somebody says something. Absence notes, what machines write and
#: notifications have types of their own.
SPOKEN_MESSAGE = ("email", "comment")
#: The same, with what we send.
EXCHANGED_MESSAGE = (*SPOKEN_MESSAGE, "email_outgoing")

#: An invoice of which something may remain to be paid. Not "blocked": that one is in
#: dispute; nor "invoicing_legacy": nobody knows of those.
UNPAID_INVOICE = ("not_paid", "partial", "in_payment")
