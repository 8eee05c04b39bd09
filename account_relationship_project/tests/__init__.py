from . import test_task_erasure
from . import test_tasks
from . import test_task_moves
from . import test_task_rights
from . import test_task_succession
from . import test_translations
from . import test_uninstall
