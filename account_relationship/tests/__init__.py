from . import test_absence
from . import test_account
from . import test_assignment
from . import test_handover
from . import test_handover_concurrency
from . import test_handover_later
from . import test_handover_mail
from . import test_handover_undo
